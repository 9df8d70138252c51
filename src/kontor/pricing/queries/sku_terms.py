"""What SKUs are sold for on a day: their packs, the packs' prices on the lists concerned, their tax rate.

Made for the order path: `sku_terms_read` and `price_lists_read` go into the operation's one read statement. Every price
is one probe of a unique index (latest `valid_from` that has begun), whatever history there is; so is every rate, once
a tax class.

Lists for a channel or one customer alone and prices by quantity are looked for only where there are any: the
business's default list, which is read anyway, says so (`is_wide`). A process that learns it from what it read
(`learns_wide`) reads once more, and wide from then on. Wide is always right, narrow is faster.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import msgspec
from django.db import connection

from kontor.kernel.statements import Read, among, is_postgres, keys_text
from kontor.pricing.types import NamedPriceList, PackTerms, PriceListTerms, SkuTerms


class TermsRow(msgspec.Struct, frozen=True, array_like=True):
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
    tiers: str | None  # "240:40000000,480:39000000": from how many base units which price


_wide: set[str] = set()


def is_wide() -> bool:
    """Whether this process has learned that a business of its database needs the wide reads."""
    return bool(_wide) and str(connection.settings_dict["NAME"]) in _wide


def learns_wide(lists: Iterable[PriceListTerms], *, read_wide: bool) -> bool:
    """Whether `lists`, just read, tell that the reads must be wide and were not: then read them all once more.

    `read_wide` is what `is_wide` said before they were made: another thread may have learned it since.
    """
    if read_wide:
        return False
    if is_wide():
        return True
    defaults = {terms.business_id: terms.is_wide for terms in lists if not terms.customer}
    if not any(defaults.values()) and all(terms.business_id in defaults for terms in lists):
        return False
    _wide.add(str(connection.settings_dict["NAME"]))
    return True


def sku_terms_read(
    codes: Sequence[str],
    on: date,
    *,
    customer_codes: Sequence[str],
    list_codes: Sequence[str] = (),
    channel_codes: Sequence[str] = (),
) -> Read:
    """One row per pack and price list that may count for these customers and channels; for `gather`."""
    wide = is_wide()
    optional = {"n.code": list_codes, "h.code": channel_codes if wide else ()}
    named = "".join(f"{_OF_CODES[column]}{among(column, str)}" for column, codes in optional.items() if codes)
    lists = [keys_text(customer_codes), *[keys_text(codes) for codes in optional.values() if codes]]
    return _terms_read(codes, on, f"{_wide_lists() if wide else _narrow_lists()}{named}", lists)


def terms_on_lists_read(codes: Sequence[str], on: date, *, price_list_ids: Iterable[int]) -> Read:
    """As `sku_terms_read`, where the lists that may count are known already."""
    lists = f"l AS MATERIALIZED (SELECT d.id FROM pricing_pricelist d WHERE {among('d.id', int)}"
    return _terms_read(codes, on, lists, [keys_text(price_list_ids)])


def _terms_read(codes: Sequence[str], on: date, lists: str, of_lists: Sequence[str]) -> Read:
    day, wide = "%s::date" if is_postgres() else "%s", is_wide()
    sql = f"""WITH rates AS MATERIALIZED (
 SELECT c.id, (SELECT r.rate_bp FROM pricing_taxrate r WHERE r.tax_class_id = c.id AND r.valid_from <= {day}
 ORDER BY r.valid_from DESC LIMIT 1) AS tax_rate_bp FROM catalog_taxclass c),
 s AS MATERIALIZED (
 SELECT s.id AS sku_id, s.code AS sku, s.name, p.type, s.base_unit, s.is_stocked, s.is_active, rates.tax_rate_bp
 FROM catalog_sku s JOIN catalog_product p ON p.id = s.product_id JOIN rates ON rates.id = p.tax_class_id
 WHERE {among("s.code", str)}),
 {lists})
 SELECT s.*, k.code AS pack, k.factor, l.id AS price_list_id,
 (SELECT CASE WHEN c.valid_until < {day} THEN NULL ELSE c.unit_price_micros END FROM pricing_price c
 WHERE c.pack_id = k.id AND c.price_list_id = l.id AND c.from_quantity_base = 0 AND c.valid_from <= {day}
 ORDER BY c.valid_from DESC LIMIT 1) AS unit_price_micros, {_tiers_sql(day) if wide else "NULL"} AS tiers
 FROM s JOIN catalog_pack k ON k.sku_id = s.sku_id LEFT JOIN l ON true"""
    days = [on.isoformat()] * (5 if wide else 2)
    return Read(sql, (on.isoformat(), keys_text(codes), *of_lists, *days), TermsRow)


_OF_CODES: Final = {
    "n.code": " UNION SELECT n.id FROM pricing_pricelist n WHERE ",
    "h.code": " UNION SELECT x.price_list_id FROM pricing_channelpricelist x"
    " JOIN parties_channel h ON h.id = x.channel_id WHERE ",
}


def _narrow_lists() -> str:
    return f"""l AS MATERIALIZED (SELECT d.id FROM pricing_pricelist d WHERE d.is_default
 UNION SELECT a.price_list_id FROM pricing_customerpricelist a JOIN parties_customer u ON u.id = a.customer_id
 WHERE {among("u.code", str)}"""


def _wide_lists() -> str:
    return f"""u AS MATERIALIZED (SELECT u.id, u.channel_id FROM parties_customer u WHERE {among("u.code", str)}),
 l AS MATERIALIZED (SELECT d.id FROM pricing_pricelist d WHERE d.is_default
 UNION SELECT a.price_list_id FROM pricing_customerpricelist a JOIN u ON u.id = a.customer_id
 UNION SELECT o.id FROM pricing_pricelist o JOIN u ON u.id = o.customer_id
 UNION SELECT x.price_list_id FROM pricing_channelpricelist x JOIN u ON u.channel_id = x.channel_id"""


def _tiers_sql(day: str) -> str:
    joined = "string_agg" if is_postgres() else "group_concat"
    return f"""(SELECT {joined}(t.from_quantity_base || ':' || t.unit_price_micros, ',')
 FROM pricing_price t WHERE t.pack_id = k.id AND t.price_list_id = l.id AND t.from_quantity_base > 0
 AND t.valid_from <= {day} AND (t.valid_until IS NULL OR t.valid_until >= {day})
 AND NOT EXISTS (SELECT 1 FROM pricing_price n WHERE n.pack_id = t.pack_id AND n.price_list_id = t.price_list_id
 AND n.from_quantity_base = t.from_quantity_base AND n.valid_from > t.valid_from AND n.valid_from <= {day}))"""


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
        if row.price_list_id is not None and row.tiers:
            pack.tiers_by_list[row.price_list_id] = _tiers(row.tiers)
    return terms


def _tiers(text: str) -> list[tuple[int, int]]:
    pairs = (tier.split(":") for tier in text.split(","))
    return [(int(from_quantity), int(price)) for from_quantity, price in pairs]


def _sku_terms(row: TermsRow) -> SkuTerms:
    return SkuTerms(
        row.sku_id, row.sku, row.name, row.type, row.base_unit, row.is_stocked, row.is_active, row.tax_rate_bp, {}
    )


def named_lists_read(codes: Sequence[str]) -> Read:
    """The lists with these codes that customers may buy from."""
    sql = (
        "SELECT l.id AS price_list_id, l.code, l.is_tax_inclusive, l.business_id FROM pricing_pricelist l"
        f" WHERE l.kind = 'sale' AND {among('l.code', str)}"
    )
    return Read(sql, (keys_text(codes),), NamedPriceList)


def price_lists_read(customer_codes: Sequence[str], channel_codes: Sequence[str] = ()) -> Read:
    """The lists that may count for these customers and channels, and every business's default; for `choosing`."""
    if is_wide():
        return _wide_lists_read(customer_codes, channel_codes)
    terms = "SELECT l.id AS price_list_id, l.code, l.is_tax_inclusive, l.business_id"
    days = "l.valid_from, l.valid_until"
    sql = (
        f"{terms}, '' AS customer, 3 AS rank, {days}, l.is_wide FROM pricing_pricelist l WHERE l.is_default UNION ALL"
        f" {terms}, u.code, 1, {days}, false FROM pricing_customerpricelist a"
        " JOIN parties_customer u ON u.id = a.customer_id JOIN pricing_pricelist l ON l.id = a.price_list_id"
        f" WHERE {among('u.code', str)}"
    )
    return Read(sql, (keys_text(customer_codes),), PriceListTerms)


def _wide_lists_read(customer_codes: Sequence[str], channel_codes: Sequence[str]) -> Read:
    terms = "SELECT l.id AS price_list_id, l.code, l.is_tax_inclusive, l.business_id"
    days = "l.valid_from, l.valid_until"
    of_channel = "pricing_channelpricelist x JOIN parties_channel h ON h.id = x.channel_id"
    sql = f"""WITH u AS MATERIALIZED (SELECT u.id, u.code, u.channel_id FROM parties_customer u
 WHERE {among("u.code", str)})
 {terms}, '' AS customer, 3 AS rank, '' AS channel, {days} FROM pricing_pricelist l WHERE l.is_default
 UNION ALL {terms}, u.code, 1, '', {days} FROM pricing_customerpricelist a
 JOIN u ON u.id = a.customer_id JOIN pricing_pricelist l ON l.id = a.price_list_id
 UNION ALL {terms}, u.code, 0, '', {days} FROM pricing_pricelist l JOIN u ON u.id = l.customer_id
 UNION ALL {terms}, u.code, 2, h.code, {days} FROM {of_channel}
 JOIN u ON u.channel_id = x.channel_id JOIN pricing_pricelist l ON l.id = x.price_list_id"""
    if channel_codes:
        sql += f""" UNION ALL {terms}, '', 2, h.code, {days} FROM {of_channel}
 JOIN pricing_pricelist l ON l.id = x.price_list_id WHERE {among("h.code", str)}"""
    optional = [keys_text(channel_codes)] if channel_codes else []
    return Read(sql, (keys_text(customer_codes), *optional), PriceListTerms)
