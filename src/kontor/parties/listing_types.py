"""Values in and out of delisting, changing many customers at once, and erasing who one was."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from kontor.kernel.wire import Incoming, told
from kontor.parties.types import Code, Email, PaymentTerms, Phone, ShortCode, TaxPin

Reason = Annotated[str, told(minLength=1, maxLength=240)]


class Delisting(Incoming, frozen=True):
    reason: Reason


class CustomerRef(Incoming, frozen=True):
    """A customer by its id; with a `version` it is only changed while it still has it."""

    id: int
    version: int | None = None


class CustomerChange(Incoming, frozen=True):
    """What becomes of customers; what is left out stays. Delisting (`is_active` false) needs a reason."""

    is_active: bool | UnsetType = UNSET
    reason: Annotated[str, told(maxLength=240)] = ""
    channel: ShortCode | UnsetType | None = UNSET
    area: Code | UnsetType | None = UNSET
    payment_terms: PaymentTerms | UnsetType = UNSET


class ListedRow(msgspec.Struct, frozen=True):
    """The customer as it was when it was delisted or relisted."""

    code: str
    name: str
    country: str
    address: str
    phone: Phone
    email: Email
    tax_pin: TaxPin
    is_active: bool
    version: int
    channel_id: int | None = None
    area_id: int | None = None
    payment_terms: str = "immediate"
    registered_on: date | None = None


class ListingItem(msgspec.Struct, frozen=True):
    """One delisting (`is_active` false) or relisting: when, by whom, why, and the row before it."""

    id: int
    is_active: bool
    reason: str
    actor_id: int
    at: datetime
    row: ListedRow
