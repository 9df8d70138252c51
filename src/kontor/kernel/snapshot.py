"""One consistent view for many reads, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from kontor.kernel.statements import is_postgres


@contextmanager
def snapshot() -> Iterator[None]:
    """Every read inside sees the database as it was at the first one. Inside a transaction: that transaction's view.

    SQLite gets a plain BEGIN: the installation's transactions take the writers' turn, and readers must not.
    """
    if connection.in_atomic_block:
        yield
    elif is_postgres():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
