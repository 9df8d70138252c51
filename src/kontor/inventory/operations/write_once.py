from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from kontor.kernel.attempts import NeedsLocks, attempt
from kontor.kernel.idempotency import once
from kontor.kernel.wire import RequestKey

T = TypeVar("T")


def write_once(key: RequestKey | None, now: datetime, answer: type[T], write: Callable[[], T]) -> T:
    """The transaction of a document of the desk: the key's row first, then `write`, which locks what it decides on.

    Run again where the database ended it for somebody else's, or a twin of the document was faster.
    """

    def run(is_locked: bool) -> T:
        if not is_locked:
            raise NeedsLocks  # goods that come in change the average cost: there is nothing to try without locks
        return once(key, now, answer, write)

    return attempt(run)
