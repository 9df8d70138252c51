"""Who calls, and from where: the actor is put there by the project's gate before any view runs."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from msgspec import structs
from rest_framework.request import Request

from kontor.access.types import Actor
from kontor.kernel.wire import RequestKey, request_key


def actor_of(request: HttpRequest | Request) -> Actor:
    """The actor the gate built. Raises AttributeError on a route the gate does not guard: a programming error."""
    return cast(Actor, request.actor)  # type: ignore[union-attr]  # set by project.gate, which mypy cannot see


class Call(NamedTuple):
    """Who changes something, when, and under which Idempotency-Key."""

    actor: Actor
    now: datetime
    key: RequestKey


def call_of(request: HttpRequest) -> Call:
    """What every change over HTTP carries. Raises InvalidInput without an Idempotency-Key."""
    actor = actor_of(request)
    return Call(actor, timezone.now(), request_key(request, client_id=actor.id))


def sealed_call_of(request: HttpRequest) -> Call:
    """A call whose body holds a password: what is kept of the body cannot be tried against guesses without our secret.

    Raises InvalidInput without an Idempotency-Key.
    """
    call = call_of(request)
    sealed = salted_hmac("kontor.request", call.key.fingerprint, algorithm="sha256").hexdigest()
    return call._replace(key=structs.replace(call.key, fingerprint=sealed))


def client_address(request: HttpRequest) -> str:
    """Where the call comes from. Behind N trusted proxies it is the Nth address from the end that they noted."""
    noted: list[str] = [
        part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
    ]
    proxies: int = settings.TRUSTED_PROXIES
    if 0 < proxies <= len(noted):
        return noted[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
