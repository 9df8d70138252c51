from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from kontor.access.errors import OwnPassword, UserInactive
from kontor.access.granting import require_own_rights
from kontor.access.keys import hash_of, new_reset_token
from kontor.access.models import PasswordReset
from kontor.access.operations.record_audit import record_audit
from kontor.access.queries import user_row
from kontor.access.schemas import PasswordResetIssued
from kontor.access.types import Actor
from kontor.kernel.idempotency import once
from kontor.kernel.wire import RequestKey

LIVES: Final = timedelta(hours=24)


def issue_password_reset(
    *, user_id: int, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PasswordResetIssued:
    """Make a token with which the user sets a new password, once, within a day; one made before is void.

    The answer is the only place that ever holds the token; a repeated request is answered without it. The present
    password and sessions stay until it is used. Raises UserUnknown, UserInactive, OwnPassword, and RightsBeyondOwn
    where the user may do more than the actor.
    """
    token = new_reset_token()
    with transaction.atomic():
        answer = once(key, now, _Issued, lambda: _issue(user_id, hash_of(token), actor, now))
    is_ours = answer.token_hash == hash_of(token)
    return PasswordResetIssued(answer.user_id, answer.username, answer.expires_at, token if is_ours else None)


class _Issued(PasswordResetIssued, frozen=True):
    """What is stored with the key: which token was answered, never the token."""

    token_hash: str = ""


def _issue(user_id: int, token_hash: str, actor: Actor, now: datetime) -> _Issued:
    user = user_row(user_id)
    if user.pk == actor.id:
        raise OwnPassword()
    if not user.is_active:
        raise UserInactive()
    require_own_rights(user.role.rights if user.role else (), actor)
    expires_at = now + LIVES
    PasswordReset.objects.bulk_create(
        [PasswordReset(user=user, token_hash=token_hash, expires_at=expires_at)],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["token_hash", "expires_at"],
    )
    record_audit(
        action="access.issue_password_reset",
        subject=f"access.user:{user.pk}",
        diff={"reset_expires_at": [None, expires_at]},
        actor=actor,
        now=now,
    )
    return _Issued(user.pk, user.username, expires_at, None, token_hash)
