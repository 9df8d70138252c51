"""The ledger as people read it: movements with their documents, and their sums per SKU and reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from kontor.kernel.ids import Id
from kontor.kernel.statements import Read, among, is_postgres, keys_text


class MovementFilters(msgspec.Struct, frozen=True):
    """Codes, not ids. Dates are business dates, both included; `reference` is the document's number.

    `text` is words of name, code, brand, barcode or description; `sku_ids` is what it found.
    """

    sku: str | None = None
    location: str | None = None
    branch: str | None = None
    lot: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    reference: str | None = None
    posting_id: int | None = None
    actor_id: int | None = None
    reason_code: int | None = None
    kind: str | None = None
    text: str | None = None
    sku_ids: tuple[int, ...] | None = None


class MovementRow(msgspec.Struct, frozen=True):
    """A movement with its document and the names around it. Cost and value are micros."""

    id: int
    posting_id: int
    kind: str
    reference: str
    reason: str
    reason_code: int
    occurred_at: datetime
    recorded_at: datetime
    business_date: date
    actor_id: int
    who: str
    sku: str
    name: str
    unit: str
    location: str
    branch: str
    lot: str | None
    on_hand_delta: int
    reserved_delta: int
    on_hand_after: int | None
    unit_cost_micros: int
    value_delta_micros: int
    is_oversold: bool
    reverses_id: int | None


class ReasonSum(msgspec.Struct, frozen=True):
    """What one SKU moved for one reason."""

    sku: str
    name: str
    unit: str
    reason_code: int
    movements: int
    quantity_in: int
    quantity_out: int
    value_micros: int


_MOVED: Final = """FROM inventory_stockmovement m JOIN inventory_stockposting t ON t.id = m.posting_id
 JOIN inventory_stocklevel l ON l.id = m.level_id JOIN inventory_location p ON p.id = l.location_id
 LEFT JOIN inventory_lot o ON o.id = m.lot_id"""

# The page is cut first, so that names are looked up for its movements only.
_PAGE: Final = """SELECT m.id, t.id AS posting_id, t.kind, t.reference, t.reason, m.reason_code, t.occurred_at,
 t.recorded_at, t.business_date, t.actor_id, coalesce(u.username, '') AS who, s.code AS sku, s.name,
 s.base_unit AS unit, p.code AS location, b.code AS branch, o.code AS lot, m.on_hand_delta, m.reserved_delta,
 {after} AS on_hand_after, m.unit_cost_micros, m.value_delta_micros, t.is_oversold, t.reverses_id
 FROM (SELECT m.* {moved} WHERE {where} ORDER BY m.id DESC LIMIT {limit:d}) m
 JOIN inventory_stockposting t ON t.id = m.posting_id JOIN inventory_stocklevel l ON l.id = m.level_id
 JOIN inventory_location p ON p.id = l.location_id JOIN organization_branch b ON b.id = p.branch_id
 JOIN catalog_sku s ON s.id = l.sku_id LEFT JOIN inventory_lot o ON o.id = m.lot_id
 LEFT JOIN access_user u ON u.id = t.actor_id {card} ORDER BY m.id DESC"""

# A stock card: what was there after each movement of the one level.
_CARD: Final = """JOIN (SELECT x.id, CAST(sum(x.on_hand_delta) OVER (ORDER BY x.id) AS bigint) AS on_hand_after
 FROM inventory_stockmovement x WHERE x.level_id = (SELECT y.id FROM inventory_stocklevel y
 JOIN catalog_sku z ON z.id = y.sku_id JOIN inventory_location w ON w.id = y.location_id
 WHERE z.code = %s AND w.code = %s)) c ON c.id = m.id"""

_BY_REASON: Final = """SELECT s.code AS sku, s.name, s.base_unit AS unit, m.reason_code, count(*) AS movements,
 CAST(sum(CASE WHEN m.on_hand_delta > 0 THEN m.on_hand_delta ELSE 0 END) AS bigint) AS quantity_in,
 CAST(sum(CASE WHEN m.on_hand_delta < 0 THEN -m.on_hand_delta ELSE 0 END) AS bigint) AS quantity_out,
 CAST(sum(m.value_delta_micros) AS bigint) AS value_micros {moved} JOIN catalog_sku s ON s.id = l.sku_id
 WHERE {where} AND (m.on_hand_delta <> 0 OR m.value_delta_micros <> 0)
 GROUP BY s.id, s.code, s.name, s.base_unit, m.reason_code ORDER BY s.id, m.reason_code"""


def movements_page_read(filters: MovementFilters, branch_ids: Sequence[int], *, before: int | None, limit: int) -> Read:
    """The newest `limit` movements older than the id `before`. One level asked for: each with what was there after."""
    where, parameters = _conditions(filters, branch_ids)
    if before is not None:
        where.append("m.id < CAST(%s AS bigint)")
        parameters.append(str(before))
    is_card = filters.sku is not None and filters.location is not None
    sql = _PAGE.format(
        after="c.on_hand_after" if is_card else "CAST(NULL AS bigint)",
        card=_CARD if is_card else "",
        moved=_MOVED,
        where=" AND ".join(where),
        limit=limit,
    )
    card = (filters.sku or "", filters.location or "") if is_card else ()
    return Read(sql, (*parameters, *card), MovementRow)


def stocked_skus_read(filters: MovementFilters, branch_ids: Sequence[int], *, after: int | None, limit: int) -> Read:
    """The first `limit` SKUs past the id `after` that have a level where the filters look."""
    places = MovementFilters(sku=filters.sku, location=filters.location, branch=filters.branch, sku_ids=filters.sku_ids)
    where, parameters = _conditions(places, branch_ids)
    sql = (
        "SELECT DISTINCT l.sku_id AS id FROM inventory_stocklevel l JOIN inventory_location p ON p.id = l.location_id"
        f" WHERE {' AND '.join(where)} AND l.sku_id > CAST(%s AS bigint) ORDER BY l.sku_id LIMIT {limit:d}"
    )
    return Read(sql, (*parameters, str(after or 0)), Id)


def reason_sums_read(filters: MovementFilters, branch_ids: Sequence[int], sku_ids: Sequence[int]) -> Read:
    """The sums of these SKUs."""
    where, parameters = _conditions(filters, branch_ids)
    sql = _BY_REASON.format(moved=_MOVED, where=" AND ".join([*where, among("l.sku_id", int)]))
    return Read(sql, (*parameters, keys_text(sku_ids)), ReasonSum)


def _conditions(filters: MovementFilters, branch_ids: Sequence[int]) -> tuple[list[str], list[str]]:
    day = "CAST(%s AS date)" if is_postgres() else "%s"
    business_date = "t.business_date" if is_postgres() or _is_short(filters) else "+t.business_date"
    wanted = (
        (filters.sku, "l.sku_id = (SELECT id FROM catalog_sku WHERE code = %s)"),
        (filters.location, "l.location_id = (SELECT id FROM inventory_location WHERE code = %s)"),
        (filters.branch, "p.branch_id = (SELECT id FROM organization_branch WHERE code = %s)"),
        (filters.lot, "o.code = %s"),
        (filters.from_on, f"{business_date} >= {day}"),
        (filters.to_on, f"{business_date} <= {day}"),
        (filters.reference, "t.reference = %s"),
        (filters.posting_id, "m.posting_id = CAST(%s AS bigint)"),
        (filters.actor_id, "t.actor_id = CAST(%s AS bigint)"),
        (filters.reason_code, "m.reason_code = CAST(%s AS bigint)"),
        (filters.kind, "t.kind = %s"),
    )
    where, parameters = [among("p.branch_id", int)], [keys_text(sorted(branch_ids))]
    for value, condition in wanted:
        if value is not None:
            where.append(condition)
            parameters.append(str(value))
    if filters.sku_ids is not None:
        where.append(among("l.sku_id", int))
        parameters.append(keys_text(filters.sku_ids))
    return where, parameters


def _is_short(filters: MovementFilters) -> bool:
    """Few days are found by their index; over many days SQLite would sort them all for one page ("+" says no)."""
    return filters.from_on is not None and ((filters.to_on or date.max) - filters.from_on).days <= 31
