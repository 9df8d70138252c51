"""Users, keys, sessions and traces as they travel; operations take and give these values too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from kontor.kernel.masking import masked
from kontor.kernel.refusals import Refusal
from kontor.kernel.wire import Incoming

# The lookahead ends the text: "$" alone would let a line break through.
Username = Annotated[str, Meta(min_length=1, max_length=150, pattern=r"^[\w.@+-]+(?![\s\S])")]
PersonName = Annotated[str, Meta(max_length=150)]
EMAIL_PATTERN: Final = r"^([^@\s]+@[^@\s]+\.[^@\s]+)?(?![\s\S])"
Email = Annotated[str, Meta(max_length=254, pattern=EMAIL_PATTERN)]
MOST_PASSWORD: Final = 200
Password = Annotated[str, Meta(min_length=1, max_length=MOST_PASSWORD)]
RoleCode = Annotated[str, Meta(min_length=1, max_length=40)]
KeyName = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"\S")]
RoleName = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"\S")]
Rights = Annotated[tuple[str, ...], Meta(max_length=200)]
Instant = Annotated[datetime, Meta(tz=True)]


class SignIn(Incoming, frozen=True):
    username: Annotated[str, Meta(max_length=150)]
    password: Annotated[str, Meta(max_length=200)]


class SignedIn(msgspec.Struct, frozen=True):
    """The session travels as a cookie; `csrf_token` goes into the X-CSRFToken header of every change."""

    user_id: int
    username: str
    csrf_token: str


class OwnPasswordChange(Incoming, frozen=True):
    old_password: Annotated[str, Meta(max_length=200)]
    new_password: Password


class PasswordChanged(msgspec.Struct, frozen=True):
    """Every session of the user has ended, but the one that asked."""

    user_id: int


class PasswordResetIssued(msgspec.Struct, frozen=True):
    """`token` is shown this once: it is kept nowhere, so a repeated request is answered with null instead."""

    user_id: int
    username: str
    expires_at: datetime
    token: str | None


class PasswordRedemption(Incoming, frozen=True):
    token: Annotated[str, Meta(min_length=1, max_length=100)]
    new_password: Password


class Session(msgspec.Struct, frozen=True):
    """Who calls, with the rights and branches that hold now. `kind` is user or client (an API key)."""

    user_id: int
    kind: str
    name: str
    rights: Sequence[str]
    branch_ids: Sequence[int]


class Role(msgspec.Struct, frozen=True):
    """A shipped role cannot be changed; a company's own can."""

    id: int
    code: str
    name: str
    rights: Sequence[str]
    is_shipped: bool
    version: int


class NewRole(Incoming, frozen=True):
    """`rights` are some of the declared ones, none that the caller does not have."""

    code: Annotated[str, Meta(max_length=40, pattern=r"^[a-z][a-z0-9_]*(?![\s\S])")]
    name: RoleName
    rights: Rights


class RoleEdit(Incoming, frozen=True):
    """Only what is sent is changed; `rights` are then all the role has."""

    name: RoleName | UnsetType = UNSET
    rights: Rights | UnsetType = UNSET


class Right(msgspec.Struct, frozen=True):
    """`is_company_wide`: what it shows or changes belongs to no branch."""

    right: str
    is_company_wide: bool
    shipped_roles: Sequence[str]


class UserAction(Incoming, frozen=True):
    """One thing done to many users. `role` is wanted to give or take one, and for nothing else."""

    action: Literal["activate", "deactivate", "give_role", "take_role"]
    user_ids: Annotated[tuple[int, ...], Meta(min_length=1, max_length=500)]
    role: RoleCode | None = None


class NewUser(Incoming, frozen=True):
    """Without a password nobody can sign in as this user, which suits tills and services that use keys."""

    username: Username
    role: RoleCode
    password: Password | None = None
    first_name: PersonName = ""
    last_name: PersonName = ""
    email: Email = ""


class UserEdit(Incoming, frozen=True):
    """Only what is sent is changed."""

    role: RoleCode | UnsetType = UNSET
    password: Password | UnsetType = UNSET
    first_name: PersonName | UnsetType = UNSET
    last_name: PersonName | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


class NestedUserEdit(UserEdit, frozen=True, kw_only=True):
    """A user changed together with what they belong to; `version` is the user's own, as it was read."""

    version: int


class UserDetail(msgspec.Struct, frozen=True, rename={"role_code": "role"}):
    id: int
    username: str
    first_name: str
    last_name: str
    email: str
    role_code: str | None
    is_active: bool
    version: int


class UserActionResult(msgspec.Struct, frozen=True):
    """The user as they are now, or why nothing was done."""

    user_id: int
    user: UserDetail | None
    refusal: Refusal | None


class UserActionResults(msgspec.Struct, frozen=True):
    """In the order asked for."""

    results: Sequence[UserActionResult]


class NewApiKey(Incoming, frozen=True):
    """A key that acts as `user_id`. `scopes` narrow it to some of the user's rights; none: all of them."""

    user_id: int
    name: KeyName
    scopes: Annotated[tuple[str, ...], Meta(max_length=200)] = ()
    expires_at: Instant | None = None


class ApiKeyDetail(msgspec.Struct, frozen=True):
    id: int
    user_id: int
    name: str
    prefix: str
    scopes: Sequence[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class ApiKeyCreated(msgspec.Struct, frozen=True):
    """`secret` is shown this once: it is kept nowhere, so a repeated request is answered with null instead."""

    id: int
    user_id: int
    name: str
    prefix: str
    scopes: Sequence[str]
    expires_at: datetime | None
    secret: str | None


class AuditEntry(msgspec.Struct, frozen=True):
    """`diff` maps each field to its old and its new value; it is for those alone who see every column."""

    id: int
    at: datetime
    actor_id: int
    action: str
    subject: str
    diff: Annotated[dict[str, list[Any]], masked("costs.read", "contacts.read", "supplier_terms.read")]
    request_id: str
