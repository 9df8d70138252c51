"""Values in and out of what belongs to an area: who answers for a territory, and who carries goods there."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from msgspec import UNSET, UnsetType

from kontor.kernel.wire import Incoming
from kontor.parties.types import Code, Name, Phone


class ManagerPut(Incoming, frozen=True):
    """Who answers for a territory from now on; `territory_id` is the area's id."""

    territory_id: int
    name: Name
    born_on: date | None = None
    joined_on: date | None = None


class ShipperPut(Incoming, frozen=True):
    """Who carries goods to an area, found by the area's code; what is left out stays.

    A new one needs a name and a phone number.
    """

    area: Code
    name: Name | UnsetType = UNSET
    phone: Phone | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET

    @property
    def code(self) -> str:
        return self.area


# --- answers -----------------------------------------------------------------------------------------------------


class ManagerItem(msgspec.Struct, frozen=True):
    """Who answers for a territory, or did `until_at`. The day of birth is shown to those who may change it."""

    id: int
    territory_id: int
    territory: str
    region: str
    name: str
    born_on: date | None
    joined_on: date | None
    from_at: datetime
    until_at: datetime | None


class ShipperItem(msgspec.Struct, frozen=True):
    id: int
    area_id: int
    area: str | None
    area_name: str
    name: str
    phone: str
    is_active: bool
    version: int
