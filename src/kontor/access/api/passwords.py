"""Changing one's password, and setting a new one by a one-time link, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.errors import (
    KeyHasNoPassword,
    OldPasswordWrong,
    OwnPassword,
    PasswordRefused,
    ResetRefused,
    RightsBeyondOwn,
    UserInactive,
    UserUnknown,
)
from kontor.access.http import actor_of, call_of, client_address, sealed_call_of
from kontor.access.operations import change_own_password, issue_password_reset, reset_password
from kontor.access.queries import user_row
from kontor.access.schemas import OwnPasswordChange, PasswordChanged, PasswordRedemption, PasswordResetIssued
from kontor.kernel.openapi import operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import decode, known_id, respond

_TAGS: Final = ["passwords"]
RESET: Final = PasswordResetIssued(
    7, "depot", datetime(2026, 3, 3, 9, 30, tzinfo=UTC), "Zk3xT0W1nq8LxV7Yw2h5d9Jb4cR6mP0sUaQeGtKfHiM"
)


class OwnPasswordView(ApiView):
    @operation(
        id="change_own_password",
        summary="Change your own password",
        tags=_TAGS,
        request=OwnPasswordChange,
        response=PasswordChanged,
        idempotent=True,
        example=OwnPasswordChange("a long pass phrase", "another long pass phrase"),
        answer=PasswordChanged(7),
        problems=[OldPasswordWrong, PasswordRefused, KeyHasNoPassword],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Your other sessions end; this one goes on under a new session cookie. API keys are not touched."""
        if actor_of(request).kind != "user":
            raise KeyHasNoPassword()
        call, change = sealed_call_of(request), decode(request.body, OwnPasswordChange)
        changed = change_own_password(
            change=change, address=client_address(request), actor=call.actor, now=call.now, key=call.key
        )
        update_session_auth_hash(request, user_row(changed.user_id))
        return respond(changed)


class UserPasswordResetView(ApiView):
    @operation(
        id="issue_password_reset",
        summary="Let a user set a new password",
        tags=_TAGS,
        response=PasswordResetIssued,
        status=201,
        idempotent=True,
        answer=RESET,
        problems=[UserUnknown, UserInactive, OwnPassword, RightsBeyondOwn],
    )
    def post(self, request: HttpRequest, user_id: int) -> HttpResponse:
        """The answer holds a token that works once, within a day; hand it to the user over a way you trust.

        A token made before stops working.
        """
        call = call_of(request)
        issued = issue_password_reset(user_id=known_id(user_id), actor=call.actor, now=call.now, key=call.key)
        return respond(issued, status=201)


class PasswordResetsView(ApiView):
    @operation(
        id="reset_password",
        summary="Set a new password with a one-time token",
        tags=_TAGS,
        request=PasswordRedemption,
        response=PasswordChanged,
        example=PasswordRedemption(RESET.token or "", "another long pass phrase"),
        answer=PasswordChanged(7),
        problems=[ResetRefused, PasswordRefused],
        is_open=True,
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Every session of the user ends. The token is used up; a second call with it is refused."""
        redemption = decode(request.body, PasswordRedemption)
        return respond(reset_password(redemption=redemption, address=client_address(request), now=timezone.now()))
