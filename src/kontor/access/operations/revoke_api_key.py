from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kontor.access.errors import KeyRevoked
from kontor.access.models import ApiKey
from kontor.access.operations.record_audit import record_audit
from kontor.access.queries import api_key_detail
from kontor.access.schemas import ApiKeyDetail
from kontor.access.types import Actor
from kontor.kernel.idempotency import once
from kontor.kernel.wire import RequestKey


def revoke_api_key(*, key_id: int, actor: Actor, now: datetime, key: RequestKey | None = None) -> ApiKeyDetail:
    """End a key for good; web processes that know it refuse it within five seconds.

    Anybody who may administer access may end any key: taking power away needs none. Raises KeyUnknown, KeyRevoked.
    """
    with transaction.atomic():
        return once(key, now, ApiKeyDetail, lambda: _revoke(key_id, actor, now))


def _revoke(key_id: int, actor: Actor, now: datetime) -> ApiKeyDetail:
    detail = api_key_detail(key_id)
    if ApiKey.objects.filter(pk=key_id, revoked_at__isnull=True).update(revoked_at=now) != 1:
        raise KeyRevoked()
    record_audit(
        action="access.revoke_api_key",
        subject=f"access.api_key:{key_id}",
        diff={"revoked_at": [detail.revoked_at, now]},
        actor=actor,
        now=now,
    )
    return api_key_detail(key_id)
