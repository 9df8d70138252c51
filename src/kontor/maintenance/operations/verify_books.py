from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import msgspec
from django.db import connection, transaction

from kontor.kernel.statements import is_postgres
from kontor.maintenance.models import VerifyRun
from kontor.maintenance.queries import find_differences, what_is_compared
from kontor.maintenance.types import Verification


def verify_books(*, clock: Callable[[], datetime]) -> Verification:
    """Prove the books of the whole installation, and record how it ended.

    Everything is read from one snapshot, so that what is written meanwhile is no difference; nobody waits for it.
    """
    started_at = clock()
    with _snapshot():
        compared = what_is_compared()
        differences = tuple(find_differences())
    verification = Verification(started_at, clock(), compared, differences)
    VerifyRun.objects.create(
        started_at=started_at,
        finished_at=verification.finished_at,
        differences=len(differences),
        compared=msgspec.to_builtins(compared),
        first_difference=str(differences[0]) if differences else "",
    )
    return verification


@contextmanager
def _snapshot() -> Iterator[None]:
    """One view of the database for all reads inside. A caller's transaction is taken as it is."""
    if connection.in_atomic_block:
        yield
        return
    if is_postgres():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL work_mem = '128MB'")
            yield
        return
    # Not atomic(): that would begin a writer's transaction and hold everybody up.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
