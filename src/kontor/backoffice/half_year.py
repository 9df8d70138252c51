"""What half a year of day totals says beside today: orders shipped week by week, returns of the month. Pure.

Days are counted back from the business date of each branch's own clock, as in `day_figures`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from kontor.backoffice.day_figures import DayRow, Line, line, percent_change
from kontor.organization.calendar import business_date

WEEKS_SHOWN: Final = 26
MONTHS_SHOWN: Final = 6
#: Enough for both.
DAYS_READ: Final = 31 * MONTHS_SHOWN


class Compared(msgspec.Struct, frozen=True):
    """A figure and what it is measured against."""

    now: int
    before: int

    @property
    def change_percent(self) -> int | None:
        return percent_change(self.now, self.before)


class Month(msgspec.Struct, frozen=True):
    """Documents of one calendar month; the running one ends today."""

    first_on: date
    placed: int
    shipped: int
    counter_sales: int
    returned: int


class HalfYear(msgspec.Struct, frozen=True):
    """`weeks` is the line of orders shipped in each seven days that end today; months are the latest first."""

    weeks: Line | None
    months: tuple[Month, ...]


def half_year(rows: Iterable[DayRow], now: datetime) -> HalfYear | None:
    """None where nothing was counted in that time."""
    aged = _aged(rows, now)
    if not aged:
        return None
    latest = max(on for on, _ in aged)
    weeks = [0] * WEEKS_SHOWN
    for on, row in aged:
        week = (on - row.business_date).days // 7
        if 0 <= week < WEEKS_SHOWN:
            weeks[week] += row.orders_shipped
    return HalfYear(line(list(reversed(weeks)), latest, days_apart=7), _months(aged, latest))


def returns_this_month(rows: Iterable[DayRow], now: datetime) -> Compared:
    """Reversals of the running month, against the same days of the month before: as many days, or all it has."""
    this = before = 0
    for on, row in _aged(rows, now):
        first = on.replace(day=1)
        first_before = (first - timedelta(days=1)).replace(day=1)
        last_before = min(first_before + timedelta(days=on.day - 1), first - timedelta(days=1))
        if first <= row.business_date <= on:
            this += row.sales_reversed
        elif first_before <= row.business_date <= last_before:
            before += row.sales_reversed
    return Compared(this, before)


def pending_against_yesterday(open_now: int, rows: Iterable[DayRow], now: datetime) -> Compared:
    """Orders open now, and how many were at the end of yesterday: without what today has opened and ended."""
    today = [row for on, row in _aged(rows, now) if row.business_date >= on]
    opened = sum(row.orders_placed for row in today)
    ended = sum(row.orders_shipped + row.orders_cancelled for row in today)
    return Compared(open_now, open_now - opened + ended)


def _aged(rows: Iterable[DayRow], now: datetime) -> list[tuple[date, DayRow]]:
    """Each row with what is today on its branches' clock."""
    return [(business_date(now, time_zone=row.time_zone, day_starts_at=row.day_starts_at), row) for row in rows]


def _months(aged: Sequence[tuple[date, DayRow]], latest: date) -> tuple[Month, ...]:
    sums: defaultdict[date, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for on, row in aged:
        if row.business_date <= on:
            month = sums[row.business_date.replace(day=1)]
            for index, name in enumerate(("orders_placed", "orders_shipped", "counter_sales", "sales_reversed")):
                month[index] += getattr(row, name)
    shown, first = [], latest.replace(day=1)
    for _ in range(MONTHS_SHOWN):
        shown.append(Month(first, *sums[first]))
        first = (first - timedelta(days=1)).replace(day=1)
    return tuple(shown)
