"""Businesses, branches and who works there, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.errors import UserUnknown
from kontor.access.http import actor_of
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import (
    Page,
    RequestKey,
    cursor,
    decode,
    if_match,
    optional_integer,
    page_size,
    request_key,
    respond,
)
from kontor.organization import queries
from kontor.organization.errors import (
    AlreadyEmployed,
    BranchUnknown,
    BusinessUnknown,
    CodeTaken,
    DateInFuture,
    EmploymentEnded,
    EmploymentUnknown,
    OneUserWanted,
    OwnEmployment,
    PeriodUnchanged,
    ReasonMissing,
    TimeZoneUnknown,
)
from kontor.organization.operations import (
    close_period,
    create_branch,
    create_business,
    edit_branch,
    edit_business,
    employ_user,
    end_employment,
)
from kontor.organization.schemas import (
    BranchDetail,
    BranchEdit,
    BusinessCreated,
    BusinessDetail,
    BusinessEdit,
    EmploymentDetail,
    EmploymentEnd,
    NewBranch,
    NewBusiness,
    NewEmployment,
    PeriodClosing,
)

_BUSINESS: Final = BusinessDetail(1, "NORTH", "Northern Trading", "KES", "P051234567X", "Harbour Road 1", "", "", 1)
_BRANCH: Final = BranchDetail(1, 1, "NAIROBI", "Main depot", "Africa/Nairobi", "06:00", date(2026, 2, 28), True, 1)
_EMPLOYMENT: Final = EmploymentDetail(4, 7, "depot", 1, "NAIROBI", "Store", "+254700000000", None)
_BUSINESSES: Final = ["businesses"]
_BRANCHES: Final = ["branches"]
_EMPLOYMENTS: Final = ["employments"]


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class BusinessesView(ApiView):
    @operation(
        id="list_businesses",
        summary="The businesses of your branches",
        tags=_BUSINESSES,
        query=PAGE,
        response=Page[BusinessDetail],
        answer=Page([_BUSINESS], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        actor = actor_of(request)
        return respond(queries.list_businesses(actor=actor, after=cursor(request), limit=page_size(request)))

    @operation(
        id="create_business",
        summary="Add a business with its first branch",
        tags=_BUSINESSES,
        request=NewBusiness,
        response=BusinessCreated,
        status=201,
        idempotent=True,
        example=NewBusiness("NORTH", "Northern Trading", "KES", NewBranch("NAIROBI", "Main depot", "Africa/Nairobi")),
        answer=BusinessCreated(_BUSINESS, _BRANCH),
        problems=[CodeTaken, TimeZoneUnknown],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """You work in the new branch from now on, and so see it."""
        draft = decode(request.body, NewBusiness)
        created = create_business(draft=draft, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(created, status=201)


class BusinessView(ApiView):
    @operation(
        id="get_business",
        summary="One business",
        tags=_BUSINESSES,
        response=BusinessDetail,
        etag=True,
        answer=_BUSINESS,
        problems=[BusinessUnknown],
    )
    def get(self, request: HttpRequest, business_id: int) -> HttpResponse:
        business = queries.business_detail(business_id, actor=actor_of(request))
        return respond(business, version=business.version)

    @operation(
        id="edit_business",
        summary="Change a business's name and addresses",
        tags=_BUSINESSES,
        request=BusinessEdit,
        response=BusinessDetail,
        idempotent=True,
        if_match=True,
        example=BusinessEdit(phone="+254700000000"),
        problems=[BusinessUnknown],
    )
    def patch(self, request: HttpRequest, business_id: int) -> HttpResponse:
        business = edit_business(
            business_id=business_id,
            edit=decode(request.body, BusinessEdit),
            version=if_match(request),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(business, version=business.version)


class BusinessBranchesView(ApiView):
    @operation(
        id="create_branch",
        summary="Add a branch to a business",
        tags=_BRANCHES,
        request=NewBranch,
        response=BranchDetail,
        status=201,
        idempotent=True,
        etag=True,
        example=NewBranch("MOMBASA", "Port store", "Africa/Nairobi", "06:00"),
        problems=[BusinessUnknown, CodeTaken, TimeZoneUnknown],
    )
    def post(self, request: HttpRequest, business_id: int) -> HttpResponse:
        """You work in the new branch from now on, and so see it."""
        branch = create_branch(
            business_id=business_id,
            draft=decode(request.body, NewBranch),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(branch, status=201, version=branch.version)


class BranchesView(ApiView):
    @operation(
        id="list_branches",
        summary="Your branches",
        tags=_BRANCHES,
        query=[*PAGE, Query("business_id", int, "Only this business's.")],
        response=Page[BranchDetail],
        answer=Page([_BRANCH], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        found = queries.list_branches(
            actor=actor_of(request),
            after=cursor(request),
            limit=page_size(request),
            business_id=optional_integer(request, "business_id"),
        )
        return respond(found)


class BranchView(ApiView):
    @operation(
        id="get_branch",
        summary="One branch",
        tags=_BRANCHES,
        response=BranchDetail,
        etag=True,
        answer=_BRANCH,
        problems=[BranchUnknown],
    )
    def get(self, request: HttpRequest, branch_id: int) -> HttpResponse:
        branch = queries.branch_detail(branch_id, actor=actor_of(request))
        return respond(branch, version=branch.version)

    @operation(
        id="edit_branch",
        summary="Change a branch's name, time zone, day or activity",
        tags=_BRANCHES,
        request=BranchEdit,
        response=BranchDetail,
        idempotent=True,
        if_match=True,
        example=BranchEdit(day_starts_at="05:00"),
        problems=[BranchUnknown, TimeZoneUnknown],
    )
    def patch(self, request: HttpRequest, branch_id: int) -> HttpResponse:
        branch = edit_branch(
            branch_id=branch_id,
            edit=decode(request.body, BranchEdit),
            version=if_match(request),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(branch, version=branch.version)


class ClosePeriodView(ApiView):
    @operation(
        id="close_period",
        summary="Close a branch's books through a day",
        tags=_BRANCHES,
        request=PeriodClosing,
        response=BranchDetail,
        idempotent=True,
        if_match=True,
        example=PeriodClosing(date(2026, 2, 28)),
        problems=[BranchUnknown, DateInFuture, ReasonMissing, PeriodUnchanged],
    )
    def post(self, request: HttpRequest, branch_id: int) -> HttpResponse:
        """An earlier day, or null, opens the books again; that needs a reason."""
        branch = close_period(
            branch_id=branch_id,
            closing=decode(request.body, PeriodClosing),
            version=if_match(request),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(branch, version=branch.version)


class EmploymentsView(ApiView):
    @operation(
        id="list_employments",
        summary="Who works and worked in your branches",
        tags=_EMPLOYMENTS,
        query=[*PAGE, Query("branch_id", int, "Only in this branch."), Query("user_id", int, "Only this user's.")],
        response=Page[EmploymentDetail],
        answer=Page([_EMPLOYMENT], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        found = queries.list_employments(
            actor=actor_of(request),
            after=cursor(request),
            limit=page_size(request),
            branch_id=optional_integer(request, "branch_id"),
            user_id=optional_integer(request, "user_id"),
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
        example=NewEmployment(branch_id=1, user_id=7, department="Store"),
        problems=[BranchUnknown, UserUnknown, OneUserWanted, AlreadyEmployed],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """With `user` in place of `user_id` the user is made in the same step; that needs access.write too."""
        draft = decode(request.body, NewEmployment)
        employment = employ_user(draft=draft, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(employment, status=201)


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
        employment = end_employment(
            employment_id=employment_id,
            end=decode(request.body, EmploymentEnd),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(employment)
