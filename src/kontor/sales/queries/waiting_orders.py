"""Orders that wait for goods, and the youngest that were promised more than there is."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kontor.kernel.statements import Read, among, keys_text, read_rows


class WaitingOrder(msgspec.Struct, frozen=True):
    id: int
    number: str
    branch_id: int


class PromisedOrder(msgspec.Struct, frozen=True):
    """A confirmed order's promise of one SKU at one location; `hold` "" or "oversold"."""

    id: int
    branch_id: int
    hold: str
    reserved_base: int


class Overshoot(msgspec.Struct, frozen=True):
    """By how much the promises of a level exceed what is there."""

    available: int


def backordered_orders(location_ids: Sequence[int], sku_ids: Sequence[int]) -> list[WaitingOrder]:
    """Confirmed orders that still want one of these SKUs: most urgent first, then oldest."""
    sql = (
        "SELECT o.id, o.number, o.branch_id FROM sales_salesorder o"
        " WHERE o.is_backordered AND o.hold = ''"
        f" AND {among('o.location_id', int)} AND EXISTS (SELECT 1 FROM sales_orderline l WHERE l.order_id = o.id"
        " AND l.is_stocked AND l.quantity_base > l.reserved_base + l.issued_base"
        f" AND {among('l.sku_id', int)}) ORDER BY o.priority, o.confirmed_at, o.id"
    )
    return read_rows(Read(sql, (keys_text(location_ids), keys_text(sku_ids)), WaitingOrder))


def oversold_orders(location_ids: Sequence[int], sku_ids: Sequence[int]) -> list[WaitingOrder]:
    """Orders held as oversold whose every promised SKU is covered again, oldest first."""
    sql = (
        "SELECT DISTINCT o.id, o.number, o.branch_id FROM sales_salesorder o"
        " JOIN sales_orderline l ON l.order_id = o.id"
        " WHERE o.hold = 'oversold' AND NOT (o.hold = '')"
        f" AND {among('o.location_id', int)} AND {among('l.sku_id', int)}"
        " AND NOT EXISTS (SELECT 1 FROM sales_orderline x JOIN inventory_stocklevel v"
        " ON v.sku_id = x.sku_id AND v.location_id = o.location_id WHERE x.order_id = o.id"
        " AND x.reserved_base > 0 AND v.on_hand < v.reserved) ORDER BY o.id"
    )
    return read_rows(Read(sql, (keys_text(location_ids), keys_text(sku_ids)), WaitingOrder))


def promised_orders(location_id: int, sku_id: int) -> list[PromisedOrder]:
    """Who was promised this SKU here, youngest first."""
    sql = (
        "SELECT o.id, o.branch_id, o.hold, CAST(sum(l.reserved_base) AS bigint) AS reserved_base"
        " FROM sales_salesorder o JOIN sales_orderline l ON l.order_id = o.id"
        f" WHERE o.lifecycle = 'confirmed' AND l.reserved_base > 0"
        f" AND {among('o.location_id', int)} AND {among('l.sku_id', int)}"
        " GROUP BY o.id, o.branch_id, o.hold, o.confirmed_at ORDER BY o.confirmed_at DESC, o.id DESC"
    )
    return read_rows(Read(sql, (keys_text([location_id]), keys_text([sku_id])), PromisedOrder))


def overshoot(location_id: int, sku_id: int) -> int:
    """Promises beyond what is there now, base units; 0 where everything is covered."""
    sql = (
        "SELECT v.on_hand - v.reserved AS available FROM inventory_stocklevel v"
        f" WHERE {among('v.location_id', int)} AND {among('v.sku_id', int)}"
    )
    rows: list[Overshoot] = read_rows(Read(sql, (keys_text([location_id]), keys_text([sku_id])), Overshoot))
    return max(0, -sum(row.available for row in rows))
