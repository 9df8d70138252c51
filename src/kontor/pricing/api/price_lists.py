"""Price lists and the prices in them over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.kernel.money import MoneyInvalid
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.row_checks import RowsInvalid
from kontor.kernel.text import TextInvalid
from kontor.kernel.views import ApiView
from kontor.kernel.wire import (
    Page,
    RequestKey,
    cursor,
    decode,
    if_match,
    optional_day,
    page_size,
    request_key,
    respond,
    text,
)
from kontor.organization.errors import BusinessUnknown
from kontor.pricing import queries
from kontor.pricing.errors import (
    CodeTaken,
    CustomerUnknown,
    DefaultTaken,
    ListInvalid,
    ListsOverlap,
    PriceBelowCost,
    PriceInvalid,
    PriceListNotFound,
    PricesOverlap,
)
from kontor.pricing.operations import create_price_list, edit_price_list, put_prices, set_prices
from kontor.pricing.schemas import NewPrices, PricesPut
from kontor.pricing.types import (
    PriceDraft,
    PriceItem,
    PriceListDraft,
    PriceListEdit,
    PriceListItem,
    PricePut,
    PricesSet,
    PutPrice,
    PutPrices,
)

_TAGS: Final = ["pricing"]
_DAY: Final = date(2026, 4, 1)
_LIST: Final = PriceListItem(2, 1, "DEALER", "Dealers", False, False, 1, currency="KES")
_PRICE: Final = PriceItem(90, "OIL-1L", "CASE", 12, "31.20", _DAY)


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class PriceListsView(ApiView):
    @operation(
        id="list_price_lists",
        summary="The price lists of your businesses",
        tags=_TAGS,
        query=PAGE,
        response=Page[PriceListItem],
        answer=Page([_LIST], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        found = queries.list_price_lists(actor=actor_of(request), after=cursor(request), limit=page_size(request))
        return respond(found)

    @operation(
        id="create_price_list",
        summary="Add a price list",
        tags=_TAGS,
        request=PriceListDraft,
        response=PriceListItem,
        status=201,
        idempotent=True,
        etag=True,
        example=PriceListDraft(1, "DEALER", "Dealers"),
        answer=_LIST,
        problems=[BusinessUnknown, TextInvalid, ListInvalid, CustomerUnknown, CodeTaken, DefaultTaken, ListsOverlap],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """What a customer pays is decided by the first of these that holds: a list made for it (`customer`), the list
        it is given, its channel's, the business's default. What a list made for a customer does not price costs what
        the next one says. A business has at most one default and one list of purchase prices.
        """
        draft = decode(request.body, PriceListDraft)
        price_list = create_price_list(draft=draft, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(price_list, status=201, version=price_list.version)


class PriceListView(ApiView):
    @operation(
        id="get_price_list",
        summary="One price list",
        tags=_TAGS,
        response=PriceListItem,
        etag=True,
        answer=_LIST,
        problems=[PriceListNotFound],
    )
    def get(self, request: HttpRequest, price_list_id: int) -> HttpResponse:
        """Its prices are on pages of their own, under `prices`."""
        found = queries.price_list_detail(price_list_id=price_list_id, actor=actor_of(request))
        return respond(found, version=found.version)

    @operation(
        id="edit_price_list",
        summary="Rename a price list or say when it holds",
        tags=_TAGS,
        request=PriceListEdit,
        response=PriceListItem,
        idempotent=True,
        if_match=True,
        example=PriceListEdit(valid_until=date(2026, 12, 31)),
        answer=msgspec.structs.replace(_LIST, valid_until=date(2026, 12, 31), version=2),
        problems=[PriceListNotFound, TextInvalid, ListInvalid, ListsOverlap],
    )
    def patch(self, request: HttpRequest, price_list_id: int) -> HttpResponse:
        """Only what is sent is changed. A list is closed by its last day; its prices stay."""
        edited = edit_price_list(
            price_list_id=price_list_id,
            version=if_match(request),
            edit=decode(request.body, PriceListEdit),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(edited, version=edited.version)


class PricesView(ApiView):
    @operation(
        id="list_prices",
        summary="The prices of a list",
        tags=_TAGS,
        query=[
            Query("on", date, "Only the price that holds on this day; without it, the whole history."),
            Query("sku", str, "Only this SKU."),
            *PAGE,
        ],
        response=Page[PriceItem],
        answer=Page([_PRICE], None),
        problems=[PriceListNotFound],
    )
    def get(self, request: HttpRequest, price_list_id: int) -> HttpResponse:
        found = queries.list_prices(
            price_list_id=price_list_id,
            actor=actor_of(request),
            on=optional_day(request, "on"),
            sku=text(request, "sku"),
            after=cursor(request),
            limit=page_size(request),
        )
        return respond(found)

    @operation(
        id="set_prices",
        summary="Set prices from a day on",
        tags=_TAGS,
        request=NewPrices,
        response=PricesSet,
        idempotent=True,
        example=NewPrices((PriceDraft("OIL-1L", "31.20", _DAY, "CASE"), PriceDraft("OIL-1L", "2.75", _DAY))),
        answer=PricesSet(2, 2, 2),
        problems=[PriceListNotFound, RowsInvalid, PriceInvalid, PricesOverlap, PriceBelowCost, MoneyInvalid],
    )
    def post(self, request: HttpRequest, price_list_id: int) -> HttpResponse:
        """Per pack, in major units. All are set or none; the same tier and day again replaces the price.

        A selling price below the purchase price needs a `reason` and the right sales.override_price.

        A pack without a price of its own costs its base pack's price times the factor. Orders keep what they were
        confirmed with.
        """
        done = set_prices(
            price_list_id=price_list_id,
            drafts=decode(request.body, NewPrices).items,
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(done)


class PutPricesView(ApiView):
    @operation(
        id="put_prices",
        summary="Put in a list of prices",
        tags=_TAGS,
        request=PricesPut,
        response=PutPrices,
        idempotent=True,
        example=PricesPut((PricePut("DEALER", "OIL-1L", _DAY, "29.90", "CASE", minimum_quantity=10),)),
        answer=PutPrices((PutPrice("DEALER", "OIL-1L", "CASE", "created"),), 1, 0, 0, 0),
        problems=[PriceInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Found by list, SKU, pack, minimum quantity and first day: made, changed or left alone.

        A refused row keeps no other from being written. A price is closed by its last day, `valid_until`. A selling
        price below the purchase price needs a `reason` and the right sales.override_price.
        """
        rows = decode(request.body, PricesPut).items
        return respond(put_prices(rows=rows, actor=actor_of(request), now=timezone.now(), key=_key(request)))
