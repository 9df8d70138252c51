from __future__ import annotations

from datetime import datetime

from django.contrib.auth import authenticate
from django.db import transaction

from kontor.access.errors import SignInRefused
from kontor.access.models import User
from kontor.access.operations.count_sign_in_try import count_sign_in_try, take_back_try
from kontor.access.operations.record_audit import record_audit
from kontor.access.types import Actor


def sign_in(*, username: str, password: str, address: str, now: datetime) -> User:
    """The active user with that name and password; the caller opens the session.

    Every try is counted before the password is looked at; a success takes its own back. Raises TooManyRequests from
    the sixth failure on, with the seconds to wait, and SignInRefused, which does not tell why.
    """
    count_sign_in_try(username=username, address=address, now=now)
    user = authenticate(request=None, username=username, password=password)
    if not isinstance(user, User):
        raise SignInRefused()
    with transaction.atomic():
        take_back_try(username=username, address=address)
        record_audit(
            action="access.sign_in",
            subject=f"access.user:{user.pk}",
            diff={},
            actor=Actor(user.pk, "user", user.username, frozenset(), frozenset()),
            now=now,
        )
    return user
