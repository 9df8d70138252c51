"""Businesses, branches and employments as they travel; operations take and give these values too."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from kontor.access.schemas import EMAIL_PATTERN, NestedUserEdit, NewUser
from kontor.kernel.masking import masked
from kontor.kernel.wire import Incoming

# The lookahead ends the text: "$" alone would let a line break through.
Code = Annotated[str, Meta(min_length=1, max_length=20, pattern=r"^[A-Z0-9][A-Z0-9._-]*(?![\s\S])")]
Name = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}(?![\s\S])")]
TaxPin = Annotated[str, Meta(max_length=40)]
Address = Annotated[str, Meta(max_length=240)]
Phone = Annotated[str, Meta(max_length=40)]
ShortEmail = Annotated[str, Meta(max_length=120, pattern=EMAIL_PATTERN)]
TimeZone = Annotated[str, Meta(min_length=1, max_length=60)]
ClockTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d(?![\s\S])")]
EmployeePhone = Annotated[str, Meta(max_length=40), masked("contacts.read")]
Department = Annotated[str, Meta(max_length=80)]
Reason = Annotated[str, Meta(max_length=500)]


class NewBranch(Incoming, frozen=True):
    """A sale before `day_starts_at`, local time, still belongs to the day before."""

    code: Code
    name: Name
    time_zone: TimeZone = "UTC"
    day_starts_at: ClockTime = "00:00"


class NewBusiness(Incoming, frozen=True):
    """A legal entity with its first branch. Its currency never changes.

    `owner_id` names its owner, or `owner` makes a new user of them, who then works in the first branch; or neither.
    """

    code: Code
    name: Name
    currency: Currency
    branch: NewBranch
    tax_pin: TaxPin = ""
    address: Address = ""
    phone: Phone = ""
    email: ShortEmail = ""
    owner_id: int | None = None
    owner: NewUser | None = None


class BusinessEdit(Incoming, frozen=True):
    """Only what is sent is changed. Of the owner's three, one at most: `owner_id` names another (or null: none),
    `new_owner` makes one, `owner` changes the present one.
    """

    name: Name | UnsetType = UNSET
    tax_pin: TaxPin | UnsetType = UNSET
    address: Address | UnsetType = UNSET
    phone: Phone | UnsetType = UNSET
    email: ShortEmail | UnsetType = UNSET
    owner_id: int | UnsetType | None = UNSET
    new_owner: NewUser | UnsetType = UNSET
    owner: NestedUserEdit | UnsetType = UNSET


class BranchEdit(Incoming, frozen=True):
    """Only what is sent is changed. Time zone and start of the day hold for what happens from now on."""

    name: Name | UnsetType = UNSET
    time_zone: TimeZone | UnsetType = UNSET
    day_starts_at: ClockTime | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


class PeriodClosing(Incoming, frozen=True):
    """Close the books through a day. An earlier day, or null, opens them again and needs a reason."""

    through_on: date | None
    reason: Reason = ""


class NewEmployment(Incoming, frozen=True):
    """Somebody starts to work in a branch: a user who is there already, or a new one made in the same step."""

    branch_id: int
    user_id: int | None = None
    user: NewUser | None = None
    department: Department = ""
    phone: EmployeePhone = ""


class EmploymentEdit(Incoming, frozen=True):
    """Only what is sent is changed. `user` changes the user in the same step, which needs access.write too."""

    department: Department | UnsetType = UNSET
    phone: EmployeePhone | UnsetType = UNSET
    user: NestedUserEdit | UnsetType = UNSET


class EmploymentEnd(Incoming, frozen=True):
    ended_on: date


class BusinessDetail(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str
    currency: str
    tax_pin: str
    address: str
    phone: str
    email: str
    owner_id: int | None
    owner_username: str | None
    owner_version: int | None
    version: int


class BranchDetail(msgspec.Struct, frozen=True):
    """The books are closed up to and with `closed_through_on`."""

    id: int
    business_id: int
    code: str
    name: str
    time_zone: str
    day_starts_at: str
    closed_through_on: date | None
    is_active: bool
    version: int


class BusinessCreated(msgspec.Struct, frozen=True):
    business: BusinessDetail
    branch: BranchDetail


class EmploymentDetail(msgspec.Struct, frozen=True):
    """`version` is the employment's, `user_version` the user's; an edit of both names both."""

    id: int
    user_id: int
    username: str
    first_name: str
    last_name: str
    is_active: bool
    user_version: int
    branch_id: int
    branch_code: str
    department: str
    phone: EmployeePhone
    ended_on: date | None
    version: int
