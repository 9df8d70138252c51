"""Users over HTTP."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from kontor.access import queries
from kontor.access.errors import (
    LastOwner,
    OwnAccount,
    OwnPassword,
    PasswordRefused,
    RightsBeyondOwn,
    RoleUnknown,
    UsernameTaken,
    UserUnknown,
)
from kontor.access.http import call_of, sealed_call_of
from kontor.access.operations import act_on_users, create_user, edit_user
from kontor.access.schemas import (
    NewUser,
    UserAction,
    UserActionResult,
    UserActionResults,
    UserDetail,
    UserEdit,
)
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.query_string import optional_choice
from kontor.kernel.refusals import Refusal
from kontor.kernel.views import ApiView
from kontor.kernel.wire import (
    Page,
    cursor,
    decode,
    if_match,
    optional_flag,
    page_size,
    respond,
    text,
)

_USER: Final = UserDetail(7, "depot", "Depot", "", "depot@example.com", "storekeeper", True, 1)
_REFUSED: Final = Refusal.of(LastOwner())
_SORTS: Final = ("id", "-id", "username", "-username", "last_name", "-last_name", "email", "-email")
_LISTED: Final = (
    *PAGE,
    Query("username", str, "Only user names that start with this."),
    Query("text", str, "Only users whose names or e-mail hold every word of this."),
    Query("role", str, "Only those who have this role."),
    Query("is_active", bool, "Only those who are active, or only those who are not."),
    Query("sort", str, "By what; with a minus from the highest down.", choices=_SORTS),
)


class UsersView(ApiView):
    @operation(
        id="list_users",
        summary="Users, by id or as you sort them",
        tags=["users"],
        query=_LISTED,
        response=Page[UserDetail],
        answer=Page([_USER], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = queries.UserFilter(
            username=text(request, "username"),
            text=text(request, "text"),
            role=text(request, "role"),
            is_active=optional_flag(request, "is_active"),
        )
        sort = optional_choice(request, "sort", _SORTS) or "id"
        return respond(queries.list_users(wanted=wanted, sort=sort, after=cursor(request), limit=page_size(request)))

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
        call, draft = sealed_call_of(request), decode(request.body, NewUser)
        user = create_user(draft=draft, actor=call.actor, now=call.now, key=call.key)
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
        problems=[UserUnknown, RoleUnknown, PasswordRefused, RightsBeyondOwn, OwnAccount, OwnPassword, LastOwner],
    )
    def patch(self, request: HttpRequest, user_id: int) -> HttpResponse:
        call, edit, version = sealed_call_of(request), decode(request.body, UserEdit), if_match(request)
        user = edit_user(user_id=user_id, edit=edit, version=version, actor=call.actor, now=call.now, key=call.key)
        return respond(user, version=user.version)


class UserActionsView(ApiView):
    @operation(
        id="act_on_users",
        summary="Activate, deactivate, give or take a role, of many users",
        tags=["users"],
        request=UserAction,
        response=UserActionResults,
        idempotent=True,
        example=UserAction("give_role", (7, 8), "sales"),
        answer=UserActionResults([UserActionResult(7, _USER, None), UserActionResult(8, None, _REFUSED)]),
        problems=[RoleUnknown, RightsBeyondOwn],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Each user has a result: as they are now, or why nothing was done. Refused are unknown users, yourself, users
        and roles that may do more than you, and whoever is the last active owner.
        """
        call, action = call_of(request), decode(request.body, UserAction)
        return respond(act_on_users(action=action, actor=call.actor, now=call.now, key=call.key))
