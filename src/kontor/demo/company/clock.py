"""When things happened in the sample company: three weeks of days, and the hours before now. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from kontor.demo.company.places import TIME_ZONE

DAYS: Final = 21
TODAY: Final = DAYS  # the hours before now
WEEKS: Final = 3
FIRST_MINUTE: Final = 7 * 60  # orders come from 07:00
LAST_MINUTE: Final = 14 * 60
_FOUNDED_BEFORE: Final = timedelta(days=DAYS + 1)
_OPEN_TODAY: Final = timedelta(minutes=150)


class Clock(msgspec.Struct, frozen=True):
    """`now` is when the company was made; all its instants follow from it."""

    now: datetime

    @classmethod
    def of_founding(cls, founded_at: datetime) -> Clock:
        return cls(founded_at + _FOUNDED_BEFORE)

    @property
    def founded_at(self) -> datetime:
        return self.now - _FOUNDED_BEFORE

    def on(self, day: int) -> date:
        return self.now.astimezone(ZoneInfo(TIME_ZONE)).date() - timedelta(days=DAYS - day)

    def at(self, day: int, minute: int) -> datetime:
        """The `minute` of the day on the wall clock; today's orders all came in the last hours before now."""
        if day == TODAY:
            part = (min(max(minute, FIRST_MINUTE), LAST_MINUTE) - FIRST_MINUTE) / (LAST_MINUTE - FIRST_MINUTE)
            return self.now - _OPEN_TODAY + part * _OPEN_TODAY
        local = datetime.combine(self.on(day), time(minute // 60, minute % 60), ZoneInfo(TIME_ZONE))
        return local.astimezone(self.now.tzinfo)


def week_of(day: int) -> int:
    return min(day // 7, WEEKS - 1)
