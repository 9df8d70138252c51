from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from kontor.access.http import actor_of
from kontor.catalog import queries
from kontor.catalog.types import FoundCategories, FoundCategory, FoundSku, FoundSkus
from kontor.kernel.openapi import Query, operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import integer, optional_flag, respond, text

_SOUGHT: Final = Query("q", str, "What is looked for, as typed so far; one typing error a word is forgiven.")
_LIMIT: Final = Query("limit", int, "How many at most, 1 to 100.")


def _limit(request: HttpRequest) -> int:
    return integer(request, "limit", default=20, least=1, most=100)


class ProductSearchView(ApiView):
    @operation(
        id="search_products",
        summary="Find goods by what is typed",
        tags=["catalog"],
        query=[_SOUGHT, Query("active", bool, "true: only what is for sale; false: only what is not."), _LIMIT],
        response=FoundSkus,
        answer=FoundSkus((FoundSku(21, 17, "OIL-1L", "Sunflower oil, 1 l", "Valley Mill", "EA", 3, True, 240),)),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """By code, name, brand, barcode and description, the best first. Nothing typed finds nothing."""
        found = queries.search_products(
            text(request, "q"),
            actor=actor_of(request),
            is_active=optional_flag(request, "active"),
            limit=_limit(request),
        )
        return respond(FoundSkus(tuple(found)))


class CategorySearchView(ApiView):
    @operation(
        id="search_categories",
        summary="Find categories by what is typed",
        tags=["catalog"],
        query=[_SOUGHT, _LIMIT],
        response=FoundCategories,
        answer=FoundCategories((FoundCategory(3, "Oils", 1, ("Food", "Oils"), 100),)),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """By a word of the name, the best first."""
        found = queries.search_categories(text(request, "q"), actor=actor_of(request), limit=_limit(request))
        return respond(FoundCategories(tuple(found)))
