"""API keys over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access import queries
from kontor.access.errors import (
    KeyExpiresBeforeNow,
    KeyRevoked,
    KeyUnknown,
    RightsBeyondOwn,
    ScopeUnknown,
    UserUnknown,
)
from kontor.access.http import actor_of
from kontor.access.operations import create_api_key, revoke_api_key
from kontor.access.schemas import (
    ApiKeyCreated,
    ApiKeyDetail,
    NewApiKey,
)
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import (
    Page,
    cursor,
    decode,
    optional_integer,
    page_size,
    request_key,
    respond,
)

_AT: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_KEY: Final = ApiKeyDetail(3, 7, "Till 1", "0123456789ab", ["sales.place"], _AT, None, None, None)


class ApiKeysView(ApiView):
    @operation(
        id="list_api_keys",
        summary="API keys by id",
        tags=["api keys"],
        query=[*PAGE, Query("user_id", int, "Only this user's.")],
        response=Page[ApiKeyDetail],
        answer=Page([_KEY], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        user_id = optional_integer(request, "user_id")
        return respond(queries.list_api_keys(after=cursor(request), limit=page_size(request), user_id=user_id))

    @operation(
        id="create_api_key",
        summary="Make an API key",
        tags=["api keys"],
        request=NewApiKey,
        response=ApiKeyCreated,
        status=201,
        idempotent=True,
        example=NewApiKey(user_id=7, name="Till 1", scopes=("catalog.read", "sales.place")),
        problems=[UserUnknown, ScopeUnknown, KeyExpiresBeforeNow, RightsBeyondOwn],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """The answer holds the secret, this once; a repeated request is answered without it."""
        actor = actor_of(request)
        created = create_api_key(
            draft=decode(request.body, NewApiKey),
            actor=actor,
            now=timezone.now(),
            key=request_key(request, client_id=actor.id),
        )
        return respond(created, status=201)


class ApiKeyView(ApiView):
    @operation(
        id="revoke_api_key",
        summary="End an API key",
        tags=["api keys"],
        response=ApiKeyDetail,
        answer=_KEY,
        idempotent=True,
        problems=[KeyUnknown, KeyRevoked],
    )
    def delete(self, request: HttpRequest, key_id: int) -> HttpResponse:
        """It is refused everywhere within five seconds."""
        actor = actor_of(request)
        now = timezone.now()
        key = request_key(request, client_id=actor.id)
        return respond(revoke_api_key(key_id=key_id, actor=actor, now=now, key=key))
