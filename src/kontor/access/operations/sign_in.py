from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.crypto import salted_hmac

from kontor.access.errors import SignInRefused
from kontor.access.models import SignInTries, User
from kontor.access.operations.record_audit import record_audit
from kontor.access.sign_in_delay import tries_left_over, wait_seconds
from kontor.access.types import Actor
from kontor.kernel.errors import TooManyRequests


def sign_in(*, username: str, password: str, address: str, now: datetime) -> User:
    """The active user with that name and password; the caller opens the session.

    Every try is counted for the account and for the address before the password is looked at, so tries at the same
    time cannot pass the limit; a success takes its own back. Locks the two counters, sorted. Raises TooManyRequests
    from the sixth failure on, with the seconds to wait, and SignInRefused, which does not tell why.
    """
    account = _subject("account", User.normalize_username(username).casefold())
    place = _subject("address", address)
    _count_try(sorted([account, place]), now)
    user = authenticate(request=None, username=username, password=password)
    if not isinstance(user, User):
        raise SignInRefused()
    with transaction.atomic():
        SignInTries.objects.filter(subject=account).update(tries=0)
        SignInTries.objects.filter(subject=place).update(tries=Greatest(F("tries") - 1, 0))
        record_audit(
            action="access.sign_in",
            subject=f"access.user:{user.pk}",
            diff={},
            actor=Actor(user.pk, "user", user.username, frozenset(), frozenset()),
            now=now,
        )
    return user


def _count_try(subjects: Sequence[str], now: datetime) -> None:
    with transaction.atomic():
        SignInTries.objects.bulk_create(
            [SignInTries(subject=subject, tries=0, last_try_at=now) for subject in subjects], ignore_conflicts=True
        )
        rows = list(SignInTries.objects.select_for_update().filter(subject__in=subjects).order_by("subject"))
        for row in rows:
            row.tries = tries_left_over(row.tries, row.last_try_at, now)
        wait = max(wait_seconds(row.tries, row.last_try_at, now) for row in rows)
        if wait:
            raise TooManyRequests(f"Too many failed tries; wait {wait} seconds.", retry_after_seconds=wait)
        for row in rows:
            row.tries, row.last_try_at = row.tries + 1, now
        SignInTries.objects.bulk_update(rows, ["tries", "last_try_at"])


def _subject(kind: str, name: str) -> str:
    return salted_hmac(f"kontor.sign_in.{kind}", name, algorithm="sha256").hexdigest()
