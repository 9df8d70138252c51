"""Values in and out of customers' addresses."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from kontor.kernel.wire import Incoming, told
from kontor.parties.types import Code, Phone

Kind = Literal["billing", "delivery"]
Line = Annotated[str, told(maxLength=120)]
Label = Annotated[str, told(maxLength=80)]
PostalCode = Annotated[str, told(maxLength=20)]
Degrees = Annotated[Decimal, told(description="Degrees, six digits after the point; both or none.")]


class AddressDraft(Incoming, frozen=True):
    """A new address; `area` is a code. The first of its kind is the default one; `is_default` makes it that."""

    kind: Kind
    line1: Annotated[str, told(minLength=1, maxLength=120)]
    label: Label = ""
    line2: Line = ""
    city: Label = ""
    area: Code | None = None
    postal_code: PostalCode = ""
    phone: Phone = ""
    latitude: Degrees | None = None
    longitude: Degrees | None = None
    is_default: bool = False


class AddressEdit(Incoming, frozen=True):
    """Changes to an address; what is left out stays. The default is moved by making another one the default."""

    line1: Annotated[str, told(minLength=1, maxLength=120)] | UnsetType = UNSET
    label: Label | UnsetType = UNSET
    line2: Line | UnsetType = UNSET
    city: Label | UnsetType = UNSET
    area: Code | UnsetType | None = UNSET
    postal_code: PostalCode | UnsetType = UNSET
    phone: Phone | UnsetType = UNSET
    latitude: Degrees | UnsetType | None = UNSET
    longitude: Degrees | UnsetType | None = UNSET
    is_default: bool | UnsetType = UNSET


# --- answers -----------------------------------------------------------------------------------------------------


class AddressItem(msgspec.Struct, frozen=True):
    """An address of a customer; `version` is its ETag."""

    id: int
    customer_id: int
    kind: str
    label: str
    line1: str
    line2: str
    city: str
    area: str | None
    postal_code: str
    phone: Phone
    latitude: Decimal | None
    longitude: Decimal | None
    is_default: bool
    is_removed: bool
    version: int


class AddressVersion(msgspec.Struct, frozen=True):
    """An address as far as a write answers it: answers are kept for repeats, and who lives where is not."""

    id: int
    kind: str
    is_default: bool
    is_removed: bool
    version: int


class FrozenAddress(msgspec.Struct, frozen=True):
    """An address as a document keeps it: its text as it is now, and which version of the row it was."""

    address_id: int
    version: int
    customer_id: int
    kind: str
    text: str
    area_id: int | None
