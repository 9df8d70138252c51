"""What SKUs are sold for on a day: their packs, the packs' prices on the lists concerned, their tax rate.

Made for the order path: `sku_terms_read` and `price_lists_read` go into the operation's one read statement. Every price
and every rate is one probe of a unique index (latest `valid_from` that has begun), whatever history there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from kontor.kernel.statements import Read, among, is_postgres, keys_text
from kontor.pricing.types import NamedPriceList, PackTerms, PriceListTerms, SkuTerms


class TermsRow(msgspec.Struct, frozen=True):
    """One pack of one SKU on one price list; without a price there where `unit_price_micros` is None."""

    sku_id: int
    sku: str
    name: str
    type: str
    base_unit: str
    is_stocked: bool
    is_active: bool
    tax_rate_bp: int | None
    pack: str
    factor: int
    price_list_id: int | None
    unit_price_micros: int | None


def sku_terms_read(
    codes: Sequence[str], on: date, *, customer_codes: Sequence[str], list_codes: Sequence[str] = ()
) -> Read:
    """One row per pack and price list, of these customers' lists and every business's default; for `gather`."""
    day = "%s::date" if is_postgres() else "%s"
    named = f" UNION SELECT n.id FROM pricing_pricelist n WHERE {among('n.code', str)}" if list_codes else ""
    sql = f"""WITH s AS MATERIALIZED (
 SELECT s.id AS sku_id, s.code AS sku, s.name, p.type, s.base_unit, s.is_stocked, s.is_active,
 (SELECT r.rate_bp FROM pricing_taxrate r WHERE r.tax_class_id = p.tax_class_id AND r.valid_from <= {day}
 ORDER BY r.valid_from DESC LIMIT 1) AS tax_rate_bp
 FROM catalog_sku s JOIN catalog_product p ON p.id = s.product_id WHERE {among("s.code", str)}),
 l AS MATERIALIZED (SELECT d.id FROM pricing_pricelist d WHERE d.is_default
 UNION SELECT a.price_list_id FROM pricing_customerpricelist a JOIN parties_customer u ON u.id = a.customer_id
 WHERE {among("u.code", str)}{named})
 SELECT s.*, k.code AS pack, k.factor, l.id AS price_list_id,
 (SELECT c.unit_price_micros FROM pricing_price c
 WHERE c.pack_id = k.id AND c.price_list_id = l.id AND c.valid_from <= {day}
 ORDER BY c.valid_from DESC LIMIT 1) AS unit_price_micros
 FROM s JOIN catalog_pack k ON k.sku_id = s.sku_id LEFT JOIN l ON true"""
    lists = (keys_text(customer_codes), *([keys_text(list_codes)] if list_codes else []))
    return Read(sql, (on.isoformat(), keys_text(codes), *lists, on.isoformat()), TermsRow)


def gather(rows: Iterable[TermsRow]) -> dict[str, SkuTerms]:
    """SKU code -> terms, from the rows of `sku_terms_read`."""
    terms: dict[str, SkuTerms] = {}
    for row in rows:
        sku = terms.get(row.sku)
        if sku is None:
            sku = terms[row.sku] = _sku_terms(row)
        pack = sku.packs.get(row.pack)
        if pack is None:
            pack = sku.packs[row.pack] = PackTerms(row.pack, row.factor, {})
        if row.price_list_id is not None and row.unit_price_micros is not None:
            pack.price_by_list[row.price_list_id] = row.unit_price_micros
    return terms


def _sku_terms(row: TermsRow) -> SkuTerms:
    return SkuTerms(
        row.sku_id, row.sku, row.name, row.type, row.base_unit, row.is_stocked, row.is_active, row.tax_rate_bp, {}
    )


def named_lists_read(codes: Sequence[str]) -> Read:
    """The lists with these codes."""
    sql = (
        "SELECT l.id AS price_list_id, l.code, l.is_tax_inclusive, l.business_id FROM pricing_pricelist l"
        f" WHERE {among('l.code', str)}"
    )
    return Read(sql, (keys_text(codes),), NamedPriceList)


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
