from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.organization.calendar import business_date, is_time_zone


@pytest.mark.parametrize(
    ("instant", "zone", "starts", "day"),
    [
        ("2026-03-02T23:59:59+00:00", "UTC", "00:00", "2026-03-02"),
        ("2026-03-03T00:00:00+00:00", "UTC", "00:00", "2026-03-03"),
        ("2026-03-03T02:59:59+00:00", "Africa/Nairobi", "06:00", "2026-03-02"),
        ("2026-03-03T03:00:00+00:00", "Africa/Nairobi", "06:00", "2026-03-03"),
        ("2026-03-02T23:00:00+00:00", "Pacific/Auckland", "00:00", "2026-03-03"),
        ("2026-03-02T23:00:00-08:00", "America/Los_Angeles", "00:00", "2026-03-02"),
        # New York leaves 02:00 to 03:00 out on 8 March 2026: the day that starts at 02:30 starts with 03:00.
        ("2026-03-08T06:59:59+00:00", "America/New_York", "02:30", "2026-03-07"),
        ("2026-03-08T07:00:00+00:00", "America/New_York", "02:30", "2026-03-08"),
        # Berlin lives 02:00 to 03:00 twice on 25 October 2026: the day starts at the first 02:30 and stays begun.
        ("2026-10-25T00:29:00+00:00", "Europe/Berlin", "02:30", "2026-10-24"),
        ("2026-10-25T00:30:00+00:00", "Europe/Berlin", "02:30", "2026-10-25"),
        ("2026-10-25T01:29:00+00:00", "Europe/Berlin", "02:30", "2026-10-25"),
        ("2026-10-25T01:30:00+00:00", "Europe/Berlin", "02:30", "2026-10-25"),
    ],
)
def test_the_business_date_follows_the_wall_clock_of_the_branch(instant, zone, starts, day):
    assert business_date(datetime.fromisoformat(instant), time_zone=zone, day_starts_at=starts) == date.fromisoformat(
        day
    )


INSTANTS = st.integers(631_152_000, 2_208_988_800).map(lambda second: datetime.fromtimestamp(second, UTC))
ZONES = st.sampled_from(["UTC", "Africa/Nairobi", "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu"])


@given(INSTANTS, ZONES, st.times(time(0, 0), time(12, 0)))
def test_the_business_date_is_the_local_day_or_the_one_before(instant, zone, starts):
    local = instant.astimezone(ZoneInfo(zone)).date()
    assert business_date(instant, time_zone=zone, day_starts_at=starts) in (local, local - timedelta(days=1))


@given(INSTANTS, st.integers(0, 86_400), ZONES, st.times(time(0, 0), time(12, 0)))
def test_no_later_instant_falls_on_an_earlier_day(instant, seconds, zone, starts):
    later = instant + timedelta(seconds=seconds)
    first = business_date(instant, time_zone=zone, day_starts_at=starts)
    assert first <= business_date(later, time_zone=zone, day_starts_at=starts) <= first + timedelta(days=2)


@pytest.mark.parametrize(
    ("name", "known"), [("Africa/Nairobi", True), ("UTC", True), ("Mars/Base", False), ("", False)]
)
def test_a_time_zone_is_one_this_machine_knows(name, known):
    assert is_time_zone(name) is known
