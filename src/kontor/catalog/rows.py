"""The rows the catalog writes: one Struct a table, fields named as columns."""

from __future__ import annotations

from datetime import date

import msgspec


class ProductRow(msgspec.Struct, frozen=True):
    """A row of catalog_product."""

    id: int
    code: str
    name: str
    category_id: int | None
    tax_class_id: int
    type: str
    description: str
    brand: str = ""
    packaging_unit: str = ""
    quantity_unit: str = ""
    is_limited: bool = False
    manufactured_on: date | None = None
    expires_on: date | None = None
    version: int = 1
    custom: str = "{}"


class SkuRow(msgspec.Struct, frozen=True):
    """A row of catalog_sku."""

    id: int
    product_id: int
    code: str
    name: str
    base_unit: str
    weight_grams: int | None
    is_stocked: bool
    is_active: bool
    version: int = 1


class PackRow(msgspec.Struct, frozen=True):
    """A row of catalog_pack."""

    id: int
    sku_id: int
    code: str
    factor: int


class BarcodeRow(msgspec.Struct, frozen=True):
    """A row of catalog_barcode."""

    code: str
    pack_id: int


class CategoryRow(msgspec.Struct, frozen=True):
    """A row of catalog_category."""

    id: int
    name: str
    parent_id: int | None
    version: int = 1


class TaxClassRow(msgspec.Struct, frozen=True):
    """A row of catalog_taxclass."""

    id: int
    code: str
    name: str
    tax_type: str = ""
