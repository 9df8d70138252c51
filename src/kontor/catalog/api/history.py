from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.catalog import queries
from kontor.catalog.errors import ProductNotFound, VersionNotFound
from kontor.catalog.types import PackState, ProductState, ProductVersionItem, SkuState
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import Page, cursor, optional_instant, page_size, respond

_TAGS: Final = ["catalog"]
_STATE: Final = ProductState(
    "OIL",
    "Sunflower oil",
    tax_class="B",
    skus=(SkuState("OIL-1L", "Sunflower oil, 1 l", packs=(PackState("EA", 1, ("4006381333931",)),)),),
)
_ITEM: Final = ProductVersionItem(71, 2, datetime(2026, 3, 2, 9, 30, tzinfo=UTC), 5, _STATE)


class ProductAsOfView(ApiView):
    @operation(
        id="get_product_as_of",
        summary="A product as it stood",
        tags=_TAGS,
        query=[Query("at", datetime, "The instant; now if not given.")],
        response=ProductVersionItem,
        answer=_ITEM,
        problems=[ProductNotFound, VersionNotFound],
    )
    def get(self, request: HttpRequest, product_id: int) -> HttpResponse:
        """With the SKUs, packs and barcodes it had. Prices, costs and stock have their own history."""
        at = optional_instant(request, "at") or timezone.now()
        return respond(queries.product_as_of(product_id=product_id, at=at, actor=actor_of(request)))


class ProductVersionsView(ApiView):
    @operation(
        id="list_product_versions",
        summary="Every version of a product",
        tags=_TAGS,
        query=PAGE,
        response=Page[ProductVersionItem],
        answer=Page([_ITEM], None),
        problems=[ProductNotFound],
    )
    def get(self, request: HttpRequest, product_id: int) -> HttpResponse:
        """The first one first, each with when it began and whose it is."""
        found = queries.list_product_versions(
            product_id=product_id, actor=actor_of(request), after=cursor(request), limit=page_size(request)
        )
        return respond(found)
