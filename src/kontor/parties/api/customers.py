from __future__ import annotations

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.customization.errors import CustomInvalid
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.row_checks import RowsConflict, RowsInvalid
from kontor.kernel.text import TextInvalid
from kontor.kernel.views import ApiView
from kontor.kernel.wire import (
    Page,
    RequestKey,
    cursor,
    decode,
    if_match,
    optional_flag,
    optional_integer,
    page_size,
    request_key,
    respond,
    text,
)
from kontor.parties import queries
from kontor.parties.errors import CodeTaken, CustomerErased, CustomerNotFound, CustomerTwice, PartyInvalid
from kontor.parties.operations import create_customers, edit_customer
from kontor.parties.queries import CustomerFilter
from kontor.parties.schemas import NewCustomers
from kontor.parties.terms import PAYMENT_TERMS
from kontor.parties.types import CreatedParties, CustomerDraft, CustomerEdit, CustomerItem, PartyVersion

_TAGS: Final = ["parties"]
_DRAFT: Final = CustomerDraft("CSTD0001", "Corner Shop", "TT", "Kenya", "Harbour Road 1", "+254700000000")
_VERSION: Final = PartyVersion(11, "CSTD0001", True, 1)
_DETAIL: Final = CustomerItem(
    11, "CSTD0001", "Corner Shop", "TT", "Kenya", "Harbour Road 1", "+254700000000", "", "", True, date(2026, 3, 2), 1
)


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class CustomersView(ApiView):
    @operation(
        id="list_customers",
        summary="Customers",
        tags=_TAGS,
        query=[
            Query("channel", str, "A channel's code."),
            Query("area_id", int, "An area: its customers and those of all areas beneath it."),
            Query("has_area", bool, "false: those that a list brought without a known area."),
            Query("payment_terms", str, "When their bills are due.", choices=PAYMENT_TERMS),
            Query("active", bool, "false: delisted ones."),
            Query("search", str, "The start of a code or phone number, or a part of a name."),
            *PAGE,
        ],
        response=Page[CustomerItem],
        answer=Page([_DETAIL], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = CustomerFilter(
            channel=text(request, "channel") or None,
            area_id=optional_integer(request, "area_id"),
            has_area=optional_flag(request, "has_area"),
            payment_terms=text(request, "payment_terms") or None,
            is_active=optional_flag(request, "active"),
            search=text(request, "search"),
        )
        found = queries.list_customers(
            actor=actor_of(request), wanted=wanted, after=cursor(request), limit=page_size(request)
        )
        return respond(found)

    @operation(
        id="create_customer",
        summary="Add a customer",
        tags=_TAGS,
        request=CustomerDraft,
        response=PartyVersion,
        status=201,
        idempotent=True,
        etag=True,
        example=_DRAFT,
        answer=_VERSION,
        problems=[TextInvalid, PartyInvalid, CodeTaken, CustomerTwice, CustomInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        drafts = [decode(request.body, CustomerDraft)]
        created = create_customers(drafts=drafts, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(created.items[0], status=201, version=created.items[0].version)


class CustomerBatchView(ApiView):
    @operation(
        id="create_customers",
        summary="Add many customers at once",
        tags=_TAGS,
        request=NewCustomers,
        response=CreatedParties,
        status=201,
        idempotent=True,
        example=NewCustomers((_DRAFT,)),
        answer=CreatedParties((_VERSION,)),
        problems=[RowsInvalid, RowsConflict, TextInvalid, PartyInvalid, CodeTaken, CustomerTwice, CustomInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """All are taken or none; a refusal's `rows` name every row that is wrong, and why."""
        drafts = decode(request.body, NewCustomers).items
        created = create_customers(drafts=drafts, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(created, status=201)


class CustomerView(ApiView):
    @operation(
        id="get_customer",
        summary="One customer",
        tags=_TAGS,
        response=CustomerItem,
        etag=True,
        answer=_DETAIL,
        problems=[CustomerNotFound],
    )
    def get(self, request: HttpRequest, customer_id: int) -> HttpResponse:
        customer = queries.customer_detail(customer_id=customer_id, actor=actor_of(request))
        return respond(customer, version=customer.version)

    @operation(
        id="edit_customer",
        summary="Change a customer",
        tags=_TAGS,
        request=CustomerEdit,
        response=PartyVersion,
        idempotent=True,
        if_match=True,
        example=CustomerEdit(phone="+254711111111", channel=None),
        answer=PartyVersion(11, "CSTD0001", True, 2),
        problems=[CustomerNotFound, TextInvalid, PartyInvalid, CustomerTwice, CustomerErased, CustomInvalid],
    )
    def patch(self, request: HttpRequest, customer_id: int) -> HttpResponse:
        """Only what is sent is changed."""
        edited = edit_customer(
            customer_id=customer_id,
            version=if_match(request),
            edit=decode(request.body, CustomerEdit),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(edited, version=edited.version)
