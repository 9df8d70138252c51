"""Branches and their books over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse

from kontor.access.http import actor_of, call_of
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import (
    Page,
    cursor,
    decode,
    if_match,
    optional_integer,
    page_size,
    respond,
)
from kontor.organization import queries
from kontor.organization.errors import (
    BranchUnknown,
    BusinessUnknown,
    CodeTaken,
    DateInFuture,
    PeriodUnchanged,
    ReasonMissing,
    TimeZoneUnknown,
)
from kontor.organization.operations import (
    close_period,
    create_branch,
    edit_branch,
)
from kontor.organization.schemas import (
    BranchDetail,
    BranchEdit,
    NewBranch,
    PeriodClosing,
)

_BRANCH: Final = BranchDetail(1, 1, "NAIROBI", "Main depot", "Africa/Nairobi", "06:00", date(2026, 2, 28), True, 1)
_BRANCHES: Final = ["branches"]


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
        call = call_of(request)
        branch = create_branch(
            business_id=business_id, draft=decode(request.body, NewBranch), actor=call.actor, now=call.now, key=call.key
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
        call = call_of(request)
        branch = edit_branch(
            branch_id=branch_id,
            edit=decode(request.body, BranchEdit),
            version=if_match(request),
            actor=call.actor,
            now=call.now,
            key=call.key,
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
        call = call_of(request)
        branch = close_period(
            branch_id=branch_id,
            closing=decode(request.body, PeriodClosing),
            version=if_match(request),
            actor=call.actor,
            now=call.now,
            key=call.key,
        )
        return respond(branch, version=branch.version)
