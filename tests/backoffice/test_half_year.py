"""What half a year of days adds up to, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from kontor.backoffice.day_figures import DayRow
from kontor.backoffice.half_year import Compared, half_year, pending_against_yesterday, returns_this_month

NOW = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
TODAY = date(2026, 3, 31)


def row(on: date, *, zone: str = "UTC", starts: str = "00:00:00", currency: str = "GBP", **more: Any) -> DayRow:
    return DayRow(currency, zone, starts, on, **(dict.fromkeys(DayRow.__struct_fields__[4:], 0) | more))


def ago(days: int, **more: Any) -> DayRow:
    return row(TODAY - timedelta(days=days), **more)


def test_a_week_is_the_seven_days_that_end_today_and_currencies_count_together():
    rows = [ago(0, orders_shipped=1), ago(6, orders_shipped=2, currency="EUR"), ago(7, orders_shipped=6)]
    found = half_year(rows, NOW)
    assert found is not None
    assert found.weeks is not None
    assert found.weeks.points.split()[-2:] == ["557,0", "580,75"]  # 6, then 3
    assert (found.weeks.most_minor, found.weeks.days[-1]) == (6, TODAY)
    assert found.weeks.days[0] == TODAY - timedelta(days=175)


def test_what_is_older_than_the_line_or_of_tomorrow_is_not_in_it():
    found = half_year([ago(182, orders_shipped=9), ago(-1, orders_shipped=9), ago(0, orders_shipped=1)], NOW)
    assert found is not None
    assert found.weeks is None  # one week alone is no line
    assert half_year([], NOW) is None


def test_months_are_those_of_the_calendar_the_latest_first():
    rows = [
        row(date(2026, 3, 31), orders_placed=5, orders_shipped=1),
        row(date(2026, 3, 1), orders_placed=2, sales_reversed=3, counter_sales=7),
        row(date(2026, 2, 28), orders_placed=1),
        row(date(2025, 10, 1), orders_shipped=4),
        row(date(2025, 9, 30), orders_shipped=100),
        row(date(2026, 4, 1), orders_placed=100),
    ]
    found = half_year(rows, NOW)
    assert found is not None
    assert [(m.first_on, m.placed, m.shipped, m.counter_sales, m.returned) for m in found.months] == [
        (date(2026, 3, 1), 7, 1, 7, 3),
        (date(2026, 2, 1), 1, 0, 0, 0),
        (date(2026, 1, 1), 0, 0, 0, 0),
        (date(2025, 12, 1), 0, 0, 0, 0),
        (date(2025, 11, 1), 0, 0, 0, 0),
        (date(2025, 10, 1), 0, 4, 0, 0),
    ]


def test_returns_are_measured_against_the_same_days_of_the_month_before():
    rows = [
        row(date(2026, 3, 31), sales_reversed=3),
        row(date(2026, 2, 28), sales_reversed=2),  # February ends before its 31st
        row(date(2026, 1, 31), sales_reversed=50),
    ]
    assert returns_this_month(rows, NOW) == Compared(3, 2)
    tenth = datetime(2026, 3, 10, 12, tzinfo=UTC)
    rows = [row(date(2026, 3, 10), sales_reversed=1), *(row(date(2026, 2, on), sales_reversed=1) for on in (1, 10, 11))]
    assert returns_this_month(rows, tenth) == Compared(1, 2)
    assert returns_this_month([row(date(2025, 12, 5), sales_reversed=4)], datetime(2026, 1, 9, tzinfo=UTC)) == Compared(
        0, 4
    )


def test_pending_orders_of_yesterday_are_those_of_now_without_what_today_did_by_each_branchs_clock():
    lusaka = {"zone": "Africa/Lusaka"}  # half past midnight of the first of April there
    rows = [
        ago(0, orders_placed=4, orders_shipped=1, orders_cancelled=1),
        ago(0, orders_placed=30, **lusaka),  # of yesterday there
        row(date(2026, 4, 1), orders_placed=2, **lusaka),
        row(TODAY, orders_placed=5, starts="04:00:00", **lusaka),  # still today where the day begins at four
    ]
    assert pending_against_yesterday(40, rows, NOW) == Compared(40, 40 - 4 + 2 - 2 - 5)


def test_a_change_says_nothing_where_there_was_nothing():
    assert [Compared(*pair).change_percent for pair in ((3, 2), (0, 4), (5, 0), (5, -1), (20, 1))] == [
        50,
        -100,
        None,
        None,
        None,
    ]
