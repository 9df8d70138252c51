"""What a SKU is sold for on a day: its packs, their prices on the lists concerned, its tax rate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from kontor.kernel.statements import Read, among, is_postgres, keys_text


class _TermsRow(msgspec.Struct, frozen=True):
    """One pack of one SKU on one price list (or on none)."""

    sku_id: int
    sku: str
    is_stocked: bool
    is_active: bool
    tax_rate_bp: int | None
    pack: str
    factor: int
    price_list_id: int | None
    unit_price_micros: int | None


class PriceListTerms(msgspec.Struct, frozen=True):
    """Which list a customer buys from (`customer` "": the business's default)."""

    price_list_id: int
    is_tax_inclusive: bool
    business_id: int
    customer: str


class PackTerms(msgspec.Struct):
    code: str
    factor: int
    price_by_list: dict[int, int]


class SkuTerms(msgspec.Struct):
    """`tax_rate_bp` is None where the tax class has no rate yet on that day."""

    sku_id: int
    code: str
    is_stocked: bool
    is_active: bool
    tax_rate_bp: int | None
    packs: dict[str, PackTerms]

    def base_pack(self) -> PackTerms:
        return next(pack for pack in self.packs.values() if pack.factor == 1)

    def unit_price_micros(self, pack: PackTerms, price_list_id: int) -> int | None:
        """The price of one `pack`: its own, else the base pack's times the exact factor, else None."""
        price = pack.price_by_list.get(price_list_id)
        if price is not None:
            return price
        base = self.base_pack().price_by_list.get(price_list_id)
        return None if base is None else base * pack.factor


def sku_terms_read(codes: Sequence[str], on: date) -> Read:
    """One row per pack and price list that has a price on that day; `gather` makes SkuTerms of them."""
    day = "%s::date" if is_postgres() else "%s"
    sql = (
        "SELECT s.id AS sku_id, s.code AS sku, s.is_stocked, s.is_active,"
        f" (SELECT r.rate_bp FROM pricing_taxrate r WHERE r.tax_class_id = p.tax_class_id AND r.valid_from <= {day}"
        " ORDER BY r.valid_from DESC LIMIT 1) AS tax_rate_bp,"
        " k.code AS pack, k.factor, c.price_list_id, c.unit_price_micros"
        " FROM catalog_sku s JOIN catalog_product p ON p.id = s.product_id JOIN catalog_pack k ON k.sku_id = s.id"
        f" LEFT JOIN pricing_price c ON c.pack_id = k.id AND c.valid_from <= {day} AND NOT EXISTS ("
        "SELECT 1 FROM pricing_price n WHERE n.pack_id = c.pack_id AND n.price_list_id = c.price_list_id"
        f" AND n.valid_from > c.valid_from AND n.valid_from <= {day})"
        f" WHERE {among('s.code', str)}"
    )
    return Read(sql, (on.isoformat(), on.isoformat(), on.isoformat(), keys_text(codes)), _TermsRow)


def gather(rows: Iterable[_TermsRow]) -> dict[str, SkuTerms]:
    """SKU code -> terms, from the rows of `sku_terms_read`."""
    terms: dict[str, SkuTerms] = {}
    for row in rows:
        sku = terms.get(row.sku)
        if sku is None:
            sku = SkuTerms(row.sku_id, row.sku, row.is_stocked, row.is_active, row.tax_rate_bp, {})
            terms[row.sku] = sku
        pack = sku.packs.get(row.pack)
        if pack is None:
            pack = sku.packs[row.pack] = PackTerms(row.pack, row.factor, {})
        if row.price_list_id is not None and row.unit_price_micros is not None:
            pack.price_by_list[row.price_list_id] = row.unit_price_micros
    return terms


def price_lists_read(customer_codes: Sequence[str]) -> Read:
    """The lists of these customers, and every business's default list."""
    sql = (
        "SELECT l.id AS price_list_id, l.is_tax_inclusive, l.business_id, '' AS customer"
        " FROM pricing_pricelist l WHERE l.is_default UNION ALL"
        " SELECT l.id, l.is_tax_inclusive, l.business_id, c.code FROM pricing_customerpricelist a"
        " JOIN parties_customer c ON c.id = a.customer_id JOIN pricing_pricelist l ON l.id = a.price_list_id"
        f" WHERE {among('c.code', str)}"
    )
    return Read(sql, (keys_text(customer_codes),), PriceListTerms)
