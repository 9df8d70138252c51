"""The day totals follow what sales tells. An event says which document to count, never how much."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kontor.kernel.outbox import Handler, PublishedEvent
from kontor.reporting.counted_events import COUNTED_TYPES, DAY_TOTALS, ORDER_PREFIX, REVERSAL_PREFIX
from kontor.reporting.operations.count_documents import count_documents


def count_one(event: PublishedEvent, now: datetime) -> None:
    count_all([event], now)


def count_all(events: Sequence[PublishedEvent], now: datetime) -> None:
    """A document that several events tell of is counted once, as it stands now."""
    count_documents(order_ids=_ids(events, ORDER_PREFIX), reversal_ids=_ids(events, REVERSAL_PREFIX))


def _ids(events: Sequence[PublishedEvent], prefix: str) -> list[int]:
    return sorted({int(item.aggregate.removeprefix(prefix)) for item in events if item.aggregate.startswith(prefix)})


HANDLERS = (Handler(DAY_TOTALS, COUNTED_TYPES, count_one, count_all),)
