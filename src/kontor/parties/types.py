"""Values in and out of parties."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from kontor.kernel.wire import Incoming, told

Code = Annotated[str, told(minLength=1, maxLength=40)]
ShortCode = Annotated[str, told(minLength=1, maxLength=20)]
Name = Annotated[str, told(minLength=1, maxLength=160)]
ShortName = Annotated[str, told(minLength=1, maxLength=80)]
Country = Annotated[str, told(maxLength=80)]
Address = Annotated[str, told(maxLength=240)]
Phone = Annotated[str, told(maxLength=40)]
Email = Annotated[str, told(maxLength=120)]
TaxPin = Annotated[str, told(maxLength=40)]


class CustomerDraft(Incoming, frozen=True):
    """A new customer; `channel` is a code."""

    code: Code
    name: Name
    channel: ShortCode | None = None
    country: Country = ""
    address: Address = ""
    phone: Phone = ""
    email: Email = ""
    tax_pin: TaxPin = ""
    registered_on: date | None = None


class CustomerEdit(Incoming, frozen=True):
    """Changes to a customer; what is left out stays. The code is fixed: documents name it."""

    name: Name | UnsetType = UNSET
    channel: ShortCode | UnsetType | None = UNSET
    country: Country | UnsetType = UNSET
    address: Address | UnsetType = UNSET
    phone: Phone | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    tax_pin: TaxPin | UnsetType = UNSET
    registered_on: date | UnsetType | None = UNSET


class SupplierDraft(Incoming, frozen=True):
    code: Code
    name: Name
    address: Address = ""
    phone: Phone = ""
    email: Email = ""
    tax_pin: TaxPin = ""


class ChannelDraft(Incoming, frozen=True):
    code: ShortCode
    name: ShortName


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
