"""Businesses over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse

from kontor.access.errors import (
    OwnAccount,
    OwnPassword,
    PasswordRefused,
    RightsBeyondOwn,
    RoleUnknown,
    UsernameTaken,
    UserUnknown,
)
from kontor.access.http import actor_of, sealed_call_of
from kontor.kernel.money import MoneyInvalid
from kontor.kernel.openapi import PAGE, operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import (
    Page,
    cursor,
    decode,
    if_match,
    page_size,
    respond,
)
from kontor.organization import queries
from kontor.organization.errors import (
    BusinessUnknown,
    CodeTaken,
    NoOwner,
    OneOwnerWanted,
    TimeZoneUnknown,
)
from kontor.organization.operations import (
    create_business,
    edit_business,
)
from kontor.organization.schemas import (
    BranchDetail,
    BusinessCreated,
    BusinessDetail,
    BusinessEdit,
    NewBranch,
    NewBusiness,
)

_BUSINESS: Final = BusinessDetail(
    1, "NORTH", "Northern Trading", "KES", "P051234567X", "Harbour Road", "", "", 7, "depot", 1, 1
)
_BRANCH: Final = BranchDetail(1, 1, "NAIROBI", "Main depot", "Africa/Nairobi", "06:00", date(2026, 2, 28), True, 1)
_BUSINESSES: Final = ["businesses"]
#: What a user made or changed together with the business may be refused for.
_OWNER: Final = (UserUnknown, UsernameTaken, RoleUnknown, PasswordRefused, RightsBeyondOwn)


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
        problems=[CodeTaken, MoneyInvalid, TimeZoneUnknown, OneOwnerWanted, *_OWNER],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """You work in the new branch from now on, and so see it."""
        call = sealed_call_of(request)
        draft = decode(request.body, NewBusiness)
        created = create_business(draft=draft, actor=call.actor, now=call.now, key=call.key)
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
        problems=[BusinessUnknown, OneOwnerWanted, NoOwner, OwnAccount, OwnPassword, *_OWNER],
    )
    def patch(self, request: HttpRequest, business_id: int) -> HttpResponse:
        call = sealed_call_of(request)
        business = edit_business(
            business_id=business_id,
            edit=decode(request.body, BusinessEdit),
            version=if_match(request),
            actor=call.actor,
            now=call.now,
            key=call.key,
        )
        return respond(business, version=business.version)
