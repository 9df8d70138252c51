"""What reading gives: stock, the ledger and its documents, as lists and details. Quantities are base units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from kontor.inventory.costs import Cost


class LocationDetail(msgspec.Struct, frozen=True):
    """`area_ids` are the areas whose customers order from it, with all beneath them; none: everybody does."""

    id: int
    code: str
    name: str
    branch_code: str = msgspec.field(name="branch")
    parent_code: str | None = msgspec.field(name="parent")
    kind: str
    shortage_policy: str
    is_active: bool
    version: int
    area_ids: Sequence[int] = ()


class StockRow(msgspec.Struct, frozen=True):
    """A SKU at a location, in base units (`unit`). Cost and value are null for whom they are hidden."""

    sku: str
    name: str
    unit: str
    location: str
    location_kind: str
    branch: str
    on_hand: int
    reserved: int
    available: int
    reorder_point: int | None
    reorder_quantity: int | None
    is_low: bool
    average_cost: Cost | None
    value: Cost | None


class StockOfSku(msgspec.Struct, frozen=True):
    """A SKU in all locations the caller may see, together and one by one, in base units (`unit`)."""

    sku: str
    name: str
    unit: str
    on_hand: int
    reserved: int
    available: int
    locations: Sequence[StockRow]


class StockAt(msgspec.Struct, frozen=True):
    """A SKU at a location at some other time, from the ledger."""

    sku: str
    location: str
    on_hand: int
    reserved: int
    value: Cost | None


class CostAt(msgspec.Struct, frozen=True):
    """How much of a SKU was at a location at some time and what a base unit was worth: its value / its quantity.

    Null where costs are hidden or nothing was there.
    """

    location: str
    on_hand: int
    reserved: int
    available: int
    unit_cost: Cost | None
    value: Cost | None


class MovementEntry(msgspec.Struct, frozen=True):
    """A line of the ledger with its document, who and why, in base units (`unit`). Costs are null where hidden.

    `on_hand_after` is there where one SKU at one location was asked for. `occurred_at` is when it happened,
    `recorded_at` when Kontor learned of it; ids follow the latter.
    """

    id: int
    posting_id: int
    kind: str
    reference: str
    note: str
    reason_code: int
    reason: str
    occurred_at: datetime
    recorded_at: datetime
    business_date: date
    actor_id: int
    who: str
    sku: str
    name: str
    unit: str
    location: str
    branch: str
    lot: str | None
    on_hand_delta: int
    reserved_delta: int
    on_hand_after: int | None
    unit_cost: Cost | None
    value: Cost | None
    is_oversold: bool
    reverses_id: int | None


class ReasonTotal(msgspec.Struct, frozen=True):
    """What a SKU moved for one reason, in base units (`unit`)."""

    sku: str
    name: str
    unit: str
    reason_code: int
    reason: str
    movements: int
    quantity_in: int
    quantity_out: int
    quantity_net: int
    value: Cost | None


class AdjustmentListRow(msgspec.Struct, frozen=True):
    id: int
    number: str
    state: str
    location_code: str = msgspec.field(name="location")
    branch_code: str = msgspec.field(name="branch")
    note: str
    source: str
    external_reference: str
    occurred_at: datetime
    created_at: datetime
    created_by: int
    decided_at: datetime | None
    decided_by: int | None
    decision_note: str
    posting_id: int | None
    version: int


class AdjustmentSeenLine(msgspec.Struct, frozen=True):
    """`old_on_hand` and `new_on_hand` are what was there before and after; null while nothing has moved."""

    position: int
    sku_code: str = msgspec.field(name="sku")
    name: str
    unit: str
    quantity_delta_base: int
    reason: str
    old_on_hand: int | None
    new_on_hand: int | None


class AdjustmentDetail(AdjustmentListRow, frozen=True):
    """An adjustment with its lines."""

    lines: Sequence[AdjustmentSeenLine]


class TransferListRow(msgspec.Struct, frozen=True):
    id: int
    number: str
    state: str
    from_code: str = msgspec.field(name="from_location")
    to_code: str = msgspec.field(name="to_location")
    note: str
    sent_at: datetime
    sent_by: int
    received_at: datetime | None
    received_by: int | None
    version: int


class TransferredLine(msgspec.Struct, frozen=True):
    """What was sent, and what has become of it."""

    position: int
    sku_code: str = msgspec.field(name="sku")
    name: str
    unit: str
    quantity_base: int
    received_base: int
    written_off_base: int
    in_transit_base: int


class TransferStepRow(msgspec.Struct, frozen=True):
    """A stock posting of the transfer: send, receive or write_off."""

    step: str
    posting_id: int
    at: datetime
    actor_id: int
    note: str


class TransferDetail(TransferListRow, frozen=True):
    """A transfer with its lines and steps."""

    lines: Sequence[TransferredLine]
    steps: Sequence[TransferStepRow]
