"""Values in and out of parties."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

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


class CustomerPut(Incoming, frozen=True):
    """A customer as another list knows it, found by `code`; what is left out stays. A new one needs a name."""

    code: Code
    name: Name | UnsetType = UNSET
    channel: ShortCode | UnsetType | None = UNSET
    area: Code | UnsetType | None = UNSET
    country: Country | UnsetType = UNSET
    address: Address | UnsetType = UNSET
    phone: Phone | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    tax_pin: TaxPin | UnsetType = UNSET
    payment_terms: str | UnsetType = UNSET
    registered_on: date | UnsetType | None = UNSET


class SupplierPut(Incoming, frozen=True):
    """A supplier found by `code`; what is left out stays. A new one needs a name.

    The opening balance is what was owed to the supplier on that day, in minor units; its three fields stand together.
    """

    code: Code
    name: Name | UnsetType = UNSET
    address: Address | UnsetType = UNSET
    phone: Phone | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    tax_pin: TaxPin | UnsetType = UNSET
    payment_terms: str | UnsetType = UNSET
    opening_balance_minor: int | UnsetType | None = UNSET
    opening_balance_currency: str | UnsetType = UNSET
    opening_balance_on: date | UnsetType | None = UNSET


class AreaPut(Incoming, frozen=True):
    """An area by its code and the names from the region down; the last name given is its own."""

    code: Code
    region: ShortName
    state: str = ""
    territory: str = ""
    city: str = ""


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


Verdict = Literal["created", "updated", "unchanged", "refused"]


class PutItem(msgspec.Struct, frozen=True):
    """What became of one row, in the order sent; `reason` and `field` only where it is refused."""

    code: str
    verdict: Verdict
    id: int | None = None
    version: int | None = None
    reason: str | None = None
    field: str | None = None


class PutParties(msgspec.Struct, frozen=True):
    items: tuple[PutItem, ...]
    created: int
    updated: int
    unchanged: int
    refused: int


class AreaItem(msgspec.Struct, frozen=True):
    """An area; `code` is null where it only holds others."""

    id: int
    code: str | None
    name: str
    level: str
    parent_id: int | None
    version: int


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
    area: str | None = None
    payment_terms: str = "immediate"


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
    payment_terms: str = "immediate"
    opening_balance_minor: int | None = None
    opening_balance_currency: str = ""
    opening_balance_on: date | None = None
