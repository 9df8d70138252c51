"""What a category's pages say beside the tree: how many products are in each, and what became of a picture."""

from __future__ import annotations

from datetime import date

import msgspec

from kontor.access.types import Actor
from kontor.catalog.errors import ProductNotFound
from kontor.kernel.statements import Read, among, keys_text, read_rows


class ProductCount(msgspec.Struct, frozen=True):
    category_id: int
    products: int


class Picture(msgspec.Struct, frozen=True):
    """`state` waiting, ready or refused with its reason."""

    state: str
    reason: str


class ProductFields(msgspec.Struct, frozen=True):
    """What a product's form shows; `sku` is its first."""

    id: int
    code: str
    name: str
    category_id: int | None
    tax_class: str
    brand: str
    description: str
    packaging_unit: str
    quantity_unit: str
    is_limited: bool
    manufactured_on: date | None
    expires_on: date | None
    version: int
    sku: str


def product_counts(*, actor: Actor) -> dict[int, int]:
    """Category -> how many products stand right in it; empty ones are left out. One read."""
    sql = (
        "SELECT p.category_id, count(*) AS products FROM catalog_product p WHERE p.category_id IS NOT NULL"
        " GROUP BY p.category_id"
    )
    return {row.category_id: row.products for row in read_rows(Read(sql, (), ProductCount))}


def picture_of(category_id: int, *, actor: Actor) -> Picture | None:
    """None where none was ever sent. One read."""
    sql = f"SELECT i.state, i.reason FROM catalog_categoryimage i WHERE {among('i.category_id', int)}"
    return next(iter(read_rows(Read(sql, (keys_text([category_id]),), Picture))), None)


def product_fields(product_id: int, *, actor: Actor) -> ProductFields:
    """One read. Raises ProductNotFound."""
    sql = (
        "SELECT p.id, p.code, p.name, p.category_id, t.code AS tax_class, p.brand, p.description, p.packaging_unit,"
        " p.quantity_unit, p.is_limited, p.manufactured_on, p.expires_on, p.version,"
        " coalesce((SELECT s.code FROM catalog_sku s WHERE s.product_id = p.id ORDER BY s.id LIMIT 1), '') AS sku"
        f" FROM catalog_product p JOIN catalog_taxclass t ON t.id = p.tax_class_id WHERE {among('p.id', int)}"
    )
    found: list[ProductFields] = read_rows(Read(sql, (keys_text([product_id]),), ProductFields))
    if not found:
        raise ProductNotFound(f"There is no product {product_id}.")
    return found[0]
