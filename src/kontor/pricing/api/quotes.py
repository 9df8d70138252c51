"""What a customer pays, and tax rates over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.kernel.errors import InvalidInput
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.views import ApiView
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
from kontor.pricing import queries
from kontor.pricing.errors import PriceInvalid, PriceMissing, PriceTooLarge, TaxRateInvalid
from kontor.pricing.operations import set_tax_rate
from kontor.pricing.types import PackPrice, Quote, TaxRateDraft, TaxRateItem

_TAGS: Final = ["pricing"]
_RATE: Final = TaxRateItem(4, "B", date(2026, 4, 1), 1600)
_MOST_SKUS: Final = 100


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class QuoteView(ApiView):
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
    def get(self, request: HttpRequest) -> HttpResponse:
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


class TaxRatesView(ApiView):
    @operation(
        id="list_tax_rates",
        summary="Tax rates, past and to come",
        tags=_TAGS,
        query=[Query("tax_class", str, "A tax class's code."), *PAGE],
        response=Page[TaxRateItem],
        answer=Page([_RATE], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
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
        example=TaxRateDraft("B", date(2026, 4, 1), 1600),
        answer=_RATE,
        problems=[TaxRateInvalid, PriceInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """In basis points: 1600 is 16 %. The same day again replaces the rate; documents keep theirs."""
        draft = decode(request.body, TaxRateDraft)
        rate = set_tax_rate(draft=draft, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(rate, status=201)
