"""Judging what the desk sends against master data: places, days, SKUs, packs. Pure: facts in, requests out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

import msgspec

from kontor.access.types import Actor
from kontor.inventory.errors import LocationClosed, LocationUnknown, NotStocked, PeriodClosed, SkuUnknown, StockInvalid
from kontor.inventory.schemas import Number
from kontor.inventory.types import Short
from kontor.kernel.money import MICROS, round_half_away
from kontor.kernel.quantity import QuantityInvalid
from kontor.kernel.wire import base_units
from kontor.kernel.wire import quantity as decimal
from kontor.organization.calendar import business_date

MOST_LINES: Final = 2_000
BACKDATE: Final = "stock.backdate"
CLOCK_SKEW: Final = timedelta(minutes=5)
_FIRST_YEAR, _LAST_YEAR = 1970, 9998


class Place(msgspec.Struct, frozen=True):
    """A location with what its branch and business rule."""

    id: int
    code: str
    kind: str
    is_active: bool
    branch_id: int
    branch_code: str
    business_id: int
    currency: str
    time_zone: str
    day_starts_at: str
    closed_through_on: date | None
    approval_quantity_base: int | None
    approval_value_minor: int | None

    def business_date(self, at: datetime) -> date:
        if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
            return at.date()  # refused later; at the ends of time no zone can be reckoned with
        return business_date(at, time_zone=self.time_zone, day_starts_at=self.day_starts_at)


class StockedSku(msgspec.Struct):
    id: int
    code: str
    unit: str
    is_stocked: bool
    factors: dict[str, int]


class DeskFacts(msgspec.Struct):
    """Master data by the codes a document uses."""

    places: Mapping[str, Place]
    skus: Mapping[str, StockedSku]


class When(NamedTuple):
    """When a document happened, and on which business date it is posted."""

    occurred_at: datetime
    business_date: date


def place_at(code: str, facts: DeskFacts, actor: Actor, field: str = "location") -> Place:
    """The open location of that code, if it is the actor's and goods may be moved there by hand."""
    place = facts.places.get(code)
    if place is None or place.branch_id not in actor.branch_ids:
        raise LocationUnknown(f"There is no location {code!r} for you.", field=field)
    check_open(place, field)
    return place


def check_open(place: Place, field: str = "location") -> None:
    if not place.is_active:
        raise LocationClosed(f"{place.code} is closed; choose another location.", field=field)
    if place.kind == "in_transit":
        raise StockInvalid(f"Goods in {place.code} move by receiving their transfer only.", field=field)


def when(
    place: Place, occurred_at: datetime | None, *, actor: Actor, now: datetime, field: str = "occurred_at"
) -> When:
    """The document's instant and business date. An earlier business date needs a right; a closed one is refused."""
    at = occurred_at or now
    if at > now + CLOCK_SKEW:
        raise StockInvalid(f"{field} lies in the future.", field=field)
    if at.year < _FIRST_YEAR:
        raise StockInvalid(f"{field} lies too far back.", field=field)
    on = place.business_date(at)
    if on < place.business_date(now):
        actor.require(BACKDATE)
    check_period(place, on)
    return When(at, on)


def check_period(place: Place, on: date) -> None:
    closed = place.closed_through_on
    if closed is not None and on <= closed:
        raise PeriodClosed(f"The books of {place.branch_code} are closed through {closed}; date it after that.")


def check_lines(lines: Sequence[object]) -> None:
    if not lines:
        raise StockInvalid("A document needs at least one line.", field="lines")
    if len(lines) > MOST_LINES:
        raise StockInvalid(f"A document has at most {MOST_LINES} lines; split it.", field="lines")


def sku_on(position: int, code: str, facts: DeskFacts) -> StockedSku:
    sku = facts.skus.get(code)
    if sku is None:
        raise SkuUnknown(f"There is no SKU {code!r}.", field=f"lines[{position}].sku", product=code)
    return sku


def stocked_sku_on(position: int, code: str, facts: DeskFacts) -> StockedSku:
    sku = sku_on(position, code, facts)
    if not sku.is_stocked:
        raise NotStocked(f"{code} is a service.", field=f"lines[{position}].sku", product=code)
    return sku


def factor_on(position: int, sku: StockedSku, pack: str | None) -> int:
    """A factor is never implicit: an unknown pack is refused, none named is the base pack."""
    if pack is None:
        return 1
    factor = sku.factors.get(pack)
    if factor is None:
        known = ", ".join(sorted(sku.factors))
        raise StockInvalid(f"{sku.code} has no pack {pack!r}; it has {known}.", field=f"lines[{position}].pack")
    return factor


def signed_base(position: int, sku: StockedSku, quantity: Number, pack: str | None) -> int:
    """A quantity that is not 0, in base units."""
    field = f"lines[{position}].quantity"
    try:
        base = base_units(quantity, factor_on(position, sku, pack), field)
    except QuantityInvalid as error:
        raise QuantityInvalid(f"{sku.code}: {error.detail}", **{**error.data, "field": field}) from None
    if base == 0:
        raise StockInvalid(f"{sku.code}: the quantity must not be 0.", field=field)
    return base


def positive_base(position: int, sku: StockedSku, quantity: Number, pack: str | None) -> int:
    base = signed_base(position, sku, quantity, pack)
    if base < 0:
        raise StockInvalid(f"{sku.code}: the quantity must be more than 0.", field=f"lines[{position}].quantity")
    return base


def unit_cost_micros(position: int, text: str, factor: int) -> int:
    """What one base unit costs when one pack of `factor` costs `text`, to the nearest micro."""
    field = f"lines[{position}].unit_cost"
    cost = decimal(text, field) * MICROS
    if cost < 0 or cost != cost.to_integral_value() or cost > Decimal(10**15):
        raise StockInvalid("A cost is not negative and no finer than a millionth.", field=field)
    return round_half_away(int(cost), factor)


class SkuName(NamedTuple):
    """How people call a SKU and what it is counted in."""

    code: str
    unit: str


def names(facts: DeskFacts) -> dict[int, SkuName]:
    """By SKU id."""
    return {sku.id: SkuName(sku.code, sku.unit) for sku in facts.skus.values()}


def named(shorts: Iterable[Short], skus: Mapping[int, SkuName]) -> list[Short]:
    """The shorts with the SKU's code also where there was no stock level to take it from."""
    return [msgspec.structs.replace(short, sku=skus[short.sku_id].code) for short in shorts]
