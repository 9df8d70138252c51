"""The rows parties writes: one Struct a table, fields named as columns."""

from __future__ import annotations

from datetime import date, datetime

import msgspec


class CustomerRow(msgspec.Struct, frozen=True):
    """A row of parties_customer."""

    id: int
    code: str
    name: str
    channel_id: int | None
    country: str
    address: str
    phone: str
    email: str
    tax_pin: str
    is_active: bool
    registered_on: date | None
    version: int
    area_id: int | None = None
    payment_terms: str = "immediate"
    erased_at: datetime | None = None
    custom: str = "{}"


class ListingRow(msgspec.Struct, frozen=True):
    """A row of parties_customerlisting."""

    customer_id: int
    is_active: bool
    reason: str
    row: str
    actor_id: int
    at: datetime


class SupplierRow(msgspec.Struct, frozen=True):
    """A row of parties_supplier."""

    id: int
    code: str
    name: str
    address: str
    phone: str
    email: str
    tax_pin: str
    is_active: bool
    version: int
    payment_terms: str = "immediate"
    opening_balance_minor: int | None = None
    opening_balance_currency: str = ""
    opening_balance_on: date | None = None


class AreaRow(msgspec.Struct, frozen=True):
    """A row of parties_area."""

    id: int
    code: str | None
    name: str
    level: str
    parent_id: int | None
    version: int = 1


class ChannelRow(msgspec.Struct, frozen=True):
    """A row of parties_channel."""

    id: int
    code: str
    name: str
    is_active: bool = True
    version: int = 1


class ManagerRow(msgspec.Struct, frozen=True):
    """A row of parties_territorymanager."""

    id: int
    territory_id: int
    name: str
    born_on: date | None
    joined_on: date | None
    from_at: datetime
    until_at: datetime | None = None


class ShipperRow(msgspec.Struct, frozen=True):
    """A row of parties_shipper."""

    id: int
    area_id: int
    name: str
    phone: str
    is_active: bool = True
    version: int = 1
