"""Roles and the rights they are made of, over HTTP."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from kontor.access import queries
from kontor.access.errors import (
    RightsBeyondOwn,
    RightUnknown,
    RoleCodeTaken,
    RoleInUse,
    RoleNotFound,
    RoleShipped,
)
from kontor.access.http import call_of
from kontor.access.operations import create_role, delete_role, edit_role
from kontor.access.roles import COMPANY_WIDE, RIGHTS, ROLES
from kontor.access.schemas import NewRole, Right, Role, RoleEdit
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.query_string import optional_choice
from kontor.kernel.views import ApiView
from kontor.kernel.wire import Page, cursor, decode, if_match, known_id, optional_flag, page_size, respond, text

_TAGS: Final = ["roles"]
_SORTS: Final = ("id", "-id", "code", "-code", "name", "-name")
_LISTED: Final = (
    *PAGE,
    Query("text", str, "Only roles whose code or name holds this."),
    Query("is_shipped", bool, "Only those that come with Kontor, or only your own."),
    Query("right", str, "Only roles that have this right."),
    Query("sort", str, "By what; with a minus from the highest down.", choices=_SORTS),
)
_CASHIER: Final = Role(4, "cashier", "Cashier", ["sales.place", "sales.read"], True, 1)
_COUNTER: Final = Role(11, "counter", "Counter", ["sales.place", "sales.read"], False, 1)


class RightsView(ApiView):
    @operation(
        id="list_rights",
        summary="Every right there is, and which shipped roles have it",
        tags=_TAGS,
        response=list[Right],
        answer=[Right("sales.place", False, ["owner", "branch_manager", "sales", "cashier", "integration"])],
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        found = [
            Right(right, right in COMPANY_WIDE, [role.code for role in ROLES if right in role.rights])
            for right in RIGHTS
        ]
        return respond(found)


class RolesView(ApiView):
    @operation(
        id="list_roles",
        summary="The roles and their rights",
        tags=_TAGS,
        query=_LISTED,
        response=Page[Role],
        answer=Page([_CASHIER], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = queries.RoleFilter(
            text=text(request, "text"), is_shipped=optional_flag(request, "is_shipped"), right=text(request, "right")
        )
        sort = optional_choice(request, "sort", _SORTS) or "id"
        return respond(queries.list_roles(wanted=wanted, sort=sort, after=cursor(request), limit=page_size(request)))

    @operation(
        id="create_role",
        summary="Add a role of your own",
        tags=_TAGS,
        request=NewRole,
        response=Role,
        status=201,
        idempotent=True,
        etag=True,
        example=NewRole("counter", "Counter", ("sales.place", "sales.read")),
        answer=_COUNTER,
        problems=[RightUnknown, RightsBeyondOwn, RoleCodeTaken],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Its rights are chosen from the declared ones; nobody gives a right they do not have."""
        call, draft = call_of(request), decode(request.body, NewRole)
        role = create_role(draft=draft, actor=call.actor, now=call.now, key=call.key)
        return respond(role, status=201, version=role.version)


class RoleView(ApiView):
    @operation(
        id="get_role",
        summary="One role",
        tags=_TAGS,
        response=Role,
        etag=True,
        answer=_CASHIER,
        problems=[RoleNotFound],
    )
    def get(self, request: HttpRequest, role_id: int) -> HttpResponse:
        role = queries.role_detail(known_id(role_id))
        return respond(role, version=role.version)

    @operation(
        id="edit_role",
        summary="Change one of your own roles",
        tags=_TAGS,
        request=RoleEdit,
        response=Role,
        idempotent=True,
        if_match=True,
        example=RoleEdit(rights=("sales.place", "sales.read", "stock.read")),
        answer=_COUNTER,
        problems=[RoleNotFound, RoleShipped, RightUnknown, RightsBeyondOwn],
    )
    def patch(self, request: HttpRequest, role_id: int) -> HttpResponse:
        """Holds for everybody who has it within five seconds. A shipped role stays as it is."""
        call, edit, version = call_of(request), decode(request.body, RoleEdit), if_match(request)
        role = edit_role(
            role_id=known_id(role_id), edit=edit, version=version, actor=call.actor, now=call.now, key=call.key
        )
        return respond(role, version=role.version)

    @operation(
        id="delete_role",
        summary="Remove one of your own roles",
        tags=_TAGS,
        response=Role,
        idempotent=True,
        if_match=True,
        answer=_COUNTER,
        problems=[RoleNotFound, RoleShipped, RightsBeyondOwn, RoleInUse],
    )
    def delete(self, request: HttpRequest, role_id: int) -> HttpResponse:
        """Only one that nobody has, not even a deactivated user."""
        call, version = call_of(request), if_match(request)
        return respond(
            delete_role(role_id=known_id(role_id), version=version, actor=call.actor, now=call.now, key=call.key)
        )
