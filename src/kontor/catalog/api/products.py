from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.catalog import queries
from kontor.catalog.errors import (
    BarcodeInvalid,
    BarcodeTaken,
    BarcodeUnknown,
    CodeTaken,
    PackFactorFixed,
    ProductInvalid,
    ProductNotFound,
    SkuNotFound,
)
from kontor.catalog.operations import create_products, edit_product, set_sku_active
from kontor.catalog.queries import ProductFilter
from kontor.catalog.schemas import NewProducts, SkuActivation
from kontor.catalog.types import (
    CreatedProduct,
    CreatedProducts,
    CreatedSku,
    EditedProduct,
    PackDetail,
    PackDraft,
    ProductDetail,
    ProductDraft,
    ProductEdit,
    ProductItem,
    ScannedPack,
    SkuDetail,
    SkuDraft,
    SkuEdit,
    SkuItem,
    SkuStates,
)
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

_TAGS: Final = ["catalog"]
_DRAFT: Final = ProductDraft(
    code="OIL",
    name="Sunflower oil",
    tax_class="B",
    skus=(
        SkuDraft(
            code="OIL-1L",
            name="Sunflower oil, 1 l",
            weight_grams=920,
            packs=(PackDraft("EA", 1, ("4006381333931",)), PackDraft("CASE", 12, ("10614141000415",))),
        ),
    ),
    category_id=3,
)
_CREATED: Final = CreatedProduct(17, "OIL", 1, (CreatedSku(21, "OIL-1L"),))
_ITEM: Final = ProductItem(
    17,
    "OIL",
    "Sunflower oil",
    "finished",
    3,
    "Oils",
    "B",
    1,
    (SkuItem(21, "OIL-1L", "Sunflower oil, 1 l", "EA", True),),
)
_DETAIL: Final = ProductDetail(
    17,
    "OIL",
    "Sunflower oil",
    "finished",
    3,
    "Oils",
    "B",
    "",
    "Valley Mill",
    "BQ",
    "LTR",
    False,
    None,
    None,
    1,
    (
        SkuDetail(
            21,
            "OIL-1L",
            "Sunflower oil, 1 l",
            "EA",
            920,
            True,
            True,
            1,
            (PackDetail(41, "EA", 1, ("4006381333931",)), PackDetail(42, "CASE", 12, ("10614141000415",))),
        ),
    ),
)
_WRONG: Final = (TextInvalid, CustomInvalid, ProductInvalid, PackFactorFixed, BarcodeInvalid, BarcodeTaken)


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class ProductsView(ApiView):
    @operation(
        id="list_products",
        summary="Products with their SKUs",
        tags=_TAGS,
        query=[
            Query("category_id", int, "Of this category and those below it."),
            Query("active", bool, "true: has a SKU for sale; false: has none."),
            Query("search", str, "The start of a product or SKU code or of a barcode, or a part of a name."),
            *PAGE,
        ],
        response=Page[ProductItem],
        answer=Page([_ITEM], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = ProductFilter(
            category_id=optional_integer(request, "category_id"),
            is_active=optional_flag(request, "active"),
            search=text(request, "search"),
        )
        found = queries.list_products(
            actor=actor_of(request), wanted=wanted, after=cursor(request), limit=page_size(request)
        )
        return respond(found)

    @operation(
        id="create_product",
        summary="Add a product with its SKUs",
        tags=_TAGS,
        request=ProductDraft,
        response=CreatedProduct,
        status=201,
        idempotent=True,
        etag=True,
        example=_DRAFT,
        answer=_CREATED,
        problems=[CodeTaken, *_WRONG],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Every SKU gets a base pack of factor 1, named as its base unit. Codes are case-sensitive."""
        drafts = [decode(request.body, ProductDraft)]
        created = create_products(drafts=drafts, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(created.items[0], status=201, version=created.items[0].version)


class ProductBatchView(ApiView):
    @operation(
        id="create_products",
        summary="Add many products at once",
        tags=_TAGS,
        request=NewProducts,
        response=CreatedProducts,
        status=201,
        idempotent=True,
        example=NewProducts((_DRAFT,)),
        answer=CreatedProducts((_CREATED,)),
        problems=[RowsInvalid, RowsConflict, CodeTaken, *_WRONG],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """All are taken or none; a refusal's `rows` name every row that is wrong, and why."""
        drafts = decode(request.body, NewProducts).items
        created = create_products(drafts=drafts, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(created, status=201)


class ProductView(ApiView):
    @operation(
        id="get_product",
        summary="One product with packs and barcodes",
        tags=_TAGS,
        response=ProductDetail,
        etag=True,
        answer=_DETAIL,
        problems=[ProductNotFound],
    )
    def get(self, request: HttpRequest, product_id: int) -> HttpResponse:
        today = timezone.now().date()
        product = queries.product_detail(product_id=product_id, actor=actor_of(request), on=today)
        return respond(product, version=product.version)

    @operation(
        id="edit_product",
        summary="Change a product and its SKUs",
        tags=_TAGS,
        request=ProductEdit,
        response=EditedProduct,
        idempotent=True,
        if_match=True,
        example=ProductEdit(
            name="Sunflower oil, refined",
            skus=(SkuEdit(code="OIL-1L", is_active=False, packs=(PackDraft("PALLET", 720),)),),
        ),
        answer=EditedProduct(17, "OIL", 2),
        problems=[ProductNotFound, SkuNotFound, CodeTaken, *_WRONG],
    )
    def patch(self, request: HttpRequest, product_id: int) -> HttpResponse:
        """Only what is sent is changed. Packs are added; one that exists takes more barcodes but keeps its factor."""
        edited = edit_product(
            product_id=product_id,
            version=if_match(request),
            edit=decode(request.body, ProductEdit),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(edited, version=edited.version)


class SkuActivationView(ApiView):
    @operation(
        id="set_skus_active",
        summary="Put SKUs up for sale or take them off",
        tags=_TAGS,
        request=SkuActivation,
        response=SkuStates,
        idempotent=True,
        example=SkuActivation(("OIL-1L",), False),
        answer=SkuStates(False, ("OIL-1L",)),
        problems=[ProductInvalid, SkuNotFound],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """All or none. Orders that hold them stay as they are; new ones are refused."""
        asked = decode(request.body, SkuActivation)
        states = set_sku_active(
            sku_codes=asked.skus,
            is_active=asked.is_active,
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(states)


class BarcodeView(ApiView):
    @operation(
        id="find_barcode",
        summary="What a scanned barcode stands for",
        tags=_TAGS,
        response=ScannedPack,
        answer=ScannedPack("4006381333931", 21, "OIL-1L", "Sunflower oil, 1 l", "EA", 1, True),
        problems=[BarcodeUnknown],
    )
    def get(self, request: HttpRequest, barcode: str) -> HttpResponse:
        """A UPC is found with or without the 0 that a scanner puts before it."""
        return respond(queries.pack_of_barcode(barcode, actor=actor_of(request)))
