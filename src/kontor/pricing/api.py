"""Price lists, prices, who buys from which list, and tax rates over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.views import APIView

from kontor.access.http import actor_of
from kontor.kernel.errors import InvalidInput
from kontor.kernel.money import MoneyInvalid
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.row_checks import RowsInvalid
from kontor.kernel.text import TextInvalid
from kontor.kernel.wire import (
    Page,
    RequestKey,
    cursor,
    decode,
    optional_day,
    optional_integer,
    page_size,
    request_key,
    respond,
    text,
)
from kontor.organization.errors import BusinessUnknown
from kontor.parties.errors import CustomerNotFound
from kontor.pricing import queries
from kontor.pricing.errors import (
    CodeTaken,
    DefaultTaken,
    PriceInvalid,
    PriceListNotFound,
    PriceMissing,
    PriceTooLarge,
    TaxRateInvalid,
)
from kontor.pricing.operations import assign_price_list, create_price_list, set_prices, set_tax_rate
from kontor.pricing.schemas import NewPrices
from kontor.pricing.types import (
    CustomerPrices,
    PackPrice,
    PriceDraft,
    PriceItem,
    PriceListAssignment,
    PriceListDraft,
    PriceListItem,
    PricesSet,
    Quote,
    TaxRateDraft,
    TaxRateItem,
)

_TAGS: Final = ["pricing"]
_DAY: Final = date(2026, 4, 1)
_LIST: Final = PriceListItem(2, 1, "DEALER", "Dealers", False, False, 1)
_PRICE: Final = PriceItem(90, "OIL-1L", "CASE", 12, "31.20", _DAY)
_RATE: Final = TaxRateItem(4, "B", _DAY, 1600)
_MOST_SKUS: Final = 100


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class PriceListsView(APIView):
    @operation(
        id="list_price_lists",
        summary="The price lists of your businesses",
        tags=_TAGS,
        query=PAGE,
        response=Page[PriceListItem],
        answer=Page([_LIST], None),
    )
    def get(self, request: Request) -> HttpResponse:
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
        example=PriceListDraft(1, "DEALER", "Dealers"),
        answer=_LIST,
        problems=[BusinessUnknown, TextInvalid, CodeTaken, DefaultTaken],
    )
    def post(self, request: Request) -> HttpResponse:
        """The default list is for everybody who has no list of their own; a business has at most one."""
        draft = decode(request.body, PriceListDraft)
        price_list = create_price_list(draft=draft, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(price_list, status=201)


class PriceListView(APIView):
    @operation(
        id="get_price_list",
        summary="One price list",
        tags=_TAGS,
        response=PriceListItem,
        answer=_LIST,
        problems=[PriceListNotFound],
    )
    def get(self, request: Request, price_list_id: int) -> HttpResponse:
        return respond(queries.price_list_detail(price_list_id=price_list_id, actor=actor_of(request)))


class PricesView(APIView):
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
    def get(self, request: Request, price_list_id: int) -> HttpResponse:
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
        problems=[PriceListNotFound, RowsInvalid, PriceInvalid, MoneyInvalid],
    )
    def post(self, request: Request, price_list_id: int) -> HttpResponse:
        """Per pack, in major units. All are set or none; the same pack and day again replaces the price.

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


class CustomerPriceListView(APIView):
    @operation(
        id="assign_price_list",
        summary="Say which list a customer buys from",
        tags=_TAGS,
        request=PriceListAssignment,
        response=CustomerPrices,
        idempotent=True,
        example=PriceListAssignment(2),
        answer=CustomerPrices(11, 2),
        problems=[CustomerNotFound, PriceListNotFound],
    )
    def put(self, request: Request, customer_id: int) -> HttpResponse:
        """null: the business's default list again."""
        assigned = assign_price_list(
            customer_id=customer_id,
            price_list_id=decode(request.body, PriceListAssignment).price_list_id,
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(assigned)


class QuoteView(APIView):
    @operation(
        id="quote",
        summary="What a customer pays for some SKUs",
        tags=_TAGS,
        query=[
            Query("business_id", int, "The business that sells.", required=True),
            Query("sku", str, f"A SKU's code; repeat it for more, up to {_MOST_SKUS}.", required=True),
            Query("customer", str, "A customer's code; without it, the default list."),
            Query("on", date, "The day; today (UTC) without it."),
        ],
        response=Quote,
        answer=Quote(2, False, "KES", (PackPrice("OIL-1L", "CASE", 12, "31.20", "pack", 1600),)),
        problems=[BusinessUnknown, PriceMissing, PriceTooLarge],
    )
    def get(self, request: Request) -> HttpResponse:
        """Every pack with the price and tax rate of the day, as an order would take them."""
        found = queries.quote(
            skus=_skus(request),
            customer=text(request, "customer") or None,
            business_id=_business_id(request),
            on=optional_day(request, "on") or timezone.now().date(),
            actor=actor_of(request),
        )
        return respond(found)


def _skus(request: HttpRequest) -> list[str]:
    skus = request.GET.getlist("sku")
    if not 1 <= len(skus) <= _MOST_SKUS or any("\0" in sku for sku in skus):
        raise InvalidInput(f"Name 1 to {_MOST_SKUS} SKUs, each as sku=...", field="sku")
    return skus


def _business_id(request: HttpRequest) -> int:
    business_id = optional_integer(request, "business_id")
    if business_id is None:
        raise InvalidInput("Say which business sells.", field="business_id")
    return business_id


class TaxRatesView(APIView):
    @operation(
        id="list_tax_rates",
        summary="Tax rates, past and to come",
        tags=_TAGS,
        query=[Query("tax_class", str, "A tax class's code."), *PAGE],
        response=Page[TaxRateItem],
        answer=Page([_RATE], None),
    )
    def get(self, request: Request) -> HttpResponse:
        found = queries.list_tax_rates(
            actor=actor_of(request),
            tax_class=text(request, "tax_class"),
            after=cursor(request),
            limit=page_size(request),
        )
        return respond(found)

    @operation(
        id="set_tax_rate",
        summary="Set a tax class's rate from a day on",
        tags=_TAGS,
        request=TaxRateDraft,
        response=TaxRateItem,
        status=201,
        idempotent=True,
        example=TaxRateDraft("B", _DAY, 1600),
        answer=_RATE,
        problems=[TaxRateInvalid, PriceInvalid],
    )
    def post(self, request: Request) -> HttpResponse:
        """In basis points: 1600 is 16 %. The same day again replaces the rate; documents keep theirs."""
        draft = decode(request.body, TaxRateDraft)
        rate = set_tax_rate(draft=draft, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(rate, status=201)
