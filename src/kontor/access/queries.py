"""What access knows: who holds a key, what a user may do, and the lists of people, keys and traces."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import F, Q, TextField
from django.db.models.functions import Cast

from kontor.access.errors import KeyUnknown, RoleNotFound, RoleUnknown, UserUnknown
from kontor.access.models import ApiKey, AuditRecord, Role, User
from kontor.access.roles import OWNER
from kontor.access.schemas import ApiKeyDetail, AuditEntry, UserDetail
from kontor.access.schemas import Role as RoleDetail
from kontor.kernel.listing import page
from kontor.kernel.wire import Page


class Holder(msgspec.Struct, frozen=True):
    """A user as the gate needs it: whoever it is, and the rights of the role."""

    user_id: int
    name: str
    rights: frozenset[str]


class KeyHolder(msgspec.Struct, frozen=True):
    """A key that may be used now: its user, and the rights left by its scopes."""

    key_id: int
    user_id: int
    name: str
    secret_hash: str
    rights: frozenset[str]
    last_used_at: datetime | None


def user_holder(user_id: int) -> Holder | None:
    """The active user, or None. Somebody without a role has no rights."""
    row = User.objects.filter(id=user_id, is_active=True).values("username", "role__rights").first()
    return Holder(user_id, row["username"], frozenset(row["role__rights"] or ())) if row else None


def key_holder(prefix: str, now: datetime) -> KeyHolder | None:
    """Who acts by the key of that prefix: neither revoked nor expired, of an active user; else None."""
    row = (
        ApiKey.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))
        .filter(prefix=prefix, revoked_at__isnull=True, user__is_active=True)
        .values("id", "user_id", "name", "secret_hash", "scopes", "last_used_at", "user__role__rights")
        .first()
    )
    if row is None:
        return None
    rights = frozenset(row["user__role__rights"] or ())
    if row["scopes"]:
        rights &= frozenset(row["scopes"])
    return KeyHolder(row["id"], row["user_id"], row["name"], row["secret_hash"], rights, row["last_used_at"])


# Users, roles, keys and traces belong to no branch: who may read them may read all of them.


class RoleFilter(msgspec.Struct, frozen=True):
    """Which roles: whose code or name holds `text`, shipped or own ones, those with a right."""

    text: str = ""
    is_shipped: bool | None = None
    right: str = ""


def list_roles(*, wanted: RoleFilter, sort: str, after: int | None, limit: int) -> Page[RoleDetail]:
    rows = Role.objects.filter(Q(code__icontains=wanted.text) | Q(name__icontains=wanted.text))
    if wanted.is_shipped is not None:
        rows = rows.filter(is_shipped=wanted.is_shipped)
    if wanted.right:  # quoted as in the JSON it is kept as: no right is a part of another's name then
        rows = rows.annotate(rights_text=Cast("rights", TextField())).filter(rights_text__contains=f'"{wanted.right}"')
    return page(rows, RoleDetail, after=after, limit=limit, sort=sort)


def role_detail(role_id: int) -> RoleDetail:
    """Raises RoleNotFound."""
    row = Role.objects.filter(id=role_id).values(*RoleDetail.__struct_fields__).first()
    if row is None:
        raise RoleNotFound()
    return RoleDetail(**row)


def lock_owners() -> set[int]:
    """The ids of the active owners, whose rows stay as they are until the transaction ends; locked by ascending id."""
    rows = User.objects.filter(role__code=OWNER, is_active=True).select_for_update(of=("self",)).order_by("pk")
    return {row.pk for row in rows}


def role_named(code: str) -> Role:
    """The role, for a write that gives it: locked, so that nobody removes it meanwhile. Raises RoleUnknown."""
    role = Role.objects.select_for_update(no_key=True).filter(code=code).first()
    if role is None:
        raise RoleUnknown(f"There is no role {code}.", field="role", role=code)
    return role


_USERS = User.objects.annotate(role_code=F("role__code"))


class UserFilter(msgspec.Struct, frozen=True):
    """Which users: `username` is how the user name begins; names or e-mail hold every word of `text`."""

    username: str = ""
    text: str = ""
    role: str = ""
    is_active: bool | None = None


_EVERYBODY = UserFilter()


def list_users(*, after: int | None, limit: int, wanted: UserFilter = _EVERYBODY, sort: str = "id") -> Page[UserDetail]:
    rows = _USERS.filter(username__istartswith=wanted.username)
    for word in wanted.text.split():
        named = Q(username__icontains=word) | Q(first_name__icontains=word) | Q(last_name__icontains=word)
        rows = rows.filter(named | Q(email__icontains=word))
    if wanted.role:
        rows = rows.filter(role__code=wanted.role)
    if wanted.is_active is not None:
        rows = rows.filter(is_active=wanted.is_active)
    return page(rows, UserDetail, after=after, limit=limit, sort=sort)


def user_details(user_ids: Sequence[int]) -> dict[int, UserDetail]:
    """By id, those that are there, in one query."""
    rows = _USERS.filter(id__in=user_ids).values(*UserDetail.__struct_fields__)
    return {row["id"]: UserDetail(**row) for row in rows}


def user_detail(user_id: int) -> UserDetail:
    """Raises UserUnknown."""
    row = _USERS.filter(id=user_id).values(*UserDetail.__struct_fields__).first()
    if row is None:
        raise UserUnknown()
    return UserDetail(**row)


def user_row(user_id: int) -> User:
    """The user with its role. Raises UserUnknown."""
    user = User.objects.select_related("role").filter(id=user_id).first()
    if user is None:
        raise UserUnknown()
    return user


def list_api_keys(*, after: int | None, limit: int, user_id: int | None = None) -> Page[ApiKeyDetail]:
    """Keys by id, revoked and expired ones too."""
    rows = ApiKey.objects.all() if user_id is None else ApiKey.objects.filter(user_id=user_id)
    return page(rows, ApiKeyDetail, after=after, limit=limit)


def api_key_detail(key_id: int) -> ApiKeyDetail:
    """Raises KeyUnknown."""
    row = ApiKey.objects.filter(id=key_id).values(*ApiKeyDetail.__struct_fields__).first()
    if row is None:
        raise KeyUnknown()
    return ApiKeyDetail(**row)


class AuditFilter(msgspec.Struct, frozen=True):
    """Which traces: of one document ("sales.order:42"), of one user, from an instant on, before another."""

    subject: str = ""
    actor_id: int | None = None
    since: datetime | None = None
    before: datetime | None = None


def list_audit(*, wanted: AuditFilter, after: int | None, limit: int) -> Page[AuditEntry]:
    """Traces, the newest first."""
    rows = AuditRecord.objects.all()
    if wanted.subject:
        rows = rows.filter(subject=wanted.subject)
    if wanted.actor_id is not None:
        rows = rows.filter(actor_id=wanted.actor_id)
    if wanted.since is not None:
        rows = rows.filter(at__gte=wanted.since)
    if wanted.before is not None:
        rows = rows.filter(at__lt=wanted.before)
    found = page(rows, _AuditRow, after=after, limit=limit, newest_first=True)
    return Page([_audit_entry(row) for row in found.items], found.next_cursor)


class _AuditRow(msgspec.Struct, frozen=True):
    id: int
    at: datetime
    actor_id: int
    action: str
    subject: str
    diff: str
    request_id: str


def _audit_entry(row: _AuditRow) -> AuditEntry:
    diff = msgspec.json.decode(row.diff, type=dict[str, list[Any]])
    return AuditEntry(row.id, row.at, row.actor_id, row.action, row.subject, diff, row.request_id)
