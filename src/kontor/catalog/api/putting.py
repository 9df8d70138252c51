"""A list of products kept elsewhere, put in as it is: new codes are added, others changed, each with its verdict."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.catalog.errors import ProductInvalid
from kontor.catalog.operations import put_products
from kontor.catalog.schemas import ProductsPut
from kontor.catalog.types import PackDraft, ProductPut, ProductVerdict, PutProducts
from kontor.kernel.openapi import operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import RequestKey, decode, request_key, respond

_ROW: Final = ProductPut(
    "OIL-1L",
    "Sunflower oil, 1 l",
    "B",
    brand="Valley Mill",
    category=("Food", "Oils"),
    packaging_unit="BQ",
    packs=(PackDraft("CASE", 12),),
    barcodes=("4006381333931",),
)


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class PutProductsView(ApiView):
    @operation(
        id="put_products",
        summary="Put in a list of products",
        tags=["catalog"],
        request=ProductsPut,
        response=PutProducts,
        idempotent=True,
        example=ProductsPut((_ROW,), make_categories=True),
        answer=PutProducts((ProductVerdict("OIL-1L", "created", 17, 1),), 1, 0, 0, 0, 2),
        problems=[ProductInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Found by code: made, changed or left alone. A refused row keeps no other from being written."""
        asked = decode(request.body, ProductsPut)
        answer = put_products(
            rows=asked.items,
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
            dry_run=asked.dry_run,
            make_categories=asked.make_categories,
        )
        return respond(answer)
