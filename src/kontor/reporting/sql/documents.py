"""What documents say, for counting them: orders, the goods they moved, reversals."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from kontor.kernel.ids import Id
from kontor.kernel.statements import Read, among, is_postgres, keys_text
from kontor.reporting.counting import GoodsFacts, OrderFacts, ReversalFacts
from kontor.reporting.sql.weights import grams_at_posting


def order_facts_read(ids: Sequence[int]) -> Read:
    sql = (
        "SELECT o.id, o.branch_id, o.business_date, b.time_zone, CAST(b.day_starts_at AS text) AS day_starts_at,"
        " o.currency, o.total_minor, o.deduct_at, o.recorded_at, o.confirmed_at, o.closed_at, o.cancelled_at,"
        " b.version AS branch_version"
        f" FROM sales_salesorder o JOIN organization_branch b ON b.id = o.branch_id WHERE {among('o.id', int)}"
        " ORDER BY o.id"
    )
    return Read(sql, (keys_text(ids),), OrderFacts)


def goods_read(order_ids: Sequence[int]) -> Read:
    return Read(_goods_sql(is_postgres()), (keys_text(order_ids),), GoodsFacts)


def next_ids_read(table: str, after: int, limit: int) -> Read:
    """The `limit` keys of `table` that follow `after`."""
    sql = f"SELECT x.id FROM {table} x WHERE x.id > CAST(%s AS bigint) ORDER BY x.id LIMIT CAST(%s AS bigint)"
    return Read(sql, (str(after), str(limit)), Id)


def reversals_read(ids: Sequence[int]) -> Read:
    sql = (
        "SELECT r.id, r.branch_id, r.business_date, r.total_minor FROM sales_salesreversal r"
        f" WHERE {among('r.id', int)} ORDER BY r.id"
    )
    return Read(sql, (keys_text(ids),), ReversalFacts)


@cache
def _goods_sql(_is_postgres: bool) -> str:
    return (
        "SELECT k.order_id, p.business_date, CAST(sum(-m.on_hand_delta) AS bigint) AS units,"
        f" CAST(sum(-m.on_hand_delta * {grams_at_posting()}) AS bigint) AS grams,"
        " CAST(sum(-m.value_delta_micros) AS bigint) AS cost_micros FROM sales_orderposting k"
        " JOIN inventory_stockposting p ON p.id = k.posting_id JOIN inventory_stockmovement m ON m.posting_id = p.id"
        " JOIN inventory_stocklevel v ON v.id = m.level_id JOIN catalog_sku s ON s.id = v.sku_id"
        " JOIN catalog_product c ON c.id = s.product_id"
        f" WHERE {among('k.order_id', int)} AND m.on_hand_delta <> 0"
        " GROUP BY k.order_id, p.business_date ORDER BY k.order_id, p.business_date"
    )
