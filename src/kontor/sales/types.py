"""Values in and out of sales. Quantities on the wire are in the named pack, inside in base units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from kontor.customization.types import OrderFields
from kontor.inventory.answers import CostAt
from kontor.kernel.quantity import MOST_BASE_UNITS
from kontor.kernel.refusals import Refusal
from kontor.kernel.wire import Incoming
from kontor.pricing.types import PriceAsOf

Number = int | str
Instant = Annotated[datetime, Meta(tz=True)]
Position = Annotated[int, Meta(ge=1, le=1_000_000)]
BaseUnits = Annotated[int, Meta(ge=1, le=MOST_BASE_UNITS)]
_FIRST_YEAR: Final = 1990
_LAST_YEAR: Final = 2100


def check_year(at: datetime | None, name: str) -> None:
    """A slip of the clock or the keyboard; the calendar cannot even turn the first and last days of time."""
    if at is not None and not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise ValueError(f"{name} lies outside {_FIRST_YEAR} to {_LAST_YEAR}")


class DraftLine(Incoming, frozen=True):
    """A wanted line. Without `pack` the quantity is in the SKU's base pack.

    `price_list` takes the price from another list (wholesale, say) than the customer's. Like `unit_price`,
    `discount_bp` and `is_free` it needs the right to set prices.
    """

    sku: str
    quantity: Number
    pack: str | None = None
    unit_price: str | None = None
    discount_bp: int = 0
    is_free: bool = False
    price_list: str | None = None


class OrderDraft(Incoming, frozen=True):
    """An order as a client sends it. `confirm` promises the goods at once; `counter_sale` hands them over at once.

    `when_short`: refuse the order, hold it, or reserve what is there and let the rest follow (backorder).
    """

    location: str
    lines: tuple[DraftLine, ...]
    customer: str | None = None
    confirm: bool = False
    submit: bool = False
    counter_sale: bool = False
    when_short: str = "refuse"
    discount: str = "0"
    ordered_at: Instant | None = None
    channel: str | None = None
    route: str = ""
    priority: int = 2
    sales_rep: str | None = None
    area_sales_manager: str | None = None
    order_mix: str = ""
    location_capacity: int | None = None
    wanted_on: date | None = None
    source: str = ""
    external_reference: str = ""
    custom: OrderFields = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        check_year(self.ordered_at, "ordered_at")


class EntryWarning(msgspec.Struct, frozen=True):
    """What a plug-in said to an order as it was typed; it was taken all the same."""

    check: str
    text: str


class OrderAnswer(msgspec.Struct, frozen=True):
    """What a write did to one order: its keys, state and totals, small enough to keep with the idempotency key.

    `warnings` are there only when it was placed and a plug-in had something to say.
    """

    id: int
    number: str
    lifecycle: str
    hold: str
    hold_reason: str
    fulfillment: str
    currency: str
    net: str
    tax: str
    total: str
    version: int
    warnings: tuple[EntryWarning, ...] | UnsetType = UNSET


class ItemResult(msgspec.Struct, frozen=True):
    """One item of a batch: its order, or its refusal. `is_duplicate`: the order was there already, nothing was done."""

    order: OrderAnswer | None = None
    refusal: Refusal | None = None
    is_duplicate: bool = False


class BatchAnswer(msgspec.Struct, frozen=True):
    """One result per item, in the order sent."""

    items: tuple[ItemResult, ...]


class ShipLine(Incoming, frozen=True):
    position: Position
    quantity_base: BaseUnits


class ShipRequest(Incoming, frozen=True):
    """Ship `lines`, or everything that is reserved when none are named."""

    order_id: int
    lines: tuple[ShipLine, ...] | None = None
    shipped_at: Instant | None = None

    def __post_init__(self) -> None:
        check_year(self.shipped_at, "shipped_at")


class OrderState(msgspec.Struct):
    """An order row as read for a transition, without its lines."""

    id: int
    number: str
    branch_id: int
    business_id: int
    location_id: int
    customer_id: int | None
    lifecycle: str
    hold: str
    hold_reason: str
    fulfillment: str
    deduct_at: str
    currency: str
    is_tax_inclusive: bool
    discount_minor: int
    net_minor: int
    tax_minor: int
    total_minor: int
    priority: int
    route: str
    wanted_on: date | None
    version: int
    confirmed_at: datetime | None
    billed_at: datetime | None
    cancelled_at: datetime | None
    closed_at: datetime | None
    time_zone: str
    day_starts_at: str
    closed_through_on: date | None
    accepts_shortage: bool
    custom: str = "{}"


class LineState(msgspec.Struct):
    """An order line as read for a transition."""

    id: int
    order_id: int
    position: int
    sku_id: int
    sku_code: str
    pack_code: str
    pack_factor: int
    is_stocked: bool
    is_free: bool
    quantity_base: int
    list_price_micros: int
    unit_price_micros: int
    discount_bp: int
    tax_rate_bp: int
    discount_minor: int
    net_minor: int
    tax_minor: int
    reserved_base: int
    issued_base: int
    shipped_base: int

    @property
    def open_base(self) -> int:
        """Wanted, and neither reserved nor gone: the backorder."""
        return self.quantity_base - self.reserved_base - self.issued_base

    @property
    def ready_base(self) -> int:
        """What may leave the house now: the promise, or what was issued earlier and not handed over."""
        return self.reserved_base or self.issued_base - self.shipped_base


class AmendLine(Incoming, frozen=True):
    """A line as it shall be: the line at `position`, or, without one, a further line of `sku`. Quantity 0 removes it.

    What is left out stays as it is; a new pack takes the price list's price unless `unit_price` says otherwise.
    """

    quantity: Number
    position: int | None = None
    sku: str | None = None
    pack: str | None = None
    unit_price: str | None = None
    discount_bp: int | None = None


class OrderAmendment(Incoming, frozen=True):
    """What shall change on an order; what is left out stays. `when_short`: refuse or backorder."""

    lines: tuple[AmendLine, ...] = ()
    discount: str | None = None
    priority: int | None = None
    route: str | None = None
    wanted_on: date | None = None
    when_short: str = "refuse"
    custom: OrderFields | None = None


class ReversalLine(Incoming, frozen=True):
    """What comes back: of an order's line by `position`, or of a `sku` at `unit_price` where no sale is known."""

    quantity: Number
    position: int | None = None
    sku: str | None = None
    pack: str | None = None
    unit_price: str | None = None


class ReversalDraft(Incoming, frozen=True):
    """A reversal document. With `order_id` its lines name positions and come back at what they were sold for."""

    location: str
    reason: str
    lines: tuple[ReversalLine, ...]
    order_id: int | None = None
    customer: str | None = None
    occurred_at: Instant | None = None
    source: str = ""
    external_reference: str = ""

    def __post_init__(self) -> None:
        check_year(self.occurred_at, "occurred_at")


class ReversalAnswer(msgspec.Struct, frozen=True):
    id: int
    number: str
    order_id: int | None
    currency: str
    net: str
    tax: str
    total: str


class ReversalResult(msgspec.Struct, frozen=True):
    reversal: ReversalAnswer | None = None
    refusal: Refusal | None = None
    is_duplicate: bool = False


class ReversalBatchAnswer(msgspec.Struct, frozen=True):
    """One result per reversal, in the order sent."""

    items: tuple[ReversalResult, ...]


class SkuAsOf(msgspec.Struct, frozen=True):
    """A SKU at an instant: what it cost on each list, and how many were where, at which cost. Base units."""

    sku: str
    at: datetime
    basis: str
    on_hand: int
    prices: Sequence[PriceAsOf]
    places: Sequence[CostAt]
