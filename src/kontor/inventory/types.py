"""Values in and out of the stock ledger. Quantities are base units, costs and values micros of the currency."""

from __future__ import annotations

from datetime import date, datetime

import msgspec


class LineRequest(msgspec.Struct, frozen=True):
    """One wanted movement. `unit_cost_micros` None: at the level's average cost.

    Given for goods going out, exactly those goods leave that came in at that cost (a reversal, an arrived transfer).
    `corrected_cost_micros` moves nothing: what is there is worth that much a unit from now on.
    """

    location_id: int
    sku_id: int
    on_hand_delta: int = 0
    reserved_delta: int = 0
    unit_cost_micros: int | None = None
    reason_code: int = 0
    lot_id: int | None = None
    corrected_cost_micros: int | None = None


class PostingRequest(msgspec.Struct, frozen=True):
    """One document for the stock journal, posted whole or refused whole.

    A promise (`is_fact` false) is refused where the goods are not there; a fact has happened and is always posted.
    """

    kind: str
    branch_id: int
    occurred_at: datetime
    business_date: date
    lines: tuple[LineRequest, ...]
    reference: str = ""
    reason: str = ""
    reverses_id: int | None = None
    is_fact: bool = False


class LevelState(msgspec.Struct, array_like=True):
    """A stock level as read; the stock book keeps its own copy up to date while it decides."""

    id: int
    location_id: int
    sku_id: int
    sku_code: str
    branch_id: int
    on_hand: int
    reserved: int
    average_cost_micros: int
    value_micros: int

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


class Short(msgspec.Struct, frozen=True):
    """What a refused document asked for and what was there, per SKU and location."""

    sku_id: int
    sku: str
    location_id: int
    requested: int
    available: int


class PostingResult(msgspec.Struct, frozen=True):
    """The posting's id, or every short line of a refused one. `oversold` lists what a fact took beyond availability."""

    posting_id: int | None
    shorts: tuple[Short, ...] = ()
    oversold: tuple[Short, ...] = ()


class PostingHead(msgspec.Struct, frozen=True):
    """A document of the stock journal as read, without its lines."""

    id: int
    kind: str
    branch_id: int
    reference: str
    reverses_id: int | None
    reversed_by_id: int | None


class PostedLine(msgspec.Struct, frozen=True):
    """A movement of a posting, with where it was."""

    location_id: int
    location: str
    location_kind: str
    is_active: bool
    sku_id: int
    sku: str
    unit: str
    lot_id: int | None
    reason_code: int
    on_hand_delta: int
    reserved_delta: int
    unit_cost_micros: int
    value_delta_micros: int
