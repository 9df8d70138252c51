from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from kontor.backoffice.day_figures import DayRow, Today, line, todays
from kontor.backoffice.templatetags.figures import glance, weight

NOW = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)


def row(
    on: str, *, sold: int = 0, zone: str = "UTC", starts: str = "00:00:00", currency: str = "GBP", **more: Any
) -> DayRow:
    values = dict.fromkeys(DayRow.__struct_fields__[4:], 0) | more
    return DayRow(currency, zone, starts, date.fromisoformat(on), **{**values, "sold_minor": sold})


def only(*rows: DayRow) -> Today:
    (today,) = todays(rows, NOW)
    return today


def test_each_branchs_clock_says_what_is_today():
    today = only(
        row("2026-03-10", sold=100),
        row("2026-03-11", sold=20, zone="Africa/Lusaka"),  # half past midnight there
        row("2026-03-10", sold=3000, zone="Africa/Lusaka"),
        row("2026-03-10", sold=7, zone="Africa/Lusaka", starts="04:00:00"),
    )
    assert today.sold_minor == 127


def test_currencies_stand_apart():
    found = todays([row("2026-03-10", sold=5), row("2026-03-10", sold=9, currency="EUR")], NOW)
    assert [(today.currency, today.sold_minor) for today in found] == [("EUR", 9), ("GBP", 5)]


@pytest.mark.parametrize(
    ("sold", "before", "percent"), [(150, 100, 50), (50, 100, -50), (100, 0, None), (0, 0, None), (2000, 1, None)]
)
def test_a_day_is_compared_with_the_same_day_a_week_ago(sold: int, before: int, percent: int | None):
    assert only(row("2026-03-10", sold=sold), row("2026-03-03", sold=before)).change_percent == percent


def test_a_line_needs_two_days():
    assert line([0, 0, 5], date(2026, 3, 10)) is None
    drawn = line([0, 10, 5], date(2026, 3, 10))
    assert drawn is not None
    assert (drawn.points, drawn.most_minor, drawn.half_minor) == ("0,150 290,0 580,75", 10, 5)
    assert (drawn.days[0], drawn.days[-1]) == (date(2026, 3, 8), date(2026, 3, 10))


def test_figures_are_written_to_be_glanced_at():
    assert [weight(grams) for grams in (0, 950, 2_700, 12_400, 6_234_000)] == [
        "0\u00a0g",
        "950\u00a0g",
        "2.7\u00a0kg",
        "12\u00a0kg",
        "6.2\u00a0t",
    ]
    assert [glance(minor, "GBP") for minor in (123_456_789, -250)] == ["1,234,568", "\u22122"]
