"""Opening stock put in from a list kept elsewhere: which rows are new, as they were or refused, and why. Pure.

Rows of one location, SKU and lot are one line of the opening: their quantities add up. What was opened once stays: the
same quantity at the same cost again changes nothing, another one is for an adjustment or a count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from kontor.access.types import Actor
from kontor.inventory import reasons
from kontor.inventory.desk import DeskFacts, Place, When, factor_on, place_at, positive_base, stocked_sku_on, when
from kontor.inventory.desk import unit_cost_micros as unit_cost_of
from kontor.inventory.errors import AlreadyOpened, StockInvalid
from kontor.inventory.schemas import PutStockItem, StockPut
from kontor.inventory.stock_book import MOST_VALUE_MICROS
from kontor.inventory.types import LineRequest, PostingRequest
from kontor.kernel.errors import KontorError
from kontor.kernel.quantity import MOST_BASE_UNITS

REASON: Final = "opening stock"


class OpeningKey(NamedTuple):
    """One line of an opening; `lot_id` 0: no lot."""

    location_id: int
    sku_id: int
    lot_id: int


class Opened(msgspec.Struct, frozen=True):
    """What the opening postings of a key hold, base units and micros."""

    location_id: int
    sku_id: int
    lot_id: int
    quantity_base: int
    value_micros: int

    @property
    def key(self) -> OpeningKey:
        return OpeningKey(self.location_id, self.sku_id, self.lot_id)


class OpeningRow(NamedTuple):
    """A row that found its place, SKU and lot."""

    key: OpeningKey
    place: Place
    at: When
    quantity_base: int
    unit_cost_micros: int

    @property
    def value_micros(self) -> int:
        return self.quantity_base * self.unit_cost_micros


def found_row(
    row: StockPut, facts: DeskFacts, lots: Mapping[tuple[str, str], int], *, actor: Actor, now: datetime
) -> OpeningRow | KontorError:
    """The row with its keys, or why it is refused. `lots`: ids by SKU code and lot code."""
    try:
        return _found(row, facts, lots, actor=actor, now=now)
    except KontorError as error:
        return error


class Openings:
    """Rows of one call, judged against what was opened before. `requests` is one posting for each location."""

    def __init__(self, rows: Sequence[OpeningRow | KontorError], opened: Iterable[Opened]) -> None:
        self._rows = rows
        self._opened = {item.key: item for item in opened}
        self._sums: dict[OpeningKey, tuple[int, int]] = {}
        self._days: dict[int, date] = {}
        for row in rows:
            if isinstance(row, OpeningRow) and self._is_of_the_day(row):
                quantity, value = self._sums.get(row.key, (0, 0))
                self._sums[row.key] = (quantity + row.quantity_base, value + row.value_micros)

    def items(self, puts: Sequence[StockPut]) -> list[PutStockItem]:
        """A verdict for every row, in the order given."""
        return [self._item(put, row) for put, row in zip(puts, self._rows, strict=True)]

    def requests(self) -> list[PostingRequest]:
        lines: dict[int, list[OpeningRow]] = {}
        for row in self._rows:
            if isinstance(row, OpeningRow) and self._refusal(row) is None and row.key not in self._opened:
                lines.setdefault(row.key.location_id, []).append(row)
        return [_request(rows) for rows in lines.values()]

    def _is_of_the_day(self, row: OpeningRow) -> bool:
        return self._days.setdefault(row.place.id, row.at.business_date) == row.at.business_date

    def _item(self, put: StockPut, row: OpeningRow | KontorError) -> PutStockItem:
        error = row if isinstance(row, KontorError) else self._refusal(row)
        if error is not None:
            field = error.data.get("field")
            return PutStockItem(put.location, put.sku, "refused", error.detail, field and field.rsplit(".", 1)[-1])
        assert isinstance(row, OpeningRow)
        return PutStockItem(put.location, put.sku, "unchanged" if row.key in self._opened else "created")

    def _refusal(self, row: OpeningRow) -> KontorError | None:
        if not self._is_of_the_day(row):
            day = self._days[row.place.id]
            return StockInvalid(f"{row.place.code} is put in as of {day}; put other days in apart.", field="on")
        quantity, value = self._sums[row.key]
        if quantity > MOST_BASE_UNITS or value > MOST_VALUE_MICROS:
            return StockInvalid("That is more than Kontor counts at one place.", field="quantity")
        opened = self._opened.get(row.key)
        if opened is None:
            return None
        if opened.quantity_base != quantity:
            return AlreadyOpened(
                f"It was opened with {opened.quantity_base}, not {quantity}; use an adjustment or a count.",
                field="quantity",
            )
        if opened.value_micros != value:
            return AlreadyOpened("It was opened at another cost; correct the cost instead.", field="unit_cost")
        return None


def _found(
    row: StockPut, facts: DeskFacts, lots: Mapping[tuple[str, str], int], *, actor: Actor, now: datetime
) -> OpeningRow:
    place = place_at(row.location, facts, actor)
    sku = stocked_sku_on(0, row.sku, facts)
    quantity = positive_base(0, sku, row.quantity, row.pack)
    cost = unit_cost_of(0, row.unit_cost, factor_on(0, sku, row.pack))
    if cost == 0:
        raise StockInvalid(f"{sku.code}: a first cost is more than 0.", field="unit_cost")
    lot_id = 0
    if row.lot is not None:
        lot_id = lots.get((sku.code, row.lot), 0)
        if not lot_id:
            raise StockInvalid(f"{sku.code} has no lot {row.lot!r}.", field="lot")
    occurred_at = None if row.on is None else _first_instant(row.on, place)
    at = when(place, occurred_at, actor=actor, now=now, field="on")
    return OpeningRow(OpeningKey(place.id, sku.id, lot_id), place, at, quantity, cost)


def _first_instant(on: date, place: Place) -> datetime:
    """When the branch's business day begins."""
    if not 1970 <= on.year <= 9998:
        raise StockInvalid("That day lies beyond all reckoning.", field="on")
    starts = time.fromisoformat(place.day_starts_at)
    return datetime.combine(on, starts, ZoneInfo(place.time_zone)).astimezone(UTC)


def _request(rows: Sequence[OpeningRow]) -> PostingRequest:
    place, at = rows[0].place, rows[0].at
    return PostingRequest(
        kind="opening",
        branch_id=place.branch_id,
        occurred_at=at.occurred_at,
        business_date=at.business_date,
        lines=tuple(
            LineRequest(
                row.key.location_id,
                row.key.sku_id,
                row.quantity_base,
                unit_cost_micros=row.unit_cost_micros,
                reason_code=reasons.IMPORT_IN,
                lot_id=row.key.lot_id or None,
            )
            for row in rows
        ),
        reason=REASON,
    )
