"""Set-based questions whose only right answer is no rows. Each scans its tables once; names are joined to what differs.

A row says what it is about, what the lines, movements or orders demand, and what stands written.
"""

from __future__ import annotations

from typing import Final

import msgspec

from kontor.kernel.statements import Read

MOST_ROWS: Final = 1_000


class DifferenceRow(msgspec.Struct, frozen=True):
    subject: str
    expected: str
    found: str


_TOTALS: Final = """SELECT o.number AS subject,
 'net ' || coalesce(t.net, 0) || ', tax ' || coalesce(t.tax, 0) AS expected,
 'net ' || o.net_minor || ', tax ' || o.tax_minor AS found
 FROM sales_salesorder o LEFT JOIN (SELECT order_id, sum(net_minor) AS net, sum(tax_minor) AS tax
 FROM sales_orderline GROUP BY order_id) t ON t.order_id = o.id
 WHERE o.net_minor <> coalesce(t.net, 0) OR o.tax_minor <> coalesce(t.tax, 0)"""

_AMOUNTS: Final = """SELECT o.number || ' line ' || l.position AS subject, 'nothing negative' AS expected,
 'net ' || l.net_minor || ', tax ' || l.tax_minor || ', discount ' || l.discount_minor AS found
 FROM sales_orderline l JOIN sales_salesorder o ON o.id = l.order_id
 WHERE l.net_minor < 0 OR l.tax_minor < 0 OR l.discount_minor < 0"""

_SHIPPED: Final = """SELECT o.number || ' line ' || l.position AS subject,
 'at most ' || l.issued_base || ' shipped' AS expected, CAST(l.shipped_base AS text) AS found
 FROM sales_orderline l JOIN sales_salesorder o ON o.id = l.order_id
 WHERE l.is_stocked AND l.shipped_base > l.issued_base"""

_PROMISES_LEFT: Final = """SELECT o.number || ' line ' || l.position AS subject, '0' AS expected,
 CAST(l.reserved_base AS text) AS found FROM sales_orderline l JOIN sales_salesorder o ON o.id = l.order_id
 WHERE l.reserved_base <> 0 AND o.lifecycle IN ('closed', 'cancelled')"""

_RESERVED: Final = """SELECT p.code || ' ' || s.code AS subject, CAST(t.promised AS text) AS expected,
 CAST(t.kept AS text) AS found FROM (SELECT location_id, sku_id, sum(promised) AS promised, sum(kept) AS kept FROM (
 SELECT o.location_id, l.sku_id, l.reserved_base AS promised, 0 AS kept
 FROM sales_orderline l JOIN sales_salesorder o ON o.id = l.order_id WHERE l.reserved_base <> 0
 UNION ALL SELECT v.location_id, v.sku_id, 0, v.reserved FROM inventory_stocklevel v WHERE v.reserved <> 0) x
 GROUP BY location_id, sku_id HAVING sum(promised) <> sum(kept)) t
 JOIN inventory_location p ON p.id = t.location_id JOIN catalog_sku s ON s.id = t.sku_id"""

# Services count only where an order has nothing else, as in states.fulfillment_of.
_FULFILLMENT: Final = """SELECT o.number AS subject, t.derived AS expected, o.fulfillment AS found
 FROM sales_salesorder o JOIN (SELECT order_id, CASE WHEN stocked > 0 AND left_stocked = 0 THEN 'none'
 WHEN stocked > 0 AND waiting_stocked = 0 THEN 'full' WHEN stocked > 0 THEN 'partly'
 WHEN left_any = 0 THEN 'none' WHEN waiting_any = 0 THEN 'full' ELSE 'partly' END AS derived FROM (
 SELECT order_id, sum(CASE WHEN is_stocked THEN 1 ELSE 0 END) AS stocked,
 sum(CASE WHEN is_stocked THEN shipped_base ELSE 0 END) AS left_stocked,
 sum(CASE WHEN is_stocked AND shipped_base < quantity_base THEN 1 ELSE 0 END) AS waiting_stocked,
 sum(shipped_base) AS left_any, sum(CASE WHEN shipped_base < quantity_base THEN 1 ELSE 0 END) AS waiting_any
 FROM sales_orderline GROUP BY order_id) x) t ON t.order_id = o.id WHERE t.derived <> o.fulfillment"""

_BACKORDERED: Final = """SELECT o.number AS subject, CASE WHEN t.waits THEN 'backordered' ELSE 'not backordered' END
 AS expected, CASE WHEN o.is_backordered THEN 'backordered' ELSE 'not backordered' END AS found
 FROM sales_salesorder o JOIN (SELECT x.id, x.lifecycle = 'confirmed' AND EXISTS (SELECT 1 FROM sales_orderline l
 WHERE l.order_id = x.id AND l.is_stocked AND l.quantity_base > l.reserved_base + l.issued_base) AS waits
 FROM sales_salesorder x WHERE x.is_backordered OR x.lifecycle = 'confirmed') t ON t.id = o.id
 WHERE t.waits <> o.is_backordered"""

_MOVED: Final = """SELECT o.number || ' ' || s.code AS subject,
 'issued ' || t.moved || ', reserved ' || t.promised AS expected,
 'issued ' || t.issued || ', reserved ' || t.reserved AS found FROM (
 SELECT order_id, sku_id, sum(issued) AS issued, sum(reserved) AS reserved, sum(moved) AS moved,
 sum(promised) AS promised FROM (
 SELECT l.order_id, l.sku_id, l.issued_base AS issued, l.reserved_base AS reserved, 0 AS moved, 0 AS promised
 FROM sales_orderline l WHERE l.is_stocked AND (l.issued_base <> 0 OR l.reserved_base <> 0)
 UNION ALL SELECT k.order_id, v.sku_id, 0, 0, -m.on_hand_delta, m.reserved_delta FROM sales_orderposting k
 JOIN inventory_stockmovement m ON m.posting_id = k.posting_id JOIN inventory_stocklevel v ON v.id = m.level_id) x
 GROUP BY order_id, sku_id HAVING sum(issued) <> sum(moved) OR sum(reserved) <> sum(promised)) t
 JOIN sales_salesorder o ON o.id = t.order_id JOIN catalog_sku s ON s.id = t.sku_id"""

#: Kind of difference -> its question and what to do about an answer.
_QUESTIONS: Final = {
    "order_totals": (_TOTALS, "The order's totals are not the sums of its lines; reprice or amend it."),
    "line_amounts": (_AMOUNTS, "A line's amount is negative; amend its price or discount."),
    "line_shipped": (_SHIPPED, "More left the house than left the stock; compare the delivery with the stock ledger."),
    "promise_left": (_PROMISES_LEFT, "A finished order still holds goods back; its promise was never released."),
    "reserved_stock": (_RESERVED, "The stock level promises other than the orders do; look at its reservations."),
    "fulfillment": (_FULFILLMENT, "The order's fulfillment is not what its lines say."),
    "backordered": (
        _BACKORDERED,
        "The order is listed as waiting for goods, or not, against its lines; amend it.",
    ),
    "order_movements": (_MOVED, "The lines and the order's stock documents tell two stories; the ledger is right."),
}


def proof_reads() -> dict[str, tuple[Read, str]]:
    """Kind -> the read that finds its differences, at most MOST_ROWS, and the hint that goes with them."""
    return {
        kind: (Read(f"{sql} ORDER BY 1 LIMIT {MOST_ROWS}", (), DifferenceRow), hint)
        for kind, (sql, hint) in _QUESTIONS.items()
    }
