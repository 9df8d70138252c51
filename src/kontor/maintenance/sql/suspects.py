"""Which movement made a stock level differ: those whose document says another quantity.

Asked only of the few levels that differ. A movement is suspected when a second witness contradicts it: the order's
lines, the reversal's, the adjustment's, or the audit trail of a receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from kontor.kernel.statements import Read, among, keys_text


class Suspect(msgspec.Struct, frozen=True):
    """A movement that its document contradicts."""

    level_id: int
    movement_id: int
    posting_id: int
    reference: str
    on_hand_delta: int
    reserved_delta: int
    document: str


class Told(msgspec.Struct, frozen=True):
    """A movement and what the audit trail told of its posting: JSON with (location, SKU, quantity) as it moved."""

    level_id: int
    location_id: int
    sku_id: int
    movement_id: int
    posting_id: int
    reference: str
    on_hand_delta: int
    reserved_delta: int
    diff: str


# Shipping takes goods from the shelf and from the promise alike, so a movement that does so is not suspected.
_OF_ORDERS: Final = """SELECT m.level_id, m.id AS movement_id, m.posting_id, t.reference, m.on_hand_delta,
 m.reserved_delta, o.number AS document
 FROM (SELECT order_id, level_id, sum(issued) AS issued, sum(reserved) AS reserved, sum(moved) AS moved,
 sum(promised) AS promised FROM (
 SELECT l.order_id, v.id AS level_id, l.issued_base AS issued, l.reserved_base AS reserved, 0 AS moved, 0 AS promised
 FROM inventory_stocklevel v JOIN sales_orderline l ON l.sku_id = v.sku_id AND l.is_stocked
 JOIN sales_salesorder o ON o.id = l.order_id AND o.location_id = v.location_id WHERE {levels}
 UNION ALL SELECT k.order_id, v.level_id, 0, 0, -v.on_hand_delta, v.reserved_delta
 FROM inventory_stockmovement v JOIN sales_orderposting k ON k.posting_id = v.posting_id WHERE {moved_levels}) y
 GROUP BY order_id, level_id HAVING sum(issued) <> sum(moved) OR sum(reserved) <> sum(promised)) x
 JOIN sales_salesorder o ON o.id = x.order_id JOIN sales_orderposting k ON k.order_id = o.id
 JOIN inventory_stockposting t ON t.id = k.posting_id
 JOIN inventory_stockmovement m ON m.posting_id = t.id AND m.level_id = x.level_id
 WHERE (x.issued <> x.moved AND m.on_hand_delta <> m.reserved_delta AND (m.on_hand_delta <> 0 OR k.kind = 'issue'))
 OR (x.reserved <> x.promised AND m.on_hand_delta <> m.reserved_delta) ORDER BY m.id"""

_OF_REVERSALS: Final = """SELECT m.level_id, m.id AS movement_id, m.posting_id, t.reference, m.on_hand_delta,
 m.reserved_delta, r.number AS document
 FROM inventory_stockmovement m JOIN inventory_stockposting t ON t.id = m.posting_id
 JOIN sales_salesreversal r ON r.posting_id = t.id JOIN inventory_stocklevel v ON v.id = m.level_id
 WHERE {levels} AND NOT EXISTS (SELECT 1 FROM sales_salesreversalline n WHERE n.reversal_id = r.id
 AND n.sku_id = v.sku_id AND n.is_stocked AND n.quantity_base = m.on_hand_delta) ORDER BY m.id"""

_OF_ADJUSTMENTS: Final = """SELECT m.level_id, m.id AS movement_id, m.posting_id, t.reference, m.on_hand_delta,
 m.reserved_delta, a.number AS document
 FROM inventory_stockmovement m JOIN inventory_stockposting t ON t.id = m.posting_id
 JOIN inventory_stockadjustment a ON a.posting_id = t.id JOIN inventory_stocklevel v ON v.id = m.level_id
 WHERE {levels} AND m.on_hand_delta <> 0 AND NOT EXISTS (SELECT 1 FROM inventory_stockadjustmentline n
 WHERE n.adjustment_id = a.id AND n.sku_id = v.sku_id AND n.quantity_delta_base = m.on_hand_delta) ORDER BY m.id"""


_TOLD: Final = """SELECT m.level_id, v.location_id, v.sku_id, m.id AS movement_id, m.posting_id, t.reference,
 m.on_hand_delta, m.reserved_delta, a.diff
 FROM inventory_stockmovement m JOIN inventory_stockposting t ON t.id = m.posting_id
 JOIN inventory_stocklevel v ON v.id = m.level_id
 JOIN access_auditrecord a ON a.subject = 'inventory.posting:' || t.id WHERE {levels} ORDER BY m.id"""


def told_read(level_ids: Sequence[int]) -> Read:
    return Read(_TOLD.format(levels=among("v.id", int)), (keys_text(level_ids),), Told)


def suspects_reads(level_ids: Sequence[int]) -> list[Read]:
    """What orders, reversals and adjustments have to say of these levels' movements."""
    ids, levels = keys_text(level_ids), among("v.id", int)
    of_orders = _OF_ORDERS.format(levels=levels, moved_levels=among("v.level_id", int))
    return [
        Read(of_orders, (ids, ids), Suspect),
        Read(_OF_REVERSALS.format(levels=levels), (ids,), Suspect),
        Read(_OF_ADJUSTMENTS.format(levels=levels), (ids,), Suspect),
    ]
