"""Taking a customer back on the list, and when it was on it. Sales delists: it knows what is still open."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.kernel.openapi import PAGE, operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import Page, RequestKey, cursor, if_match, page_size, request_key, respond
from kontor.parties import queries
from kontor.parties.errors import CustomerErased, CustomerNotFound
from kontor.parties.listing_types import ListedRow, ListingItem
from kontor.parties.operations import relist_customer
from kontor.parties.types import PartyVersion

_TAGS: Final = ["parties"]
_ROW: Final = ListedRow("CSTD0001", "Corner Shop", "Kenya", "Harbour Road 1", "+254700000000", "", "", True, 1)
_LISTING: Final = ListingItem(3, False, "Shop closed", 1, datetime(2026, 3, 2, 9, 30, tzinfo=UTC), _ROW)


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class RelistCustomerView(ApiView):
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
    def post(self, request: HttpRequest, customer_id: int) -> HttpResponse:
        relisted = relist_customer(
            customer_id=customer_id,
            version=if_match(request),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(relisted, version=relisted.version)


class ListingsView(ApiView):
    @operation(
        id="list_customer_listings",
        summary="When a customer was delisted and relisted",
        tags=_TAGS,
        query=PAGE,
        response=Page[ListingItem],
        answer=Page([_LISTING], None),
    )
    def get(self, request: HttpRequest, customer_id: int) -> HttpResponse:
        """Who, when, why, and the customer's row as it was."""
        found = queries.list_listings(
            customer_id=customer_id, actor=actor_of(request), after=cursor(request), limit=page_size(request)
        )
        return respond(found)
