"""One SKU with everything a person asks about it: what it is, how it is packed and priced."""

from __future__ import annotations

import itertools
from datetime import date

import msgspec

from kontor.access.types import Actor
from kontor.catalog.errors import ProductNotFound
from kontor.kernel.money import price_text
from kontor.kernel.statements import Read, is_postgres, read_all


class SkuCard(msgspec.Struct, frozen=True):
    """What a SKU is. `weight_grams` is of one base unit."""

    sku: str
    name: str
    product_id: int
    product: str
    product_name: str
    type: str
    description: str
    category: str | None
    tax_class: str
    base_unit: str
    weight_grams: int | None
    is_stocked: bool
    is_active: bool
    custom: str


class PackRow(msgspec.Struct, frozen=True):
    """A pack and one of its barcodes, "" where it has none."""

    code: str
    factor: int
    barcode: str


class PriceRow(msgspec.Struct, frozen=True):
    """What a pack costs on a list today."""

    list: str
    pack: str
    currency: str
    is_tax_inclusive: bool
    unit_price_micros: int
    valid_from: date

    @property
    def unit_price(self) -> str:
        return price_text(self.unit_price_micros)


class PackCard(msgspec.Struct, frozen=True):
    code: str
    factor: int
    barcodes: tuple[str, ...]


class ProductPage(msgspec.Struct, frozen=True):
    """`prices` is None for whom they are hidden."""

    card: SkuCard
    packs: list[PackCard]
    prices: list[PriceRow] | None


def product_page(*, sku: str, on: date, actor: Actor) -> ProductPage:
    """Three reads, two without the right to see prices. Raises ProductNotFound."""
    if "\0" in sku:
        raise ProductNotFound()  # no database keeps such a code, and PostgreSQL would not even be asked for it
    reads = [_card(sku), _packs(sku), *([_prices(sku, on)] if actor.may("pricing.read") else [])]
    cards, packs, *prices = read_all(reads)
    if not cards:
        raise ProductNotFound(f"There is no SKU {sku!r}.")
    return ProductPage(cards[0], _with_barcodes(packs), prices[0] if prices else None)


def _card(sku: str) -> Read:
    sql = (
        "SELECT s.code AS sku, s.name, p.id AS product_id, p.code AS product, p.name AS product_name, p.type,"
        " p.description, c.name AS category, t.name AS tax_class,"
        " s.base_unit, s.weight_grams, s.is_stocked, s.is_active, p.custom"
        " FROM catalog_sku s JOIN catalog_product p ON p.id = s.product_id"
        " JOIN catalog_taxclass t ON t.id = p.tax_class_id LEFT JOIN catalog_category c ON c.id = p.category_id"
        " WHERE s.code = %s"
    )
    return Read(sql, (sku,), SkuCard)


def _packs(sku: str) -> Read:
    sql = (
        "SELECT k.code, k.factor, coalesce(b.code, '') AS barcode FROM catalog_pack k"
        " JOIN catalog_sku s ON s.id = k.sku_id LEFT JOIN catalog_barcode b ON b.pack_id = k.id"
        " WHERE s.code = %s ORDER BY k.factor, k.id, b.id"
    )
    return Read(sql, (sku,), PackRow)


def _prices(sku: str, on: date) -> Read:
    """Of each list and pack the price that began last; lists are the company's, as in the API."""
    day = "CAST(%s AS date)" if is_postgres() else "%s"
    sql = (
        "SELECT l.name AS list, k.code AS pack, u.currency, l.is_tax_inclusive, c.unit_price_micros, c.valid_from"
        " FROM catalog_sku s JOIN catalog_pack k ON k.sku_id = s.id JOIN pricing_price c ON c.pack_id = k.id"
        " JOIN pricing_pricelist l ON l.id = c.price_list_id JOIN organization_business u ON u.id = l.business_id"
        " WHERE s.code = %s AND l.kind = 'sale' AND c.from_quantity_base = 0"
        f" AND (c.valid_until IS NULL OR c.valid_until >= {day}) AND c.valid_from = (SELECT max(x.valid_from)"
        " FROM pricing_price x WHERE x.pack_id = k.id AND x.price_list_id = l.id AND x.from_quantity_base = 0"
        f" AND x.valid_from <= {day}) ORDER BY l.name, l.id, k.factor, k.id"
    )
    return Read(sql, (sku, on.isoformat(), on.isoformat()), PriceRow)


def _with_barcodes(rows: list[PackRow]) -> list[PackCard]:
    packs = itertools.groupby(rows, key=lambda row: (row.code, row.factor))
    return [PackCard(code, factor, tuple(row.barcode for row in some if row.barcode)) for (code, factor), some in packs]
