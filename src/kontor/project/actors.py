"""Builds the actor of a call and remembers it for five seconds, so that most calls ask the database nothing.

The price: revoking a key, ending an employment or changing a role takes up to TTL_SECONDS to reach every process.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db import OperationalError

from kontor.access import queries as access
from kontor.access.keys import ApiSecret
from kontor.access.operations import note_key_use
from kontor.access.types import Actor
from kontor.organization.queries import branch_ids_of

TTL_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class _Known:
    until: float  # time.monotonic()
    actor: Actor
    secret_hash: str = ""


# Only actors that exist are kept, so the number of keys and users bounds both.
_by_prefix: dict[str, _Known] = {}
_by_user: dict[int, _Known] = {}


def actor_of_key(secret: ApiSecret) -> Actor | None:
    """Who acts by this key, or None when there is no such key or the secret is not its own."""
    known = _by_prefix.get(secret.prefix)
    if known is None or known.until < time.monotonic():
        known = _read_key(secret.prefix)
    return known.actor if known is not None and secret.matches(known.secret_hash) else None


def actor_of_user(user_id: int) -> Actor | None:
    """The signed-in user as an actor, or None when deactivated."""
    known = _by_user.get(user_id)
    if known is None or known.until < time.monotonic():
        known = _read_user(user_id)
    return known.actor if known is not None else None


def forget_all() -> None:
    """Ask the database again on the next call, of whomever it is."""
    _by_prefix.clear()
    _by_user.clear()


def _read_key(prefix: str) -> _Known | None:
    now = datetime.now(UTC)
    holder = access.key_holder(prefix, now)
    if holder is None:
        _by_prefix.pop(prefix, None)
        return None
    actor = Actor(holder.user_id, "client", holder.name, holder.rights, branch_ids_of(holder.user_id))
    _by_prefix[prefix] = _Known(time.monotonic() + TTL_SECONDS, actor, holder.secret_hash)
    with contextlib.suppress(OperationalError):  # a busy table must not fail a call that could be answered
        note_key_use(key_id=holder.key_id, last_used_at=holder.last_used_at, now=now)
    return _by_prefix[prefix]


def _read_user(user_id: int) -> _Known | None:
    holder = access.user_holder(user_id)
    if holder is None:
        _by_user.pop(user_id, None)
        return None
    actor = Actor(user_id, "user", holder.name, holder.rights, branch_ids_of(user_id))
    _by_user[user_id] = _Known(time.monotonic() + TTL_SECONDS, actor)
    return _by_user[user_id]
