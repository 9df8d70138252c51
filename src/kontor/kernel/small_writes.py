"""How master data is written: one transaction, one answer per idempotency key, and precise refusals under a race."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from kontor.kernel.attempts import attempt
from kontor.kernel.idempotency import once
from kontor.kernel.wire import RequestKey

T = TypeVar("T")


def write_once(key: RequestKey | None, now: datetime, answer: type[T], write: Callable[[], T]) -> T:
    """Run `write` in a transaction, unless `key` has its answer already.

    When a unique constraint says that somebody was faster, everything is rolled back and `write` runs again: it now
    reads what the other one has stored and can name it.
    """

    def in_transaction(_: bool) -> T:
        with transaction.atomic():
            return once(key, now, answer, write)

    return attempt(in_transaction)
