"""Users and keys for tests, made straight in the tables."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from django.test import Client

from kontor.access.keys import new_secret
from kontor.access.models import ApiKey, Role, User
from kontor.organization.models import Branch, Employment

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PASSWORD = "correct horse 7 battery"
_numbers = count(1)


def make_user(role: str | None = "owner", *, username: str = "", branches: tuple[Branch, ...] = ()) -> User:
    user = User(username=username or f"user{next(_numbers)}", role=Role.objects.get(code=role) if role else None)
    user.set_password(PASSWORD)
    user.save()
    for branch in branches:
        Employment.objects.create(user=user, branch=branch)
    return user


def make_key(user: User, *, scopes: tuple[str, ...] = (), **extra: object) -> str:
    """A key of the user, as it is sent."""
    secret = new_secret()
    ApiKey.objects.create(
        user=user,
        name=f"key of {user.username}",
        prefix=secret.prefix,
        secret_hash=secret.hash,
        scopes=list(scopes),
        created_at=NOW,
        **extra,
    )
    return str(secret)


def client_of(key: str) -> Client:
    """A client that sends the key with every call."""
    return Client(headers={"Authorization": f"Bearer {key}"})
