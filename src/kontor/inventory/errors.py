from __future__ import annotations

from collections.abc import Sequence

from kontor.inventory.types import Short
from kontor.kernel.errors import Conflict, InvalidInput, NotFound


class StockShort(Conflict):
    """Names every short line, as `details` with product, available and requested."""

    code = "stock_short"
    title = "Not enough stock"

    def __init__(self, shorts: Sequence[Short]) -> None:
        lines = "; ".join(f"{short.sku}: {short.requested} asked, {short.available} available" for short in shorts)
        super().__init__(
            f"Not enough stock. {lines}.",
            error="stock_short",
            details=[
                {"product": short.sku, "available": short.available, "requested": short.requested} for short in shorts
            ],
        )


class PeriodClosed(Conflict):
    code = "period_closed"
    title = "The books of that day are closed"


class LocationUnknown(NotFound):
    code = "location_unknown"


class NotStocked(InvalidInput):
    code = "not_stocked"
    title = "A service moves no stock"


class TransitionRefused(Conflict):
    code = "transition_refused"
