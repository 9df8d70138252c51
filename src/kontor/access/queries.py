"""What access knows: who holds a key, what a user may do, and the lists of people, keys and traces."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db.models import Q

from kontor.access.models import ApiKey, User


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
