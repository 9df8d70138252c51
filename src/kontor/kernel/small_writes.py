"""How master data and the documents of the desk are written: one transaction, one answer per idempotency key, and
precise refusals under a race.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from kontor.kernel.attempts import attempt_locked
from kontor.kernel.idempotency import once
from kontor.kernel.wire import RequestKey

T = TypeVar("T")


def write_once(key: RequestKey | None, now: datetime, answer: type[T], write: Callable[[], T]) -> T:
    """Run `write` in a transaction, the key's row first, unless `key` has its answer already.

    `write` locks what it decides on. When a unique constraint says that somebody was faster, or the database ended it
    for somebody else's sake, everything is rolled back and `write` runs again: it now reads what the other one has
    stored and can name it.
    """
    return attempt_locked(lambda: once(key, now, answer, write))
