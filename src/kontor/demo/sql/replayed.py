"""What the books hold of a replayed file."""

from __future__ import annotations

import msgspec

from kontor.kernel.statements import Read, among, keys_text


class Reference(msgspec.Struct, frozen=True):
    reference: str


class KnownSku(msgspec.Struct, frozen=True):
    """A SKU of that code; `has_opening`: the replay has begun its stock."""

    id: int
    code: str
    tax_class: str
    has_opening: bool


class Sums(msgspec.Struct, frozen=True):
    """Counts and minor units."""

    sales: int
    sale_lines: int
    free_lines: int
    sales_minor: int
    reversals: int
    reversal_lines: int
    reversal_minor: int
    adjustment_lines: int
    skipped_lines: int


def done_read(source: str) -> Read:
    """The references of the documents that need nothing more. An order must have been shipped."""
    sql = (
        "SELECT external_reference AS reference FROM sales_salesorder WHERE source = %s AND lifecycle = 'closed'"
        " UNION ALL SELECT external_reference FROM sales_salesreversal WHERE source = %s"
        " UNION ALL SELECT external_reference FROM inventory_stockadjustment WHERE source = %s"
        " UNION ALL SELECT reference FROM demo_replayskip WHERE source = %s"
    )
    return Read(sql, (source,) * 4, Reference)


def known_skus_read(source: str, codes: list[str]) -> Read:
    sql = (
        "SELECT s.id, s.code, t.code AS tax_class, o.id IS NOT NULL AS has_opening FROM catalog_sku s"
        " JOIN catalog_product p ON p.id = s.product_id JOIN catalog_taxclass t ON t.id = p.tax_class_id"
        " LEFT JOIN demo_replayopening o ON o.sku_id = s.id AND o.source = %s"
        f" WHERE {among('s.code', str)}"
    )
    return Read(sql, (source, keys_text(codes)), KnownSku)


def sums_read(source: str) -> Read:
    orders = "FROM sales_salesorder o WHERE o.source = %s"
    order_lines = "FROM sales_orderline l JOIN sales_salesorder o ON o.id = l.order_id WHERE o.source = %s"
    reversals = "FROM sales_salesreversal r WHERE r.source = %s"
    sql = f"""SELECT (SELECT count(*) {orders}) AS sales,
 (SELECT count(*) {order_lines} AND NOT l.is_free) AS sale_lines,
 (SELECT count(*) {order_lines} AND l.is_free) AS free_lines,
 (SELECT CAST(coalesce(sum(l.net_minor + l.tax_minor), 0) AS bigint) {order_lines}) AS sales_minor,
 (SELECT count(*) {reversals}) AS reversals,
 (SELECT count(*) FROM sales_salesreversalline x JOIN sales_salesreversal r ON r.id = x.reversal_id
 WHERE r.source = %s) AS reversal_lines,
 (SELECT CAST(coalesce(sum(r.total_minor), 0) AS bigint) {reversals}) AS reversal_minor,
 (SELECT count(*) FROM inventory_stockadjustmentline n JOIN inventory_stockadjustment a ON a.id = n.adjustment_id
 WHERE a.source = %s) AS adjustment_lines,
 (SELECT CAST(coalesce(sum(k.rows), 0) AS bigint) FROM demo_replayskip k WHERE k.source = %s) AS skipped_lines"""
    return Read(sql, (source,) * 9, Sums)
