from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from kontor.access.errors import ResetRefused
from kontor.access.keys import hash_of
from kontor.access.models import PasswordReset, User
from kontor.access.operations.count_sign_in_try import count_sign_in_try, take_back_try
from kontor.access.operations.create_user import check_password
from kontor.access.operations.record_audit import record_audit
from kontor.access.schemas import PasswordChanged, PasswordRedemption
from kontor.access.types import Actor


def reset_password(*, redemption: PasswordRedemption, address: str, now: datetime) -> PasswordChanged:
    """Set a new password with a token somebody was given; every session of the user ends by it.

    The token is gone when this succeeds, so of two who use it together one is refused; a password that is too easy
    leaves it as it was. Raises TooManyRequests after many wrong ones from one address, ResetRefused, PasswordRefused.
    """
    count_sign_in_try(username=None, address=address, now=now)
    with transaction.atomic():
        user = _holder(redemption.token, now)
        check_password(redemption.new_password, user, field="new_password")
        User.objects.filter(pk=user.pk).update(
            password=make_password(redemption.new_password), version=F("version") + 1
        )
        take_back_try(username=user.username, address=address)
        record_audit(
            action="access.reset_password",
            subject=f"access.user:{user.pk}",
            diff={"password": ["(hidden)", "(hidden)"]},
            actor=Actor(user.pk, "user", user.username, frozenset(), frozenset()),
            now=now,
        )
    return PasswordChanged(user.pk)


def _holder(token: str, now: datetime) -> User:
    """The user whose token this is; its row is removed, which only one of two can do."""
    found = PasswordReset.objects.filter(token_hash=hash_of(token), expires_at__gt=now, user__is_active=True)
    reset = found.select_related("user").first()
    if reset is None or PasswordReset.objects.filter(pk=reset.pk, token_hash=reset.token_hash).delete()[0] != 1:
        raise ResetRefused()
    return reset.user
