"""Users, keys, sessions and traces as they travel; operations take and give these values too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from kontor.kernel.wire import Incoming

# The lookahead ends the text: "$" alone would let a line break through.
Username = Annotated[str, Meta(min_length=1, max_length=150, pattern=r"^[\w.@+-]+(?![\s\S])")]
PersonName = Annotated[str, Meta(max_length=150)]
EMAIL_PATTERN: Final = r"^([^@\s]+@[^@\s]+\.[^@\s]+)?(?![\s\S])"
Email = Annotated[str, Meta(max_length=254, pattern=EMAIL_PATTERN)]
Password = Annotated[str, Meta(min_length=1, max_length=200)]
RoleCode = Annotated[str, Meta(min_length=1, max_length=40)]
KeyName = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"\S")]
Instant = Annotated[datetime, Meta(tz=True)]


class SignIn(Incoming, frozen=True):
    username: Annotated[str, Meta(max_length=150)]
    password: Annotated[str, Meta(max_length=200)]


class SignedIn(msgspec.Struct, frozen=True):
    """The session travels as a cookie; `csrf_token` goes into the X-CSRFToken header of every change."""

    user_id: int
    username: str
    csrf_token: str


class Session(msgspec.Struct, frozen=True):
    """Who calls, with the rights and branches that hold now. `kind` is user or client (an API key)."""

    user_id: int
    kind: str
    name: str
    rights: Sequence[str]
    branch_ids: Sequence[int]


class Role(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str
    rights: Sequence[str]


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


class UserDetail(msgspec.Struct, frozen=True, rename={"role_code": "role"}):
    id: int
    username: str
    first_name: str
    last_name: str
    email: str
    role_code: str | None
    is_active: bool
    version: int


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
    """`diff` maps each field to its old and its new value."""

    id: int
    at: datetime
    actor_id: int
    action: str
    subject: str
    diff: dict[str, list[Any]]
    request_id: str
