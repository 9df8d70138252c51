"""Branches as other packages need them."""

from __future__ import annotations

from datetime import date, datetime, time

import msgspec

from kontor.organization.calendar import business_date


class BranchFacts(msgspec.Struct, frozen=True):
    """What a document takes from its branch: the currency it is in and the day it belongs to."""

    id: int
    business_id: int
    code: str
    currency: str
    time_zone: str
    day_starts_at: time
    closed_through_on: date | None

    def business_date(self, instant: datetime) -> date:
        return business_date(instant, time_zone=self.time_zone, day_starts_at=self.day_starts_at)

    def is_closed(self, on: date) -> bool:
        """Whether desk postings dated `on` are refused."""
        return self.closed_through_on is not None and on <= self.closed_through_on
