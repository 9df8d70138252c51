"""Sessions, users, keys and traces over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone

from kontor.access import queries
from kontor.access.errors import (
    KeyExpiresBeforeNow,
    KeyRevoked,
    KeyUnknown,
    NoSession,
    OwnAccount,
    PasswordRefused,
    RightsBeyondOwn,
    RoleUnknown,
    ScopeUnknown,
    SignInRefused,
    UsernameTaken,
    UserUnknown,
)
from kontor.access.http import actor_of, client_address
from kontor.access.operations import create_api_key, create_user, edit_user, revoke_api_key, sign_in
from kontor.access.schemas import (
    ApiKeyCreated,
    ApiKeyDetail,
    AuditEntry,
    NewApiKey,
    NewUser,
    Role,
    Session,
    SignedIn,
    SignIn,
    UserDetail,
    UserEdit,
)
from kontor.kernel.errors import InvalidInput
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.problems import UnsupportedMediaType
from kontor.kernel.views import ApiView
from kontor.kernel.wire import (
    Page,
    cursor,
    decode,
    if_match,
    optional_instant,
    optional_integer,
    page_size,
    request_key,
    respond,
    text,
)

_AT: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_KEY: Final = ApiKeyDetail(3, 7, "Till 1", "0123456789ab", ["sales.place"], _AT, None, None, None)
_AUDIT: Final = AuditEntry(
    90, _AT, 1, "access.edit_user", "access.user:7", {"role": ["cashier", "sales"]}, "6f1c2d3e4f5a"
)
_USER: Final = UserDetail(7, "depot", "Depot", "", "depot@example.com", "storekeeper", True, 1)


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


class RolesView(ApiView):
    @operation(
        id="list_roles",
        summary="The roles and their rights",
        tags=["users"],
        response=list[Role],
        answer=[Role(4, "cashier", "Cashier", ["sales.read", "sales.place"])],
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        return respond(queries.list_roles())


class UsersView(ApiView):
    @operation(
        id="list_users",
        summary="Users by id",
        tags=["users"],
        query=[*PAGE, Query("username", str, "Only names that start with this.")],
        response=Page[UserDetail],
        answer=Page([_USER], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        username = text(request, "username")
        return respond(queries.list_users(after=cursor(request), limit=page_size(request), username=username))

    @operation(
        id="create_user",
        summary="Add a user with a role",
        tags=["users"],
        request=NewUser,
        response=UserDetail,
        status=201,
        idempotent=True,
        etag=True,
        example=NewUser("depot", "storekeeper", password="a long pass phrase", first_name="Depot"),
        problems=[UsernameTaken, RoleUnknown, PasswordRefused, RightsBeyondOwn],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """The user belongs to no branch yet; an employment adds one."""
        actor = actor_of(request)
        user = create_user(
            draft=decode(request.body, NewUser),
            actor=actor,
            now=timezone.now(),
            key=request_key(request, client_id=actor.id),
        )
        return respond(user, status=201, version=user.version)


class UserView(ApiView):
    @operation(
        id="get_user",
        summary="One user",
        tags=["users"],
        response=UserDetail,
        etag=True,
        answer=_USER,
        problems=[UserUnknown],
    )
    def get(self, request: HttpRequest, user_id: int) -> HttpResponse:
        user = queries.user_detail(user_id)
        return respond(user, version=user.version)

    @operation(
        id="edit_user",
        summary="Change a user's name, role, password or activity",
        tags=["users"],
        request=UserEdit,
        response=UserDetail,
        idempotent=True,
        if_match=True,
        example=UserEdit(role="branch_manager"),
        problems=[UserUnknown, RoleUnknown, PasswordRefused, RightsBeyondOwn, OwnAccount],
    )
    def patch(self, request: HttpRequest, user_id: int) -> HttpResponse:
        actor = actor_of(request)
        user = edit_user(
            user_id=user_id,
            edit=decode(request.body, UserEdit),
            version=if_match(request),
            actor=actor,
            now=timezone.now(),
            key=request_key(request, client_id=actor.id),
        )
        return respond(user, version=user.version)


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


class AuditView(ApiView):
    @operation(
        id="list_audit_records",
        summary="Who did what, the newest first",
        tags=["audit"],
        query=[
            *PAGE,
            Query("subject", str, "Only this document's, such as `sales.order:42`."),
            Query("actor_id", int, "Only this user's."),
            Query("since", datetime, "From this instant on."),
            Query("before", datetime, "Before this instant."),
        ],
        response=Page[AuditEntry],
        answer=Page([_AUDIT], "90"),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = queries.AuditFilter(
            subject=text(request, "subject"),
            actor_id=optional_integer(request, "actor_id"),
            since=optional_instant(request, "since"),
            before=optional_instant(request, "before"),
        )
        return respond(queries.list_audit(wanted=wanted, after=cursor(request), limit=page_size(request)))
