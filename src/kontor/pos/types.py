"""Registers as they come in and go out."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from kontor.kernel.wire import Incoming, told

Code = Annotated[str, told(minLength=1, maxLength=20)]
Name = Annotated[str, told(minLength=1, maxLength=80)]


class RegisterEdit(Incoming, frozen=True, kw_only=True):
    """Only what is sent is changed. `location` is another place of the same branch; `price_list` null: none of its own.

    Prices then are the customer's, the channel's or the business's default.
    """

    name: Name | UnsetType = UNSET
    location: Code | UnsetType = UNSET
    price_list: Code | UnsetType | None = UNSET
    is_active: bool | UnsetType = UNSET


class RegisterPut(Incoming, frozen=True, kw_only=True):
    """A till, found by its code; what is left out stays. A new one needs a name and a location.

    `price_list` null: none of its own.
    """

    code: Code
    name: Name | UnsetType = UNSET
    location: Code | UnsetType = UNSET
    price_list: Code | UnsetType | None = UNSET
    is_active: bool | UnsetType = UNSET


class RegistersPut(Incoming, frozen=True):
    """Registers of a list; each row gets its verdict."""

    items: Annotated[tuple[RegisterPut, ...], told(minItems=1, maxItems=1_000)]


# --- answers -----------------------------------------------------------------------------------------------------


class PutRegister(msgspec.Struct, frozen=True):
    """What became of one row; a refused one says why, and which field is wrong."""

    code: str
    verdict: Literal["created", "updated", "unchanged", "refused"]
    id: int | None = None
    version: int | None = None
    reason: str | None = None
    field: str | None = None


class PutRegisters(msgspec.Struct, frozen=True):
    items: tuple[PutRegister, ...]
    created: int
    updated: int
    unchanged: int
    refused: int


class RegisterVersion(msgspec.Struct, frozen=True):
    id: int
    code: str
    version: int


class RegisterDetail(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str
    branch_code: str = msgspec.field(name="branch")
    location_code: str = msgspec.field(name="location")
    location_name: str
    price_list_code: str | None = msgspec.field(name="price_list")
    is_active: bool
    version: int
