"""The business date: the calendar day, in the branch's time zone, counted from the branch's cut-over hour."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=64)
def _time(text: str) -> time:
    return time.fromisoformat(text)


def business_date(instant: datetime, *, time_zone: str, day_starts_at: time | str) -> date:
    """The day `instant` belongs to: before the cut-over it is still the day before. Local wall time, so safe over DST.

    `instant` is aware; `time_zone` an IANA name.
    """
    starts = _time(day_starts_at) if isinstance(day_starts_at, str) else day_starts_at
    local = instant.astimezone(_zone(time_zone))
    return local.date() if local.time() >= starts else local.date() - timedelta(days=1)
