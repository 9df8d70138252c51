"""Products as they stand now, with everything below them, and the rows that keep how they stood."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from kontor.catalog.sql.many_keys import one_of
from kontor.kernel.statements import Read, keys_text


class VersionRow(msgspec.Struct, frozen=True):
    """A row of catalog_productversion; `state` is the JSON of a ProductState."""

    product_id: int
    version: int
    at: datetime
    actor_id: int
    state: str


class ProductNow(msgspec.Struct, frozen=True):
    id: int
    version: int
    code: str
    name: str
    type: str
    brand: str
    category_id: int | None
    category: str | None
    tax_class: str
    description: str
    packaging_unit: str
    quantity_unit: str
    is_limited: bool
    manufactured_on: date | None
    expires_on: date | None
    custom: str


class SkuNow(msgspec.Struct, frozen=True):
    product_id: int
    id: int
    code: str
    name: str
    base_unit: str
    weight_grams: int | None
    is_stocked: bool
    is_active: bool


class PackNow(msgspec.Struct, frozen=True):
    sku_id: int
    id: int
    code: str
    factor: int


class BarcodeNow(msgspec.Struct, frozen=True):
    pack_id: int
    code: str


def products_now(ids: Iterable[int]) -> list[Read]:
    """The products by ascending id, their SKUs, packs and barcodes."""
    keys = (keys_text(ids),)
    own = ", ".join(f"p.{name}" for name in ProductNow.__struct_fields__ if name not in ("category", "tax_class"))
    skus = ", ".join(f"s.{name}" for name in SkuNow.__struct_fields__)
    packs = ", ".join(f"k.{name}" for name in PackNow.__struct_fields__)
    below = f"WHERE {one_of('s.product_id', int)}"
    return [
        Read(
            f"SELECT {own}, c.name AS category, t.code AS tax_class FROM catalog_product p"
            " JOIN catalog_taxclass t ON t.id = p.tax_class_id LEFT JOIN catalog_category c ON c.id = p.category_id"
            f" WHERE {one_of('p.id', int)} ORDER BY p.id",
            keys,
            ProductNow,
        ),
        Read(f"SELECT {skus} FROM catalog_sku s {below} ORDER BY s.id", keys, SkuNow),
        Read(
            f"SELECT {packs} FROM catalog_sku s JOIN catalog_pack k ON k.sku_id = s.id {below} ORDER BY k.id",
            keys,
            PackNow,
        ),
        Read(
            "SELECT b.pack_id, b.code FROM catalog_sku s JOIN catalog_pack k ON k.sku_id = s.id"
            f" JOIN catalog_barcode b ON b.pack_id = k.id {below} ORDER BY b.id",
            keys,
            BarcodeNow,
        ),
    ]
