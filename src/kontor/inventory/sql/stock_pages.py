"""Stock levels as lists show them, narrowed by what the caller asked for and by the branches he works in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from kontor.kernel.statements import Read, among, instant_text, is_postgres, keys_text


class StockFilters(msgspec.Struct, frozen=True):
    """Codes, not ids; `text` stands anywhere in the SKU's code or name."""

    location: str | None = None
    branch: str | None = None
    sku: str | None = None
    text: str | None = None
    only_low: bool = False


class LevelRow(msgspec.Struct, frozen=True):
    """One level with the names around it. Cost and value are micros."""

    id: int
    sku: str
    name: str
    unit: str
    location: str
    location_kind: str
    branch: str
    on_hand: int
    reserved: int
    reorder_point: int | None
    reorder_quantity: int | None
    average_cost_micros: int
    value_micros: int


class SumRow(msgspec.Struct, frozen=True):
    """What the movements of one level sum up to. Value is micros."""

    sku: str
    location: str
    on_hand: int
    reserved: int
    value_micros: int


_LEVELS: Final = """SELECT l.id, s.code AS sku, s.name, s.base_unit AS unit, p.code AS location,
 p.kind AS location_kind, b.code AS branch, l.on_hand, l.reserved, l.reorder_point, l.reorder_quantity,
 l.average_cost_micros, l.value_micros FROM inventory_stocklevel l JOIN catalog_sku s ON s.id = l.sku_id
 JOIN inventory_location p ON p.id = l.location_id JOIN organization_branch b ON b.id = p.branch_id"""

# CROSS JOIN: SQLite then reads the movements in the order they lie there. Names are looked up for the sums only.
_SUMS: Final = """SELECT s.code AS sku, p.code AS location, x.on_hand, x.reserved, x.value_micros
 FROM (SELECT CAST(m.level_id AS bigint) AS level_id, CAST(sum(m.on_hand_delta) AS bigint) AS on_hand,
 CAST(sum(m.reserved_delta) AS bigint) AS reserved, CAST(sum(m.value_delta_micros) AS bigint) AS value_micros
 FROM inventory_stockmovement m CROSS JOIN inventory_stockposting t
 WHERE t.id = m.posting_id AND t.{clock} <= {instant}{levels} GROUP BY CAST(m.level_id AS bigint)) x
 JOIN inventory_stocklevel l ON l.id = x.level_id JOIN catalog_sku s ON s.id = l.sku_id
 JOIN inventory_location p ON p.id = l.location_id JOIN organization_branch b ON b.id = p.branch_id
 WHERE {where} AND (x.on_hand <> 0 OR x.reserved <> 0 OR x.value_micros <> 0) ORDER BY s.code, p.code"""

_SOME_LEVELS: Final = """ AND m.level_id IN (SELECT l.id FROM inventory_stocklevel l
 JOIN catalog_sku s ON s.id = l.sku_id WHERE s.code = %s)"""


def levels_page_read(filters: StockFilters, branch_ids: Sequence[int], *, after: int | None, limit: int) -> Read:
    """`limit` levels by SKU code, past the level `after`."""
    where, parameters = _conditions(filters, branch_ids)
    if after is not None:
        where.append(
            "(s.code, l.id) > (SELECT y.code, x.id FROM inventory_stocklevel x JOIN catalog_sku y ON y.id = x.sku_id"
            " WHERE x.id = CAST(%s AS bigint))"
        )
        parameters.append(str(after))
    sql = f"{_LEVELS} WHERE {' AND '.join(where)} ORDER BY s.code, l.id LIMIT {limit:d}"
    return Read(sql, tuple(parameters), LevelRow)


def sums_read(filters: StockFilters, branch_ids: Sequence[int], *, clock: str, until: datetime) -> Read:
    """The ledger summed per level, over documents whose `clock` (recorded_at, occurred_at) is not after `until`."""
    assert clock in ("recorded_at", "occurred_at")
    where, parameters = _conditions(filters, branch_ids)
    sql = _SUMS.format(
        clock=clock,
        instant="%s::timestamptz" if is_postgres() else "%s",
        levels="" if filters.sku is None else _SOME_LEVELS,
        where=" AND ".join(where),
    )
    levels = () if filters.sku is None else (filters.sku,)
    return Read(sql, (instant_text(until), *levels, *parameters), SumRow)


def _conditions(filters: StockFilters, branch_ids: Sequence[int]) -> tuple[list[str], list[str]]:
    where, parameters = [among("p.branch_id", int)], [keys_text(sorted(branch_ids))]
    for value, condition in ((filters.location, "p.code"), (filters.branch, "b.code"), (filters.sku, "s.code")):
        if value is not None:
            where.append(f"{condition} = %s")
            parameters.append(value)
    if filters.text is not None:
        where.append("lower(s.code || ' ' || s.name) LIKE lower(%s) ESCAPE '!'")
        parameters.append(f"%{_literal(filters.text)}%")
    if filters.only_low:
        where.append("l.on_hand - l.reserved <= l.reorder_point")
    return where, parameters


def _literal(text: str) -> str:
    """`text` as LIKE finds it letter by letter."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
