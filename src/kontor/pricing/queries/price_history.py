"""What prices were known to be at an instant, from what was recorded of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from kontor.access.types import Actor
from kontor.kernel.money import decimal_from_micros
from kontor.kernel.quantity import quantity_text
from kontor.organization.queries import branch_facts
from kontor.pricing.models import PriceRecord
from kontor.pricing.queries.price_lists import visible_lists
from kontor.pricing.types import PriceAsOf


class _Record(NamedTuple):
    list_id: int
    price_list: str
    kind: str
    business_id: int
    currency: str
    pack: str
    factor: int
    from_quantity_base: int
    unit_price_micros: int
    valid_from: date
    valid_until: date | None
    recorded_at: datetime

    @property
    def tier(self) -> tuple[int, str, int]:
        return self.list_id, self.pack, self.from_quantity_base


_COLUMNS = (
    "price_list_id",
    "price_list__code",
    "price_list__kind",
    "price_list__business_id",
    "price_list__business__currency",
    "pack__code",
    "pack__factor",
    "from_quantity_base",
    "unit_price_micros",
    "valid_from",
    "valid_until",
    "recorded_at",
)


def prices_as_known(*, sku: str, at: datetime, actor: Actor) -> list[PriceAsOf]:
    """The prices of a SKU that held at `at` by what had been said until then. Three queries."""
    return _prices(sku, at, actor, until=at)


def prices_as_believed(*, sku: str, at: datetime, actor: Actor) -> list[PriceAsOf]:
    """The prices of a SKU that held at `at` by all that was said until today. Three queries."""
    return _prices(sku, at, actor, until=None)


def _prices(sku: str, at: datetime, actor: Actor, *, until: datetime | None) -> list[PriceAsOf]:
    records = PriceRecord.objects.filter(price_list__in=visible_lists(actor), pack__sku__code=sku).order_by("id")
    if until is not None:
        records = records.filter(recorded_at__lte=until)
    days = _days(at, actor)
    found = _holding((_Record(*row) for row in records.values_list(*_COLUMNS)), days)
    return [_told(row) for row in sorted(found, key=lambda row: (row.price_list, row.factor, row.pack, row.tier))]


def _days(at: datetime, actor: Actor) -> dict[int, date]:
    """Business id -> the business day at `at` in its first branch of the actor's."""
    branches = branch_facts(sorted(actor.branch_ids))
    return {branches[id_].business_id: branches[id_].business_date(at) for id_ in sorted(branches, reverse=True)}


def _holding(records: Iterable[_Record], days: dict[int, date]) -> list[_Record]:
    """Of each tier and first day what was said last, of each tier the one that began last, unless it had ended."""
    said = {(row.tier, row.valid_from): row for row in records}
    begun: dict[tuple[int, str, int], _Record] = {}
    for (tier, since), row in said.items():
        if since <= days[row.business_id] and (tier not in begun or begun[tier].valid_from < since):
            begun[tier] = row
    return [row for row in begun.values() if row.valid_until is None or row.valid_until >= days[row.business_id]]


def _told(row: _Record) -> PriceAsOf:
    return PriceAsOf(
        price_list=row.price_list,
        kind=row.kind,
        currency=row.currency,
        pack=row.pack,
        factor=row.factor,
        minimum_quantity=quantity_text(row.from_quantity_base, row.factor),
        unit_price=str(decimal_from_micros(row.unit_price_micros)),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        recorded_at=row.recorded_at,
    )
