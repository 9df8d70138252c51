"""Documents against the ledger they caused, and the outbox against itself: questions whose only right answer is none.

Each package proves its own tables; what stands between them is asked here.
"""

from __future__ import annotations

from typing import Final

import msgspec

from kontor.kernel.statements import Read

MOST_ROWS: Final = 1_000


class Contradiction(msgspec.Struct, frozen=True):
    subject: str
    expected: str
    found: str


# A variance row moves nothing and has no unit cost.
_MOVEMENT_VALUES: Final = """SELECT 'movement ' || m.id || ' of ' || p.code || ' ' || s.code || ' in posting '
 || t.id || ' ' || t.reference AS subject,
 m.on_hand_delta || ' at ' || m.unit_cost_micros || ' = ' || (m.on_hand_delta * m.unit_cost_micros) AS expected,
 CAST(m.value_delta_micros AS text) AS found
 FROM inventory_stockmovement m JOIN inventory_stockposting t ON t.id = m.posting_id
 JOIN inventory_stocklevel v ON v.id = m.level_id JOIN inventory_location p ON p.id = v.location_id
 JOIN catalog_sku s ON s.id = v.sku_id
 WHERE m.value_delta_micros <> m.on_hand_delta * m.unit_cost_micros
 AND (m.on_hand_delta <> 0 OR m.reserved_delta <> 0 OR m.unit_cost_micros <> 0) ORDER BY m.id"""

_REVERSAL_TOTALS: Final = """SELECT r.number AS subject,
 'net ' || coalesce(x.net, 0) || ', tax ' || coalesce(x.tax, 0) AS expected,
 'net ' || r.net_minor || ', tax ' || r.tax_minor AS found
 FROM sales_salesreversal r LEFT JOIN (SELECT reversal_id, sum(net_minor) AS net, sum(tax_minor) AS tax
 FROM sales_salesreversalline GROUP BY reversal_id) x ON x.reversal_id = r.id
 WHERE r.net_minor <> coalesce(x.net, 0) OR r.tax_minor <> coalesce(x.tax, 0) ORDER BY r.id"""

_REVERSAL_MOVEMENTS: Final = """SELECT r.number || ' ' || s.code AS subject, CAST(x.said AS text) AS expected,
 CAST(x.moved AS text) AS found FROM (SELECT reversal_id, sku_id, sum(said) AS said, sum(moved) AS moved FROM (
 SELECT n.reversal_id, n.sku_id, n.quantity_base AS said, 0 AS moved FROM sales_salesreversalline n WHERE n.is_stocked
 UNION ALL SELECT r.id, v.sku_id, 0, m.on_hand_delta FROM sales_salesreversal r
 JOIN inventory_stockmovement m ON m.posting_id = r.posting_id JOIN inventory_stocklevel v ON v.id = m.level_id) y
 GROUP BY reversal_id, sku_id HAVING sum(said) <> sum(moved)) x
 JOIN sales_salesreversal r ON r.id = x.reversal_id JOIN catalog_sku s ON s.id = x.sku_id ORDER BY r.id, s.code"""

_ADJUSTMENT_MOVEMENTS: Final = """SELECT a.number || ' ' || s.code AS subject, CAST(x.said AS text) AS expected,
 CAST(x.moved AS text) AS found FROM (SELECT adjustment_id, sku_id, sum(said) AS said, sum(moved) AS moved FROM (
 SELECT n.adjustment_id, n.sku_id, n.quantity_delta_base AS said, 0 AS moved FROM inventory_stockadjustmentline n
 JOIN inventory_stockadjustment a ON a.id = n.adjustment_id JOIN catalog_sku s ON s.id = n.sku_id
 WHERE a.state = 'posted' AND s.is_stocked
 UNION ALL SELECT a.id, v.sku_id, 0, m.on_hand_delta FROM inventory_stockadjustment a
 JOIN inventory_stockmovement m ON m.posting_id = a.posting_id JOIN inventory_stocklevel v ON v.id = m.level_id) y
 GROUP BY adjustment_id, sku_id HAVING sum(said) <> sum(moved)) x
 JOIN inventory_stockadjustment a ON a.id = x.adjustment_id JOIN catalog_sku s ON s.id = x.sku_id
 ORDER BY a.id, s.code"""

_TRANSFER_MOVEMENTS: Final = """SELECT t.number || ' ' || s.code AS subject,
 'sent ' || x.sent || ', received ' || x.received AS expected,
 'sent ' || x.went || ', received ' || x.came AS found FROM (
 SELECT transfer_id, sku_id, sum(sent) AS sent, sum(received) AS received, sum(went) AS went, sum(came) AS came FROM (
 SELECT n.transfer_id, n.sku_id, n.quantity_base AS sent, n.received_base AS received, 0 AS went, 0 AS came
 FROM inventory_transferline n
 UNION ALL SELECT t.id, v.sku_id, 0, 0, CASE WHEN v.location_id = t.from_location_id THEN -m.on_hand_delta ELSE 0 END,
 CASE WHEN v.location_id = t.to_location_id THEN m.on_hand_delta ELSE 0 END
 FROM inventory_transfer t JOIN inventory_transferposting k ON k.transfer_id = t.id
 JOIN inventory_stockmovement m ON m.posting_id = k.posting_id JOIN inventory_stocklevel v ON v.id = m.level_id) y
 GROUP BY transfer_id, sku_id HAVING sum(sent) <> sum(went) OR sum(received) <> sum(came)) x
 JOIN inventory_transfer t ON t.id = x.transfer_id JOIN catalog_sku s ON s.id = x.sku_id ORDER BY t.id, s.code"""

_ORDERS_EMPTY: Final = """SELECT o.number AS subject, 'lines' AS expected, 'none' AS found FROM sales_salesorder o
 WHERE NOT EXISTS (SELECT 1 FROM sales_orderline l WHERE l.order_id = o.id) ORDER BY o.id"""

_ORDERS_ELSEWHERE: Final = """SELECT o.number AS subject, 'postings of its own branch' AS expected,
 'posting ' || t.id || ' of branch ' || t.branch_id AS found
 FROM sales_orderposting k JOIN sales_salesorder o ON o.id = k.order_id
 JOIN inventory_stockposting t ON t.id = k.posting_id WHERE t.branch_id <> o.branch_id ORDER BY k.id"""

_CURSORS: Final = """SELECT c.handler AS subject, 'at most ' || x.last AS expected, CAST(c.position AS text) AS found
 FROM kernel_handlercursor c JOIN (SELECT coalesce(max(position), 0) AS last FROM kernel_event) x ON c.position > x.last
 ORDER BY c.handler"""

_EVENTS_SWAPPED: Final = """SELECT x.aggregate || ' event ' || x.id AS subject,
 'after event ' || x.earlier_id AS expected,
 'position ' || x.position || ' before ' || x.earlier AS found FROM (
 SELECT aggregate, id, position, lag(id) OVER w AS earlier_id, lag(position) OVER w AS earlier
 FROM kernel_event WHERE position IS NOT NULL WINDOW w AS (PARTITION BY aggregate ORDER BY id)) x
 WHERE x.earlier > x.position ORDER BY x.id"""

_EVENTS_GIVEN_UP: Final = """SELECT e.type || ' ' || e.id || ' for ' || f.handler AS subject, 'handled' AS expected,
 'given up after ' || f.attempts || ' tries: ' || f.reason AS found
 FROM kernel_failedevent f JOIN kernel_event e ON e.id = f.event_id
 WHERE f.next_attempt_at IS NULL AND f.attempts > 0 ORDER BY f.id"""

#: Kind of contradiction -> its question, and what to do about an answer.
_QUESTIONS: Final = {
    "movement_value": (_MOVEMENT_VALUES, "The movement was changed beside the ledger: its value is not its quantity."),
    "reversal_totals": (_REVERSAL_TOTALS, "The reversal's totals are not the sums of its lines."),
    "reversal_movements": (_REVERSAL_MOVEMENTS, "The reversal and its posting tell two stories; compare them."),
    "adjustment_movements": (
        _ADJUSTMENT_MOVEMENTS,
        "The adjustment and its posting tell two stories; count again.",
    ),
    "transfer_movements": (_TRANSFER_MOVEMENTS, "The transfer and its postings tell two stories; count again."),
    "order_empty": (_ORDERS_EMPTY, "An order without lines: its writing was cut in two."),
    "order_elsewhere": (_ORDERS_ELSEWHERE, "The order is linked to a posting of another branch."),
    "outbox_cursor": (_CURSORS, "The handler believes to have read events that are not there."),
    "outbox_order": (_EVENTS_SWAPPED, "Two events of one document are numbered the wrong way round."),
    "outbox_given_up": (_EVENTS_GIVEN_UP, "The reaction never happened; mend its cause and let it be tried again."),
}


def contradiction_reads() -> dict[str, tuple[Read, str]]:
    """Kind -> the read that finds its contradictions, and the hint that goes with them."""
    return {
        kind: (Read(f"{sql} LIMIT {MOST_ROWS}", (), Contradiction), hint) for kind, (sql, hint) in _QUESTIONS.items()
    }
