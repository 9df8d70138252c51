"""How a core write is tried: first without a lock, and only if somebody was faster, again with the rows locked.

The guards in the writes decide; the locks only make the second try exact. It locks scarce rows before it reads, and so
before the documents it writes; whoever meets it the other way round is ended by the database and tried again
(docs/locking.md, "One pair can still cross"). Besides this only `parts.py` and `operations/` open a transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import connection, transaction
from django.db.utils import OperationalError

from kontor.kernel.errors import Busy
from kontor.kernel.statements import is_postgres
from kontor.kernel.write_errors import Deadlocked, GuardMissed

T = TypeVar("T")
MOST_LOCKED_TRIES = 5


class NeedsLocks(Exception):
    """Raised by a decision that only holds while the rows are locked, such as a new average cost."""


def attempt(write: Callable[[bool], T]) -> T:
    """Run `write(is_locked)`: at first with False, in autocommit; then with True, in a transaction that locks.

    SQLite's writers take turns, so there the first try is already a locked one. Inside a caller's transaction each
    try is a savepoint. Raises Busy when the rows stay contended.
    """
    if is_postgres():
        try:
            return _unlocked(write)
        except (GuardMissed, Deadlocked, NeedsLocks):
            pass
    return attempt_locked(lambda: write(True))


def _unlocked(write: Callable[[bool], T]) -> T:
    if not connection.in_atomic_block:
        return write(False)
    with transaction.atomic():
        return write(False)


def attempt_locked(write: Callable[[], T]) -> T:
    """Run `write()`, which locks what it decides on, in a transaction; again where the database ended it for somebody
    else's, or a twin was faster. Inside a caller's transaction each try is a savepoint. Raises Busy when the rows stay
    contended.
    """
    if not is_postgres():
        with transaction.atomic():
            return write()
    for _ in range(MOST_LOCKED_TRIES):
        try:
            with transaction.atomic():
                return write()
        except (GuardMissed, Deadlocked):
            continue
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) not in ("40P01", "40001"):
                raise
    raise Busy()
