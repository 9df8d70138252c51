"""Products in lists and one by one. The catalog is the company's: every actor sees all of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet

from kontor.access.types import Actor
from kontor.catalog.category_tree import with_descendants
from kontor.catalog.errors import ProductNotFound
from kontor.catalog.gtin import gtin14
from kontor.catalog.models import SKU, Barcode, Category, Pack, Product
from kontor.catalog.shelf_life import is_expired
from kontor.catalog.types import PackDetail, ProductDetail, ProductItem, SkuDetail, SkuItem
from kontor.customization.fields import values_of
from kontor.kernel.listing import page_of
from kontor.kernel.wire import Page


class ProductFilter(msgspec.Struct, frozen=True):
    """`category_id` includes everything below it; `is_active`: has a SKU for sale, or has none.

    `search` is the start of a product or SKU code or of a barcode, or a part of a name.
    """

    category_id: int | None = None
    is_active: bool | None = None
    search: str = ""


def list_products(
    *, actor: Actor, wanted: ProductFilter, after: int | None = None, limit: int = 50
) -> Page[ProductItem]:
    """Products by ascending id, `limit` at most, from behind id `after`. Two queries, three with a category."""
    products = _matching(wanted).filter(id__gt=after or 0).order_by("id")
    rows = list(
        products.values_list(
            "id", "code", "name", "type", "category_id", "category__name", "tax_class__code", "version"
        )[: limit + 1]
    )
    skus = _sku_items([row[0] for row in rows])
    return page_of([ProductItem(*row, tuple(skus[row[0]])) for row in rows], limit)


def product_detail(*, product_id: int, actor: Actor, on: date | None = None) -> ProductDetail:
    """One product with its SKUs, packs and barcodes, each by ascending id; expired or not is judged for the day `on`.

    Four queries. Raises ProductNotFound.
    """
    row = (
        Product.objects.filter(id=product_id)
        .values_list(
            "id",
            "code",
            "name",
            "type",
            "category_id",
            "category__name",
            "tax_class__code",
            "description",
            "brand",
            "packaging_unit",
            "quantity_unit",
            "is_limited",
            "manufactured_on",
            "expires_on",
            "version",
            "custom",
        )
        .first()
    )
    if row is None:
        raise ProductNotFound(f"There is no product {product_id}.")
    detail = ProductDetail(*row[:-1], _sku_details(product_id), custom=values_of(row[-1]))
    return msgspec.structs.replace(detail, is_expired=on is not None and is_expired(detail.expires_on, on))


def _matching(wanted: ProductFilter) -> QuerySet[Product]:
    products = Product.objects.all()
    if wanted.category_id is not None:
        parents = dict(Category.objects.values_list("id", "parent_id"))
        products = products.filter(category_id__in=with_descendants(wanted.category_id, parents))
    if wanted.is_active is not None:
        for_sale = Exists(SKU.objects.filter(product=OuterRef("pk"), is_active=True))
        products = products.filter(for_sale if wanted.is_active else ~for_sale)
    text = wanted.search.strip()
    return products.filter(_search(text)) if text else products


def _search(text: str) -> Q:
    """Ids from uncorrelated subqueries, so that each is answered once and by its own index."""
    skus = SKU.objects.filter(Q(code__startswith=text) | Q(name__icontains=text)).values("product_id")
    match = Q(code__startswith=text) | Q(name__icontains=text) | Q(id__in=skus)
    if text.isascii() and text.isdigit() and len(text) <= 14:
        barcodes = Barcode.objects.filter(Q(code__startswith=text) | Q(gtin=gtin14(text)))
        match |= Q(id__in=barcodes.values("pack__sku__product_id"))
    return match


def _sku_items(product_ids: Iterable[int]) -> dict[int, list[SkuItem]]:
    found: dict[int, list[SkuItem]] = defaultdict(list)
    rows = SKU.objects.filter(product_id__in=product_ids).order_by("id")
    for row in rows.values_list("id", "code", "name", "base_unit", "is_active", "product_id"):
        found[row[5]].append(SkuItem(*row[:5]))
    return found


def _sku_details(product_id: int) -> tuple[SkuDetail, ...]:
    barcodes: dict[int, list[str]] = defaultdict(list)
    rows = Barcode.objects.filter(pack__sku__product_id=product_id).order_by("id")
    for pack_id, code in rows.values_list("pack_id", "code"):
        barcodes[pack_id].append(code)
    packs: dict[int, list[PackDetail]] = defaultdict(list)
    for sku_id, id_, code, factor in (
        Pack.objects.filter(sku__product_id=product_id).order_by("id").values_list("sku_id", "id", "code", "factor")
    ):
        packs[sku_id].append(PackDetail(id_, code, factor, tuple(barcodes[id_])))
    skus = (
        SKU.objects.filter(product_id=product_id)
        .order_by("id")
        .values_list("id", "code", "name", "base_unit", "weight_grams", "is_stocked", "is_active", "version")
    )
    return tuple(SkuDetail(*row, tuple(packs[row[0]])) for row in skus)
