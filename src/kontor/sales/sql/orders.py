"""Reading orders for a transition, and the guarded changes a transition writes."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kontor.inventory.types import LevelState
from kontor.kernel.ids import Id
from kontor.kernel.statements import Read, Write, among, is_postgres, keys_text, records, records_text
from kontor.sales.rows import LineChange, OrderChange
from kontor.sales.types import LineState, OrderState

_ORDERS = """SELECT o.id, o.number, o.branch_id, b.business_id, o.location_id, o.customer_id, o.lifecycle, o.hold,
 o.hold_reason, o.fulfillment, o.deduct_at, o.currency, o.is_tax_inclusive, o.discount_minor, o.net_minor, o.tax_minor,
 o.total_minor, o.priority, o.route, o.wanted_on, o.version, o.confirmed_at, o.billed_at, o.cancelled_at,
 o.closed_at, o.custom, b.time_zone, CAST(b.day_starts_at AS text) AS day_starts_at, b.closed_through_on,
 p.shortage_policy = 'accept' AS accepts_shortage
 FROM sales_salesorder o JOIN organization_branch b ON b.id = o.branch_id
 JOIN inventory_location p ON p.id = o.location_id"""

_LINES = """SELECT l.id, l.order_id, l.position, l.sku_id, s.code AS sku_code, l.pack_code, l.pack_factor,
 l.is_stocked, l.is_free, l.quantity_base, l.list_price_micros, l.unit_price_micros, l.discount_bp, l.tax_rate_bp,
 l.discount_minor, l.net_minor, l.tax_minor, l.reserved_base, l.issued_base, l.shipped_base
 FROM sales_orderline l JOIN catalog_sku s ON s.id = l.sku_id"""

_LEVELS = """SELECT v.id, v.location_id, v.sku_id, s.code AS sku_code, w.branch_id, v.on_hand, v.reserved,
 v.average_cost_micros, v.value_micros
 FROM w JOIN inventory_stocklevel v ON v.sku_id = w.sku_id AND v.location_id = w.location_id
 JOIN catalog_sku s ON s.id = v.sku_id"""


def orders_read(order_ids: Sequence[int]) -> Read:
    return Read(f"{_ORDERS} WHERE {among('o.id', int)}", (keys_text(order_ids),), OrderState)


def lines_read(order_ids: Sequence[int]) -> Read:
    sql = f"{_LINES} WHERE {among('l.order_id', int)} ORDER BY l.order_id, l.position"
    return Read(sql, (keys_text(order_ids),), LineState)


def order_levels_read(order_ids: Sequence[int], extra_skus: Sequence[str] = ()) -> Read:
    """The stock levels these orders' lines draw on, and at the same locations those of `extra_skus` (codes)."""
    wanted = (
        "SELECT l.sku_id, o.location_id, o.branch_id FROM sales_salesorder o"
        f" JOIN sales_orderline l ON l.order_id = o.id WHERE {among('o.id', int)}"
    )
    parameters: tuple[str, ...] = (keys_text(order_ids),)
    if extra_skus:
        wanted += (
            " UNION SELECT s.id, o.location_id, o.branch_id FROM sales_salesorder o CROSS JOIN catalog_sku s"
            f" WHERE {among('o.id', int)} AND {among('s.code', str)}"
        )
        parameters += (keys_text(order_ids), keys_text(extra_skus))
    # The orders' few SKUs first, then one index probe a level, however large the tables are.
    return Read(f"WITH w AS MATERIALIZED (SELECT DISTINCT * FROM ({wanted}) AS a) {_LEVELS}", parameters, LevelState)


class IssueCost(msgspec.Struct, frozen=True):
    """What the goods of one SKU of an order went out at, per base unit."""

    order_id: int
    sku_id: int
    unit_cost_micros: int


def issue_costs_read(order_ids: Sequence[int]) -> Read:
    """The unit cost of each order's latest issue per SKU: goods that come back come back at it."""
    sql = (
        "WITH k AS MATERIALIZED (SELECT x.order_id, x.posting_id FROM sales_orderposting x"
        f" WHERE x.kind IN ('issue', 'ship') AND {among('x.order_id', int)})"
        " SELECT k.order_id, v.sku_id, m.unit_cost_micros FROM k"
        " JOIN inventory_stockmovement m ON m.posting_id = k.posting_id AND m.on_hand_delta < 0"
        " JOIN inventory_stocklevel v ON v.id = m.level_id ORDER BY m.id"
    )
    return Read(sql, (keys_text(order_ids),), IssueCost)


def lock_orders_read(order_ids: Sequence[int]) -> Read:
    """Lock these orders by ascending id, so that two batches cannot deadlock."""
    sql = f"SELECT o.id FROM sales_salesorder o WHERE {among('o.id', int)} ORDER BY o.id"
    if is_postgres():
        sql = f"WITH k AS MATERIALIZED ({sql} FOR NO KEY UPDATE) SELECT id FROM k"
    return Read(sql, (keys_text(sorted(order_ids)),), Id)


def order_changes_write(changes: Sequence[OrderChange]) -> Write:
    """Each order moves on from exactly the version it was read with, or the whole write fails."""
    sets = _sets(OrderChange, leave={"id", "version"})
    sql = (
        f"UPDATE sales_salesorder AS o SET {sets}, version = o.version + 1 FROM {records(OrderChange)}"
        " WHERE o.id = d.id AND o.version = d.version RETURNING 1"
    )
    return Write("orders", sql, (records_text(changes),), expected=len(changes))


def line_changes_write(changes: Sequence[LineChange]) -> Write:
    sets = _sets(LineChange, leave={"id"})
    sql = f"UPDATE sales_orderline AS l SET {sets} FROM {records(LineChange)} WHERE l.id = d.id RETURNING 1"
    return Write("lines", sql, (records_text(changes),), expected=len(changes))


def delete_lines_write(line_ids: Sequence[int]) -> Write:
    sql = f"DELETE FROM sales_orderline WHERE {among('id', int)} RETURNING 1"
    return Write("removed_lines", sql, (keys_text(line_ids),), expected=len(line_ids))


def _sets(row: type[msgspec.Struct], *, leave: set[str]) -> str:
    return ", ".join(f"{name} = d.{name}" for name in row.__struct_fields__ if name not in leave)
