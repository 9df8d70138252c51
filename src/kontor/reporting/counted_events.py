"""Which news changes a figure, and the name under which the counter reads it."""

from __future__ import annotations

from typing import Final

DAY_TOTALS: Final = "reporting.day_totals"
ORDER_PREFIX: Final = "sales.order:"
REVERSAL_PREFIX: Final = "sales.reversal:"
COUNTED_TYPES: Final = frozenset(
    {
        "OrderPlaced",
        "OrderConfirmed",
        "OrderAmended",
        "OrderRepriced",
        "OrderBilled",
        "OrderShipped",
        "OrderCancelled",
        "SaleReversed",
    }
)
