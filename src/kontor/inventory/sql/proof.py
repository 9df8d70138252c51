"""Set-based questions whose only right answer is no rows. The ledger is summed once, whatever its length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from kontor.kernel.statements import Read, among, keys_text


class UnprovedLevel(msgspec.Struct, frozen=True):
    """A level that does not say what its movements sum up to. The level is 0 throughout where only movements exist."""

    level_id: int
    subject: str
    on_hand: int
    reserved: int
    value_micros: int
    floor: int
    moved_on_hand: int
    moved_reserved: int
    moved_value_micros: int


class Divergence(msgspec.Struct, frozen=True):
    """The last movement after which the ledger said what the level says (0: before the first), and the one after it.

    `agreed_id` None: no running sum ever was like the level.
    """

    level_id: int
    agreed_id: int | None
    next_id: int | None
    posting_id: int | None
    reference: str | None


class Contradiction(msgspec.Struct, frozen=True):
    subject: str
    expected: str
    found: str


# The cast keeps SQLite from walking an index that jumps all over the table.
_LEVELS: Final = """WITH m AS MATERIALIZED (SELECT CAST(level_id AS bigint) AS level_id,
 CAST(sum(on_hand_delta) AS bigint) AS on_hand, CAST(sum(reserved_delta) AS bigint) AS reserved,
 CAST(sum(value_delta_micros) AS bigint) AS value_micros
 FROM inventory_stockmovement GROUP BY CAST(level_id AS bigint)),
 k AS (SELECT id FROM inventory_stocklevel UNION SELECT level_id FROM m)
 SELECT k.id AS level_id, coalesce(p.code || ' ' || s.code, 'level ' || k.id) AS subject,
 coalesce(l.on_hand, 0) AS on_hand, coalesce(l.reserved, 0) AS reserved, coalesce(l.value_micros, 0) AS value_micros,
 coalesce(l.floor, 0) AS floor, coalesce(m.on_hand, 0) AS moved_on_hand, coalesce(m.reserved, 0) AS moved_reserved,
 coalesce(m.value_micros, 0) AS moved_value_micros
 FROM k LEFT JOIN inventory_stocklevel l ON l.id = k.id LEFT JOIN m ON m.level_id = k.id
 LEFT JOIN inventory_location p ON p.id = l.location_id LEFT JOIN catalog_sku s ON s.id = l.sku_id
 WHERE l.id IS NULL OR l.on_hand <> coalesce(m.on_hand, 0) OR l.reserved <> coalesce(m.reserved, 0)
 OR l.value_micros <> coalesce(m.value_micros, 0)
 OR l.floor <> CASE WHEN l.on_hand < l.reserved THEN l.on_hand - l.reserved ELSE 0 END
 ORDER BY k.id"""

_EMPTY_POSTINGS: Final = """SELECT 'posting ' || t.id || ' ' || t.reference AS subject, 'movements' AS expected,
 'none' AS found FROM inventory_stockposting t
 WHERE NOT EXISTS (SELECT 1 FROM inventory_stockmovement m WHERE m.posting_id = t.id) ORDER BY t.id"""

_REVERSALS: Final = """SELECT 'posting ' || x.reversal_id AS subject, CAST(-x.first AS text) AS expected,
 CAST(x.second AS text) AS found FROM (
 SELECT r.id AS reversal_id, m.level_id, sum(CASE WHEN m.posting_id = r.id THEN 0 ELSE m.on_hand_delta END) AS first,
 sum(CASE WHEN m.posting_id = r.id THEN m.on_hand_delta ELSE 0 END) AS second
 FROM inventory_stockposting r JOIN inventory_stockmovement m ON m.posting_id = r.id OR m.posting_id = r.reverses_id
 WHERE r.reverses_id IS NOT NULL GROUP BY r.id, m.level_id) x
 WHERE x.first + x.second <> 0 ORDER BY x.reversal_id, x.level_id"""

_TRANSIT: Final = """SELECT p.code || ' ' || s.code AS subject, CAST(x.sent AS text) AS expected,
 CAST(x.held AS text) AS found FROM (SELECT location_id, sku_id, sum(sent) AS sent, sum(held) AS held FROM (
 SELECT t.transit_location_id AS location_id, n.sku_id, n.quantity_base - n.received_base - n.written_off_base AS sent,
 0 AS held FROM inventory_transferline n JOIN inventory_transfer t ON t.id = n.transfer_id WHERE t.state = 'in_transit'
 UNION ALL SELECT l.location_id, l.sku_id, 0, l.on_hand FROM inventory_stocklevel l
 JOIN inventory_location q ON q.id = l.location_id WHERE q.kind = 'in_transit') y
 GROUP BY location_id, sku_id HAVING sum(sent) <> sum(held)) x
 JOIN inventory_location p ON p.id = x.location_id JOIN catalog_sku s ON s.id = x.sku_id ORDER BY p.code, s.code"""

_ADJUSTMENTS: Final = """SELECT a.number AS subject, 'old and delta make new, where it moved' AS expected,
 'old ' || coalesce(n.old_on_hand, 0) || ', delta ' || n.quantity_delta_base || ', new ' || coalesce(n.new_on_hand, 0)
 AS found FROM inventory_stockadjustmentline n JOIN inventory_stockadjustment a ON a.id = n.adjustment_id
 JOIN catalog_sku s ON s.id = n.sku_id
 WHERE CASE WHEN a.state = 'posted' AND s.is_stocked
 THEN coalesce(n.old_on_hand + n.quantity_delta_base <> n.new_on_hand, true)
 WHEN a.state <> 'posted' THEN n.new_on_hand IS NOT NULL ELSE false END ORDER BY a.id, n.position"""

# A receipt rounds the average: the value may be off by half a micro for each unit there was, and issues carry that on.
_AVERAGES: Final = """SELECT p.code || ' ' || s.code AS subject,
 'about ' || (l.value_micros / l.on_hand) || ' micros a unit' AS expected,
 CAST(l.average_cost_micros AS text) AS found
 FROM inventory_stocklevel l JOIN inventory_location p ON p.id = l.location_id JOIN catalog_sku s ON s.id = l.sku_id
 WHERE l.on_hand > 0 AND abs(l.value_micros - l.on_hand * l.average_cost_micros) * 2 > l.on_hand
 AND abs(l.value_micros - l.on_hand * l.average_cost_micros) * 2 > (SELECT coalesce(sum(m.on_hand_delta), 0)
 FROM inventory_stockmovement m WHERE m.level_id = l.id AND m.on_hand_delta > 0) ORDER BY l.id"""


def _alerts(kind: str, holds: str) -> str:
    """Levels whose alert of this kind is open although its condition does not hold, or the other way round."""
    return f"""SELECT p.code || ' ' || s.code AS subject,
 CASE WHEN {holds} THEN 'an open alert' ELSE 'none' END AS expected,
 CASE WHEN a.id IS NULL THEN 'none' ELSE 'an open alert' END AS found
 FROM inventory_stocklevel l JOIN inventory_location p ON p.id = l.location_id JOIN catalog_sku s ON s.id = l.sku_id
 LEFT JOIN alerts_alert a ON a.kind = '{kind}' AND a.subject_kind = 'stock_level'
 AND a.subject_key = CAST(l.id AS text) AND a.resolved_at IS NULL
 WHERE ({holds}) <> (a.id IS NOT NULL) ORDER BY l.id"""


#: Kind of contradiction -> its question, and what to do about an answer.
_QUESTIONS: Final = {
    "posting_empty": (_EMPTY_POSTINGS, "A document of the journal without lines: its writing was cut in two."),
    "reversal": (_REVERSALS, "The reversal does not take back what was posted; adjust the rest."),
    "in_transit": (_TRANSIT, "Transit holds other goods than its open transfers say; compare their postings."),
    "adjustment_line": (_ADJUSTMENTS, "The document says other than the ledger did; the ledger is right."),
    "average_cost": (_AVERAGES, "Correct the cost of these goods to what they are worth (correct-cost)."),
    "low_stock_alert": (
        _alerts("low_stock", "coalesce(l.on_hand - l.reserved <= l.reorder_point, false)"),
        "Set the reorder point once more: that opens or resolves the alert.",
    ),
    "oversold_alert": (
        _alerts("oversold", "l.on_hand - l.reserved < 0"),
        "The next movement of this level opens or resolves the alert.",
    ),
}


def unproved_levels_read(limit: int) -> Read:
    return Read(f"{_LEVELS} LIMIT {limit:d}", (), UnprovedLevel)


def contradiction_reads(limit: int) -> dict[str, tuple[Read, str]]:
    """Kind -> the read that finds its contradictions, and the hint that goes with them."""
    return {kind: (Read(f"{sql} LIMIT {limit:d}", (), Contradiction), hint) for kind, (sql, hint) in _QUESTIONS.items()}


def divergences_read(level_ids: Sequence[int]) -> Read:
    """Where the running sums of these levels' movements leave what the levels say."""
    sql = f"""WITH r AS (SELECT m.level_id, m.id, m.posting_id, sum(m.on_hand_delta) OVER w AS on_hand,
 sum(m.reserved_delta) OVER w AS reserved, sum(m.value_delta_micros) OVER w AS value_micros
 FROM inventory_stockmovement m WHERE {among("m.level_id", int)}
 WINDOW w AS (PARTITION BY m.level_id ORDER BY m.id)),
 a AS (SELECT l.id, CASE WHEN l.on_hand = 0 AND l.reserved = 0 AND l.value_micros = 0
 THEN coalesce(max(r.id), 0) ELSE max(r.id) END AS agreed_id
 FROM inventory_stocklevel l LEFT JOIN r ON r.level_id = l.id AND r.on_hand = l.on_hand AND r.reserved = l.reserved
 AND r.value_micros = l.value_micros WHERE {among("l.id", int)}
 GROUP BY l.id, l.on_hand, l.reserved, l.value_micros),
 n AS (SELECT a.id, a.agreed_id, (SELECT min(r.id) FROM r WHERE r.level_id = a.id AND r.id > a.agreed_id) AS next_id
 FROM a)
 SELECT n.id AS level_id, n.agreed_id, n.next_id, t.id AS posting_id, t.reference
 FROM n LEFT JOIN inventory_stockmovement m ON m.id = n.next_id
 LEFT JOIN inventory_stockposting t ON t.id = m.posting_id ORDER BY n.id"""
    return Read(sql, (keys_text(level_ids), keys_text(level_ids)), Divergence)
