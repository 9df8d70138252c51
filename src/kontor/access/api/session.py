"""Signing in and out, over HTTP."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone

from kontor.access.errors import (
    NoSession,
    SignInRefused,
)
from kontor.access.http import actor_of, client_address
from kontor.access.operations import sign_in
from kontor.access.schemas import (
    Session,
    SignedIn,
    SignIn,
)
from kontor.kernel.errors import InvalidInput
from kontor.kernel.openapi import operation
from kontor.kernel.problems import UnsupportedMediaType
from kontor.kernel.views import ApiView
from kontor.kernel.wire import (
    decode,
    respond,
)


class SessionView(ApiView):
    @operation(
        id="sign_in",
        summary="Sign in with user name and password",
        tags=["session"],
        request=SignIn,
        response=SignedIn,
        status=201,
        example=SignIn("depot", "a long pass phrase"),
        problems=[SignInRefused, UnsupportedMediaType],
        is_open=True,
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Opens a session for a browser. Machines send an API key with every call instead.

        From the sixth failure on, of one account or from one address, every further try has to wait.
        """
        if request.content_type != "application/json":  # a form of another site can send anything but this
            raise UnsupportedMediaType()
        if "Authorization" in request.headers:  # the gate then leaves sessions alone
            raise InvalidInput("Sign in without an Authorization header.", header="Authorization")
        body = decode(request.body, SignIn)
        now = timezone.now()
        user = sign_in(username=body.username, password=body.password, address=client_address(request), now=now)
        login(request, user)
        return respond(SignedIn(user.pk, user.username, get_token(request)), status=201)

    @operation(
        id="who_am_i",
        summary="Who calls, with rights and branches",
        tags=["session"],
        response=Session,
        answer=Session(7, "user", "depot", ["sales.read", "stock.read"], [1, 2]),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        actor = actor_of(request)
        return respond(Session(actor.id, actor.kind, actor.name, sorted(actor.rights), sorted(actor.branch_ids)))

    @operation(
        id="sign_out", summary="End the session", tags=["session"], response=None, status=204, problems=[NoSession]
    )
    def delete(self, request: HttpRequest) -> HttpResponse:
        if actor_of(request).kind != "user":
            raise NoSession()
        logout(request)
        return HttpResponse(status=204)
