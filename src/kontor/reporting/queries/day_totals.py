"""The days of the actor's branches."""

from __future__ import annotations

from datetime import date

import msgspec
from django.db.models import F

from kontor.access.types import Actor
from kontor.kernel.listing import page
from kontor.kernel.money import decimal_from_minor
from kontor.kernel.wire import Page
from kontor.reporting.figures import Figures
from kontor.reporting.models import DayTotal
from kontor.reporting.schemas import DayTotalItem


class DayFilters(msgspec.Struct, frozen=True):
    """Both days are included; `branch` is a code."""

    from_on: date | None = None
    to_on: date | None = None
    branch: str | None = None


class _Day(Figures, frozen=True, kw_only=True):
    id: int
    business_date: date
    branch_code: str
    branch_name: str
    currency: str


def list_day_totals(*, actor: Actor, filters: DayFilters, cursor: int | None, limit: int) -> Page[DayTotalItem]:
    """The latest day first. One query. What goods cost is inside: whoever shows it masks it (`kernel.masking`)."""
    rows = DayTotal.objects.filter(branch_id__in=actor.branch_ids)
    wanted = {
        "business_date__gte": filters.from_on,
        "business_date__lte": filters.to_on,
        "branch__code": filters.branch,
    }
    rows = rows.filter(**{field: value for field, value in wanted.items() if value is not None})
    rows = rows.annotate(
        branch_code=F("branch__code"), branch_name=F("branch__name"), currency=F("branch__business__currency")
    )
    found = page(rows, _Day, after=cursor, limit=limit, sort="-business_date")
    return Page([_item(row) for row in found.items], found.next_cursor)


def _item(row: _Day) -> DayTotalItem:
    return DayTotalItem(
        id=row.id,
        business_date=row.business_date,
        branch=row.branch_code,
        branch_name=row.branch_name,
        currency=row.currency,
        orders_placed=row.orders_placed,
        orders_confirmed=row.orders_confirmed,
        orders_shipped=row.orders_shipped,
        orders_cancelled=row.orders_cancelled,
        sales_reversed=row.sales_reversed,
        counter_sales=row.counter_sales,
        ordered=decimal_from_minor(row.ordered_minor, row.currency),
        counter=decimal_from_minor(row.counter_minor, row.currency),
        reversed=decimal_from_minor(row.reversed_minor, row.currency),
        shipped_units=row.shipped_units,
        shipped_kg=kilograms(row.shipped_grams),
        shipped_cost=decimal_from_minor(row.shipped_cost_minor, row.currency),
    )


def kilograms(grams: int) -> str:
    """-1234567 as "-1234.567"."""
    whole, part = divmod(abs(grams), 1000)
    return f"{'-' if grams < 0 else ''}{whole}.{part:03d}"
