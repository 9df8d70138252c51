"""Who works where, over HTTP."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse

from kontor.access.errors import (
    OwnAccount,
    OwnPassword,
    PasswordRefused,
    RightsBeyondOwn,
    RoleUnknown,
    UserInactive,
    UsernameTaken,
    UserUnknown,
)
from kontor.access.http import actor_of, call_of, sealed_call_of
from kontor.access.schemas import NestedUserEdit, PasswordResetIssued
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import (
    Page,
    cursor,
    decode,
    if_match,
    known_id,
    optional_flag,
    optional_integer,
    page_size,
    respond,
    text,
)
from kontor.organization import queries
from kontor.organization.errors import (
    AlreadyEmployed,
    BranchUnknown,
    DateInFuture,
    EmploymentEnded,
    EmploymentUnknown,
    OneUserWanted,
    OwnEmployment,
)
from kontor.organization.operations import (
    edit_employment,
    employ_user,
    end_employment,
    issue_employee_password_reset,
)
from kontor.organization.schemas import (
    EmploymentDetail,
    EmploymentEdit,
    EmploymentEnd,
    NewEmployment,
)

_EMPLOYMENT: Final = EmploymentDetail(
    4, 7, "depot", "Depot", "", True, 1, 1, "NAIROBI", "Store", "+254700000000", None, 1
)
_EMPLOYMENTS: Final = ["employments"]


class EmploymentsView(ApiView):
    @operation(
        id="list_employments",
        summary="Who works and worked in your branches",
        tags=_EMPLOYMENTS,
        query=[
            *PAGE,
            Query("branch_id", int, "Only in this branch."),
            Query("user_id", int, "Only this user's."),
            Query("department", str, "Only of this department, whatever the case."),
            Query("username", str, "Only of users whose name starts with this."),
            Query("is_current", bool, "Only those that go on, or only those that have ended."),
        ],
        response=Page[EmploymentDetail],
        answer=Page([_EMPLOYMENT], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = queries.EmploymentFilter(
            branch_id=optional_integer(request, "branch_id"),
            user_id=optional_integer(request, "user_id"),
            department=text(request, "department"),
            username=text(request, "username"),
            is_current=optional_flag(request, "is_current"),
        )
        found = queries.list_employments(
            actor=actor_of(request), after=cursor(request), limit=page_size(request), wanted=wanted
        )
        return respond(found)

    @operation(
        id="employ_user",
        summary="Let a user work in a branch",
        tags=_EMPLOYMENTS,
        request=NewEmployment,
        response=EmploymentDetail,
        status=201,
        idempotent=True,
        etag=True,
        example=NewEmployment(branch_id=1, user_id=7, department="Store"),
        problems=[
            BranchUnknown,
            UserUnknown,
            OneUserWanted,
            AlreadyEmployed,
            UsernameTaken,
            RoleUnknown,
            PasswordRefused,
            RightsBeyondOwn,
        ],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """With `user` in place of `user_id` the user is made in the same step; that needs access.write too."""
        call = sealed_call_of(request)
        draft = decode(request.body, NewEmployment)
        employment = employ_user(draft=draft, actor=call.actor, now=call.now, key=call.key)
        return respond(employment, status=201, version=employment.version)


class EmploymentView(ApiView):
    @operation(
        id="get_employment",
        summary="One employment",
        tags=_EMPLOYMENTS,
        response=EmploymentDetail,
        etag=True,
        answer=_EMPLOYMENT,
        problems=[EmploymentUnknown],
    )
    def get(self, request: HttpRequest, employment_id: int) -> HttpResponse:
        employment = queries.employment_detail(known_id(employment_id), actor=actor_of(request))
        return respond(employment, version=employment.version)

    @operation(
        id="edit_employment",
        summary="Change somebody's department and phone, and the user with them",
        tags=_EMPLOYMENTS,
        request=EmploymentEdit,
        response=EmploymentDetail,
        idempotent=True,
        if_match=True,
        example=EmploymentEdit(department="Store", user=NestedUserEdit(version=1, last_name="Depot")),
        problems=[
            EmploymentUnknown,
            RoleUnknown,
            PasswordRefused,
            RightsBeyondOwn,
            OwnAccount,
            OwnPassword,
        ],
    )
    def patch(self, request: HttpRequest, employment_id: int) -> HttpResponse:
        """Both are changed or neither. If-Match is the employment's version, `user.version` the user's."""
        call, edit, version = sealed_call_of(request), decode(request.body, EmploymentEdit), if_match(request)
        employment = edit_employment(
            employment_id=known_id(employment_id),
            edit=edit,
            version=version,
            actor=call.actor,
            now=call.now,
            key=call.key,
        )
        return respond(employment, version=employment.version)


class EndEmploymentView(ApiView):
    @operation(
        id="end_employment",
        summary="End somebody's work in a branch",
        tags=_EMPLOYMENTS,
        request=EmploymentEnd,
        response=EmploymentDetail,
        idempotent=True,
        example=EmploymentEnd(date(2026, 2, 28)),
        problems=[EmploymentUnknown, EmploymentEnded, OwnEmployment, DateInFuture],
    )
    def post(self, request: HttpRequest, employment_id: int) -> HttpResponse:
        call = call_of(request)
        employment = end_employment(
            employment_id=employment_id,
            end=decode(request.body, EmploymentEnd),
            actor=call.actor,
            now=call.now,
            key=call.key,
        )
        return respond(employment)


class EmploymentPasswordResetView(ApiView):
    @operation(
        id="issue_employee_password_reset",
        summary="Let somebody of your branch set a new password",
        tags=_EMPLOYMENTS,
        response=PasswordResetIssued,
        status=201,
        idempotent=True,
        answer=PasswordResetIssued(7, "depot", datetime(2026, 3, 3, 9, 30, tzinfo=UTC), "Zk3xT0W1nq8LxV7Yw2h5d9Jb"),
        problems=[EmploymentUnknown, EmploymentEnded, UserInactive, OwnPassword, RightsBeyondOwn],
    )
    def post(self, request: HttpRequest, employment_id: int) -> HttpResponse:
        """The answer holds a token that works once, within a day; hand it over in a way you trust."""
        call = call_of(request)
        issued = issue_employee_password_reset(
            employment_id=employment_id, actor=call.actor, now=call.now, key=call.key
        )
        return respond(issued, status=201)
