"""Values in and out of parties."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from kontor.customization.types import CustomerFields
from kontor.kernel.masking import masked
from kontor.kernel.wire import Incoming, told
from kontor.parties.terms import PAYMENT_TERMS

Code = Annotated[str, told(minLength=1, maxLength=40)]
ShortCode = Annotated[str, told(minLength=1, maxLength=20)]
Name = Annotated[str, told(minLength=1, maxLength=160)]
ShortName = Annotated[str, told(minLength=1, maxLength=80)]
Country = Annotated[str, told(maxLength=80)]
Address = Annotated[str, told(maxLength=240)]
_CONTACTS: Final = masked("contacts.read")
_TERMS: Final = masked("supplier_terms.read")
Phone = Annotated[str, told(maxLength=40), _CONTACTS]
Email = Annotated[str, told(maxLength=120), _CONTACTS]
TaxPin = Annotated[str, told(maxLength=40), _CONTACTS]
PaymentTerms = Annotated[str, told(enum=list(PAYMENT_TERMS))]
SupplierTerms = Annotated[str, told(enum=list(PAYMENT_TERMS)), _TERMS]
Balance = Annotated[int, _TERMS]
BalanceCurrency = Annotated[str, _TERMS]
BalanceDay = Annotated[date, _TERMS]


class CustomerDraft(Incoming, frozen=True):
    """A new customer; `channel` and `area` are codes.

    Without a code it gets the next CSTDnnnn; without a name it is called by its code.
    """

    code: Annotated[str, told(maxLength=40)] = ""
    name: Annotated[str, told(maxLength=160)] = ""
    channel: ShortCode | None = None
    country: Country = ""
    address: Address = ""
    phone: Phone = ""
    email: Email = ""
    tax_pin: TaxPin = ""
    registered_on: date | None = None
    area: Code | None = None
    payment_terms: PaymentTerms = "immediate"
    custom: CustomerFields = msgspec.field(default_factory=dict)


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
    area: Code | UnsetType | None = UNSET
    payment_terms: PaymentTerms | UnsetType = UNSET
    custom: CustomerFields | UnsetType = UNSET


class SupplierDraft(Incoming, frozen=True):
    """A new supplier. The opening balance is what was owed to it on that day, in minor units: all three or none."""

    code: Code
    name: Name
    address: Address = ""
    phone: Phone = ""
    email: Email = ""
    tax_pin: TaxPin = ""
    payment_terms: SupplierTerms = "immediate"
    opening_balance_minor: Balance | None = None
    opening_balance_currency: BalanceCurrency = ""
    opening_balance_on: BalanceDay | None = None


class SupplierEdit(Incoming, frozen=True):
    """Changes to a supplier; what is left out stays. The code is fixed: documents name it."""

    name: Name | UnsetType = UNSET
    address: Address | UnsetType = UNSET
    phone: Phone | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    tax_pin: TaxPin | UnsetType = UNSET
    payment_terms: SupplierTerms | UnsetType = UNSET
    opening_balance_minor: Balance | UnsetType | None = UNSET
    opening_balance_currency: BalanceCurrency | UnsetType = UNSET
    opening_balance_on: BalanceDay | UnsetType | None = UNSET
    is_active: bool | UnsetType = UNSET


class ChannelDraft(Incoming, frozen=True):
    code: ShortCode
    name: ShortName


class ChannelEdit(Incoming, frozen=True):
    """Changes to a channel; what is left out stays. The code is fixed: lists and reports name it."""

    name: ShortName | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


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
    payment_terms: PaymentTerms | UnsetType = UNSET
    registered_on: date | UnsetType | None = UNSET
    custom: CustomerFields | UnsetType = UNSET


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
    payment_terms: SupplierTerms | UnsetType = UNSET
    opening_balance_minor: Balance | UnsetType | None = UNSET
    opening_balance_currency: BalanceCurrency | UnsetType = UNSET
    opening_balance_on: BalanceDay | UnsetType | None = UNSET


class AreaDraft(Incoming, frozen=True):
    """A new area: the names from the region down, the last one given is its own. Without a code it gets LOCnnnn."""

    region: ShortName
    state: str = ""
    territory: str = ""
    city: str = ""
    code: Annotated[str, told(maxLength=40)] = ""


class AreaEdit(Incoming, frozen=True):
    """Changes to an area; what is left out stays. A code is given once: documents name it."""

    name: ShortName | UnsetType = UNSET
    parent_id: int | UnsetType = UNSET
    code: Code | UnsetType = UNSET


class PutRules(msgspec.Struct, frozen=True):
    """What to do with a row of a list that names what is not known here; refuse unless told otherwise.

    `unknown_areas`: `without` takes the row and leaves the customer's area as it is (none for a new one).
    `unknown_channels`: `make` makes the channel, named as its code.
    `missing_names`: `code` calls a new customer by its code.
    """

    unknown_areas: Literal["refuse", "without"] = "refuse"
    unknown_channels: Literal["refuse", "make"] = "refuse"
    missing_names: Literal["refuse", "code"] = "refuse"


class AreaPut(Incoming, frozen=True):
    """An area by its code and the names from the region down; the last name given is its own.

    An empty code names what only stands above others: it is made if it is missing, and else left as it is.
    """

    code: Annotated[str, told(maxLength=40)]
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
    """What became of one row, in the order sent; `reason` and `field` only where it is refused.

    `notes` tell what was not taken as it was sent.
    """

    code: str
    verdict: Verdict
    id: int | None = None
    version: int | None = None
    reason: str | None = None
    field: str | None = None
    notes: tuple[str, ...] = ()


class PutParties(msgspec.Struct, frozen=True):
    items: tuple[PutItem, ...]
    created: int
    updated: int
    unchanged: int
    refused: int


class AreaItem(msgspec.Struct, frozen=True):
    """An area with the names from the region down to its own; `code` is null where it only holds others."""

    id: int
    code: str | None
    name: str
    level: str
    parent_id: int | None
    version: int
    region: str
    state: str = ""
    territory: str = ""
    city: str = ""


class ChannelItem(msgspec.Struct, frozen=True):
    """A channel; `version` is its ETag. A retired one is not given to customers anew."""

    id: int
    code: str
    name: str
    is_active: bool
    version: int


class CustomerItem(msgspec.Struct, frozen=True):
    """A customer, in a list and alone; `version` is its ETag."""

    id: int
    code: str
    name: str
    channel: str | None
    country: str
    address: str
    phone: Phone
    email: Email
    tax_pin: TaxPin
    is_active: bool
    registered_on: date | None
    version: int
    area: str | None = None
    payment_terms: str = "immediate"
    erased_at: datetime | None = None
    custom: CustomerFields = msgspec.field(default_factory=dict)


class SupplierItem(msgspec.Struct, frozen=True):
    """A supplier, in a list and alone; `version` is its ETag."""

    id: int
    code: str
    name: str
    address: str
    phone: Phone
    email: Email
    tax_pin: TaxPin
    is_active: bool
    version: int
    payment_terms: SupplierTerms = "immediate"
    opening_balance_minor: Balance | None = None
    opening_balance_currency: BalanceCurrency = ""
    opening_balance_on: BalanceDay | None = None
