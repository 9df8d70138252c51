"""Bodies that only travel; orders, shipments and amendments are sent as the operations take them (`sales.types`)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from kontor.kernel.wire import Incoming
from kontor.sales.types import Instant, Number, OrderDraft, ShipLine, ShipRequest, check_year

MOST_ITEMS = 500
RowId = Annotated[int, Meta(ge=1, le=2**63 - 1)]
Reason = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]
WhenShort = Literal["refuse", "hold", "backorder"]


class OrderBatch(Incoming, frozen=True):
    """Up to 500 orders, each taken or refused on its own, in the order sent."""

    orders: Annotated[tuple[OrderDraft, ...], Meta(min_length=1, max_length=MOST_ITEMS)]


class Confirmation(Incoming, frozen=True):
    """What to do when goods are short: refuse, hold the order, or reserve what is there."""

    when_short: WhenShort = "refuse"


class BatchConfirmation(Incoming, frozen=True):
    """Each order once."""

    order_ids: Annotated[tuple[RowId, ...], Meta(min_length=1, max_length=MOST_ITEMS)]
    when_short: WhenShort = "refuse"


class Shipping(Incoming, frozen=True):
    """The lines and base units that leave the house; without `lines`, everything that is ready."""

    lines: Annotated[tuple[ShipLine, ...], Meta(min_length=1)] | None = None
    shipped_at: Instant | None = None

    def __post_init__(self) -> None:
        check_year(self.shipped_at, "shipped_at")


class BatchShipping(Incoming, frozen=True):
    """Each order once."""

    shipments: Annotated[tuple[ShipRequest, ...], Meta(min_length=1, max_length=MOST_ITEMS)]


class Billing(Incoming, frozen=True):
    """What to do where billing takes the goods and they are short."""

    when_short: Literal["hold", "refuse"] = "hold"


class Because(Incoming, frozen=True):
    """Why; it stays in the order's history."""

    reason: Reason


class SkuQuantity(Incoming, frozen=True):
    """How much of one product the order shall carry, in all; 0 takes it off.

    Left out, `pack`, price and discount stay as they are; a new line gets the base pack at the list's price.
    """

    quantity: Number
    pack: str | None = None
    unit_price: str | None = None
    discount_bp: int | None = None
    when_short: Literal["refuse", "backorder"] = "refuse"
