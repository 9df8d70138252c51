"""Values in and out of parties."""

from __future__ import annotations

from datetime import date

import msgspec
from msgspec import UNSET, UnsetType

from kontor.kernel.wire import Incoming


class CustomerDraft(Incoming, frozen=True):
    """A new customer; `channel` is a code."""

    code: str
    name: str
    channel: str | None = None
    country: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    tax_pin: str = ""
    registered_on: date | None = None


class CustomerEdit(Incoming, frozen=True):
    """Changes to a customer; what is left out stays. The code is fixed: documents name it."""

    name: str | UnsetType = UNSET
    channel: str | UnsetType | None = UNSET
    country: str | UnsetType = UNSET
    address: str | UnsetType = UNSET
    phone: str | UnsetType = UNSET
    email: str | UnsetType = UNSET
    tax_pin: str | UnsetType = UNSET
    registered_on: date | UnsetType | None = UNSET


class SupplierDraft(Incoming, frozen=True):
    code: str
    name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    tax_pin: str = ""


class ChannelDraft(Incoming, frozen=True):
    code: str
    name: str


# --- answers -----------------------------------------------------------------------------------------------------


class PartyVersion(msgspec.Struct, frozen=True):
    """A customer or supplier as far as a write answers it."""

    id: int
    code: str
    is_active: bool
    version: int


class CreatedParties(msgspec.Struct, frozen=True):
    """The new customers or suppliers in the order given."""

    items: tuple[PartyVersion, ...]


class ChannelItem(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str


class CustomerItem(msgspec.Struct, frozen=True):
    """A customer, in a list and alone; `version` is its ETag."""

    id: int
    code: str
    name: str
    channel: str | None
    country: str
    address: str
    phone: str
    email: str
    tax_pin: str
    is_active: bool
    registered_on: date | None
    version: int


class SupplierItem(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str
    address: str
    phone: str
    email: str
    tax_pin: str
    is_active: bool
    version: int
