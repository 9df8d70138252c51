"""The figures of today and the line of the last thirty days, out of day totals. Pure.

Branches may live in several time zones: what is today is asked for each, and days are counted back from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from kontor.organization.calendar import business_date

DAYS_SHOWN: Final = 30
_WEEK: Final = 7
_MOST_PERCENT: Final = 1000
#: The line is drawn in a box of this size and stretched to its place.
_WIDTH: Final = 580
_HEIGHT: Final = 150


class DayRow(msgspec.Struct, frozen=True):
    """The sums of one business date over all branches that share currency, time zone and cut-over."""

    currency: str
    time_zone: str
    day_starts_at: str
    business_date: date
    orders_placed: int
    orders_shipped: int
    orders_cancelled: int
    sales_reversed: int
    counter_sales: int
    sold_minor: int  # ordered and sold over the counter
    shipped_units: int
    shipped_grams: int
    shipped_cost_minor: int


class Line(msgspec.Struct, frozen=True):
    """A line through the amounts of the days, oldest first: `points` as SVG wants them, and what to say beside it."""

    points: str
    last_x: int
    last_y: int
    most_minor: int
    days: tuple[date, ...]

    @property
    def half_minor(self) -> int:
        return self.most_minor // 2


class Today(msgspec.Struct, frozen=True):
    """Today in one currency; `before_minor` is what was sold on the same day a week ago, the whole day."""

    currency: str
    orders: int
    shipped: int
    cancelled: int
    reversed: int
    counter_sales: int
    sold_minor: int
    before_minor: int
    weekday: date
    units: int
    grams: int
    cost_minor: int
    line: Line | None

    @property
    def change_percent(self) -> int | None:
        """Against a week ago."""
        return percent_change(self.sold_minor, self.before_minor)


def percent_change(now: int, before: int) -> int | None:
    """From `before` to `now`; None where that was nothing, or so little that a percentage says nothing."""
    if before <= 0:
        return None
    percent = round(100 * (now - before) / before)
    return percent if percent < _MOST_PERCENT else None


def todays(rows: Iterable[DayRow], now: datetime) -> list[Today]:
    """One for each currency that something was counted in lately, by currency."""
    by_currency: defaultdict[str, list[tuple[int, DayRow]]] = defaultdict(list)
    latest: dict[str, date] = {}
    for row in rows:
        on = business_date(now, time_zone=row.time_zone, day_starts_at=row.day_starts_at)
        age = (on - row.business_date).days
        if age >= DAYS_SHOWN:
            continue
        by_currency[row.currency].append((age, row))
        latest[row.currency] = max(on, latest.get(row.currency, on))
    return [_today(currency, some, latest[currency]) for currency, some in sorted(by_currency.items())]


def _today(currency: str, rows: Sequence[tuple[int, DayRow]], on: date) -> Today:
    now = [row for age, row in rows if age == 0]
    sold = [sum(row.sold_minor for age, row in rows if age == back) for back in range(DAYS_SHOWN)]
    return Today(
        currency=currency,
        orders=sum(row.orders_placed for row in now),
        shipped=sum(row.orders_shipped for row in now),
        cancelled=sum(row.orders_cancelled for row in now),
        reversed=sum(row.sales_reversed for row in now),
        counter_sales=sum(row.counter_sales for row in now),
        sold_minor=sold[0],
        before_minor=sold[_WEEK],
        weekday=on - timedelta(days=_WEEK),
        units=sum(row.shipped_units for row in now),
        grams=sum(row.shipped_grams for row in now),
        cost_minor=sum(row.shipped_cost_minor for row in now),
        line=line(list(reversed(sold)), on),
    )


def line(amounts: Sequence[int], last_on: date, *, days_apart: int = 1) -> Line | None:
    """The line through an amount each `days_apart` days, the last on `last_on`; None where fewer than two are there."""
    if sum(amount > 0 for amount in amounts) < 2:
        return None
    most = max(amounts)
    step = _WIDTH / (len(amounts) - 1)
    points = [
        (round(index * step), round(_HEIGHT - _HEIGHT * max(amount, 0) / most)) for index, amount in enumerate(amounts)
    ]
    third = (len(amounts) - 1) // 3
    ages = [len(amounts) - 1 - index for index in (0, third, 2 * third, len(amounts) - 1)]
    shown = [last_on - timedelta(days=age * days_apart) for age in ages]
    return Line(" ".join(f"{x},{y}" for x, y in points), *points[-1], most, tuple(shown))
