from __future__ import annotations

from datetime import datetime

import msgspec
from django.db import transaction

from kontor.access.errors import KeyExpiresBeforeNow, ScopeUnknown
from kontor.access.granting import require_own_rights
from kontor.access.keys import new_secret
from kontor.access.models import ApiKey
from kontor.access.operations.record_audit import record_audit
from kontor.access.queries import user_row
from kontor.access.schemas import ApiKeyCreated, NewApiKey
from kontor.access.types import Actor
from kontor.kernel.idempotency import once
from kontor.kernel.wire import RequestKey, in_calendar


def create_api_key(*, draft: NewApiKey, actor: Actor, now: datetime, key: RequestKey | None = None) -> ApiKeyCreated:
    """Make a key that acts as the user; the answer is the only place that ever holds its secret.

    A repeated request gets the stored answer, which has no secret. Raises UserUnknown, ScopeUnknown for a scope the
    user has no right to, KeyExpiresBeforeNow, and RightsBeyondOwn where the key could do more than the actor.
    """
    secret = new_secret()
    with transaction.atomic():
        answer = once(key, now, ApiKeyCreated, lambda: _create(draft, secret.prefix, secret.hash, actor, now))
    return msgspec.structs.replace(answer, secret=str(secret)) if answer.prefix == secret.prefix else answer


def _create(draft: NewApiKey, prefix: str, secret_hash: str, actor: Actor, now: datetime) -> ApiKeyCreated:
    user = user_row(draft.user_id)
    rights = frozenset(user.role.rights if user.role else ())
    strange = sorted(set(draft.scopes) - rights)
    if strange:
        raise ScopeUnknown(f"The user has no right {strange[0]}.", field="scopes", scope=strange[0])
    require_own_rights(draft.scopes or rights, actor)
    if draft.expires_at is not None and in_calendar(draft.expires_at, "expires_at") <= now:
        raise KeyExpiresBeforeNow(field="expires_at")
    row = ApiKey.objects.create(
        user=user,
        name=draft.name,
        prefix=prefix,
        secret_hash=secret_hash,
        scopes=sorted(set(draft.scopes)),
        created_at=now,
        expires_at=draft.expires_at,
    )
    record_audit(
        action="access.create_api_key",
        subject=f"access.api_key:{row.pk}",
        diff={
            "user_id": [None, user.pk],
            "name": [None, row.name],
            "scopes": [None, row.scopes],
            "expires_at": [None, row.expires_at],
        },
        actor=actor,
        now=now,
    )
    return ApiKeyCreated(row.pk, user.pk, row.name, prefix, row.scopes, row.expires_at, secret=None)
