"""The business date: the calendar day, in the branch's time zone, counted from the branch's cut-over hour."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=64)
def _time(text: str) -> time:
    return time.fromisoformat(text)


def business_date(instant: datetime, *, time_zone: str, day_starts_at: time | str) -> date:
    """The day `instant` belongs to: before the cut-over it is still the day before.

    The wall clock decides. Where it is put back over the cut-over the new day stays begun, so that no later instant
    falls on an earlier day. `instant` is aware; `time_zone` an IANA name.
    """
    starts = _time(day_starts_at) if isinstance(day_starts_at, str) else day_starts_at
    zone = _zone(time_zone)
    local = instant.astimezone(zone)
    # fold=0: of a cut-over that happens twice, the first one counts.
    if local.time() >= starts or instant >= datetime.combine(local.date(), starts, zone):
        return local.date()
    return local.date() - timedelta(days=1)


def day_begins(on: date, *, time_zone: str, day_starts_at: time | str) -> datetime:
    """The first instant that belongs to the business date `on`, aware."""
    starts = _time(day_starts_at) if isinstance(day_starts_at, str) else day_starts_at
    return datetime.combine(on, starts, _zone(time_zone))


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def is_time_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone this machine knows."""
    return name in _zone_names()
