from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import check_password as is_password
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from kontor.access.errors import OldPasswordWrong
from kontor.access.models import PasswordReset, User
from kontor.access.operations.count_sign_in_try import count_sign_in_try, take_back_try
from kontor.access.operations.create_user import check_password
from kontor.access.operations.record_audit import record_audit
from kontor.access.queries import user_row
from kontor.access.schemas import OwnPasswordChange, PasswordChanged
from kontor.access.types import Actor
from kontor.kernel.idempotency import once
from kontor.kernel.wire import RequestKey


def change_own_password(
    *, change: OwnPasswordChange, address: str, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PasswordChanged:
    """Set the actor's own password, who knows the old one. Every session of the user ends by it; the caller renews
    its own. A reset that was waiting is void.

    A wrong old password counts as a failed sign-in. Raises TooManyRequests, OldPasswordWrong (also when somebody
    changed it meanwhile), PasswordRefused.
    """
    count_sign_in_try(username=actor.name, address=address, now=now)
    with transaction.atomic():
        changed = once(key, now, PasswordChanged, lambda: _change(change, actor, now))
        take_back_try(username=actor.name, address=address)
    return changed


def _change(change: OwnPasswordChange, actor: Actor, now: datetime) -> PasswordChanged:
    user = user_row(actor.id)
    if not is_password(change.old_password, user.password):
        raise OldPasswordWrong(field="old_password")
    check_password(change.new_password, user, field="new_password")
    rows = User.objects.filter(pk=user.pk, password=user.password, is_active=True)
    if rows.update(password=make_password(change.new_password), version=F("version") + 1) != 1:
        raise OldPasswordWrong(field="old_password")
    PasswordReset.objects.filter(user_id=user.pk).delete()
    record_audit(
        action="access.change_own_password",
        subject=f"access.user:{user.pk}",
        diff={"password": ["(hidden)", "(hidden)"]},
        actor=actor,
        now=now,
    )
    return PasswordChanged(user.pk)
