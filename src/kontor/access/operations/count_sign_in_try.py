from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.crypto import salted_hmac

from kontor.access.models import SignInTries, User
from kontor.access.sign_in_delay import tries_left_over, wait_seconds
from kontor.kernel.errors import TooManyRequests


def count_sign_in_try(*, username: str | None, address: str, now: datetime) -> None:
    """Count one more try of the account, where one is named, and of the address, before a secret is looked at.

    So tries at the same time cannot pass the limit. Locks the counters, sorted. Raises TooManyRequests from the
    sixth failure on, with the seconds to wait.
    """
    subjects = sorted([_address(address), *([] if username is None else [_account(username)])])
    with transaction.atomic():
        SignInTries.objects.bulk_create(
            [SignInTries(subject=subject, tries=0, last_try_at=now) for subject in subjects], ignore_conflicts=True
        )
        rows = list(SignInTries.objects.select_for_update().filter(subject__in=subjects).order_by("subject"))
        for row in rows:
            row.tries = tries_left_over(row.tries, row.last_try_at, now)
        _refuse_waiting(rows, now)
        for row in rows:
            row.tries, row.last_try_at = row.tries + 1, now
        SignInTries.objects.bulk_update(rows, ["tries", "last_try_at"])


def take_back_try(*, username: str, address: str) -> None:
    """After a success: the account starts anew, the address loses this one try only. In the caller's transaction."""
    SignInTries.objects.filter(subject=_account(username)).update(tries=0)
    SignInTries.objects.filter(subject=_address(address)).update(tries=Greatest(F("tries") - 1, 0))


def _refuse_waiting(rows: Sequence[SignInTries], now: datetime) -> None:
    wait = max(wait_seconds(row.tries, row.last_try_at, now) for row in rows)
    if wait:
        raise TooManyRequests(f"Too many failed tries; wait {wait} seconds.", retry_after_seconds=wait)


def _account(username: str) -> str:
    return _subject("account", User.normalize_username(username).casefold())


def _address(address: str) -> str:
    return _subject("address", address)


def _subject(kind: str, name: str) -> str:
    return salted_hmac(f"kontor.sign_in.{kind}", name, algorithm="sha256").hexdigest()
