"""Which customers may order: delisting, relisting and changing many at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.views import APIView

from kontor.access.http import actor_of
from kontor.kernel.openapi import PAGE, operation
from kontor.kernel.text import TextInvalid
from kontor.kernel.wire import Page, RequestKey, cursor, decode, if_match, page_size, request_key, respond
from kontor.parties import queries
from kontor.parties.errors import CustomerErased, CustomerNotFound, PartyInvalid
from kontor.parties.listing_types import CustomerChange, CustomerRef, Delisting, ListedRow, ListingItem
from kontor.parties.operations import change_customers, delist_customer, relist_customer
from kontor.parties.schemas import CustomersChanged
from kontor.parties.types import PartyVersion, PutItem, PutParties

_TAGS: Final = ["parties"]
_ROW: Final = ListedRow("CSTD0001", "Corner Shop", "Kenya", "Harbour Road 1", "+254700000000", "", "", True, 1)
_LISTING: Final = ListingItem(3, False, "Shop closed", 1, datetime(2026, 3, 2, 9, 30, tzinfo=UTC), _ROW)


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class DelistCustomerView(APIView):
    @operation(
        id="delist_customer",
        summary="Take no more orders from a customer",
        tags=_TAGS,
        request=Delisting,
        response=PartyVersion,
        idempotent=True,
        if_match=True,
        example=Delisting("Shop closed"),
        answer=PartyVersion(11, "CSTD0001", False, 2),
        problems=[CustomerNotFound, TextInvalid],
    )
    def post(self, request: Request, customer_id: int) -> HttpResponse:
        """The customer's history and what it owes stay; who delisted it, when, why and its row are kept."""
        delisted = delist_customer(
            customer_id=customer_id,
            version=if_match(request),
            reason=decode(request.body, Delisting).reason,
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(delisted, version=delisted.version)


class RelistCustomerView(APIView):
    @operation(
        id="relist_customer",
        summary="Take orders from a customer again",
        tags=_TAGS,
        response=PartyVersion,
        idempotent=True,
        if_match=True,
        answer=PartyVersion(11, "CSTD0001", True, 3),
        problems=[CustomerNotFound, CustomerErased],
    )
    def post(self, request: Request, customer_id: int) -> HttpResponse:
        relisted = relist_customer(
            customer_id=customer_id,
            version=if_match(request),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(relisted, version=relisted.version)


class ListingsView(APIView):
    @operation(
        id="list_customer_listings",
        summary="When a customer was delisted and relisted",
        tags=_TAGS,
        query=PAGE,
        response=Page[ListingItem],
        answer=Page([_LISTING], None),
    )
    def get(self, request: Request, customer_id: int) -> HttpResponse:
        """Who, when, why, and the customer's row as it was."""
        found = queries.list_listings(
            customer_id=customer_id, actor=actor_of(request), after=cursor(request), limit=page_size(request)
        )
        return respond(found)


class ChangeCustomersView(APIView):
    @operation(
        id="change_customers",
        summary="Change many customers at once",
        tags=_TAGS,
        request=CustomersChanged,
        response=PutParties,
        idempotent=True,
        example=CustomersChanged(customers=(CustomerRef(11), CustomerRef(12, 3)), payment_terms="net_30"),
        answer=PutParties((PutItem("CSTD0001", "updated", 11, 2), PutItem("CSTD0002", "unchanged", 12, 3)), 0, 1, 1, 0),
        problems=[PartyInvalid, TextInvalid],
    )
    def post(self, request: Request) -> HttpResponse:
        """Delist, relist, or set channel, area or payment terms; each customer gets its verdict."""
        sent = decode(request.body, CustomersChanged)
        change = CustomerChange(sent.is_active, sent.reason, sent.channel, sent.area, sent.payment_terms)
        changed = change_customers(
            customers=sent.customers, change=change, actor=actor_of(request), now=timezone.now(), key=_key(request)
        )
        return respond(changed)
