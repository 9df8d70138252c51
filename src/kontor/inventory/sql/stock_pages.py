"""Stock levels as lists show them, narrowed by what the caller asked for and by the branches he works in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from kontor.kernel.statements import Read, among, instant_text, is_postgres, keys_text, records, records_text


class StockFilters(msgspec.Struct, frozen=True):
    """Codes, not ids; `text` is words of name, code, brand, barcode or description: see `Found`."""

    location: str | None = None
    branch: str | None = None
    sku: str | None = None
    text: str | None = None
    only_low: bool = False


class Found(msgspec.Struct, frozen=True):
    """A SKU that the filters' text has found; `place` 0 is the best."""

    sku_id: int
    place: int


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
 l.average_cost_micros, l.value_micros FROM {found}inventory_stocklevel l JOIN catalog_sku s ON s.id = l.sku_id
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
    """`limit` levels by SKU code, past the level `after`; the filters' text is for `found_levels_read`."""
    where, parameters = _conditions(filters, branch_ids)
    if after is not None:
        last = "FROM inventory_stocklevel x JOIN catalog_sku y ON y.id = x.sku_id WHERE x.id = CAST(%s AS bigint)"
        where.append(f"s.code >= (SELECT y.code {last})")  # lets the index on codes begin where the page begins
        where.append(f"(s.code, l.id) > (SELECT y.code, x.id {last})")
        parameters += [str(after), str(after)]
    sql = f"{_LEVELS.format(found='')} WHERE {' AND '.join(where)} ORDER BY s.code, l.id LIMIT {limit:d}"
    return Read(sql, tuple(parameters), LevelRow)


def found_levels_read(
    filters: StockFilters, branch_ids: Sequence[int], found: Sequence[Found], *, after: int | None, limit: int
) -> Read:
    """`limit` levels of the SKUs found, the best first, past the level `after`."""
    where, parameters = _conditions(filters, branch_ids)
    if after is not None:
        last = f"FROM {records(Found, 'x')} JOIN inventory_stocklevel y ON y.sku_id = x.sku_id"
        where.append(f"(d.place, l.id) > (SELECT x.place, y.id {last} WHERE y.id = CAST(%s AS bigint))")
        parameters += [records_text(found), str(after)]
    # CROSS JOIN: SQLite then looks up the levels of what was found, instead of walking all of them.
    levels = _LEVELS.format(found=f"{records(Found)} CROSS JOIN ")
    where.append("l.sku_id = d.sku_id")
    sql = f"{levels} WHERE {' AND '.join(where)} ORDER BY d.place, l.id LIMIT {limit:d}"
    return Read(sql, (records_text(found), *parameters), LevelRow)


def sums_read(filters: StockFilters, branch_ids: Sequence[int], *, clock: str, until: datetime) -> Read:
    """The ledger summed per level, over documents whose `clock` (recorded_at, occurred_at) is not after `until`.

    The filters' text is not for sums.
    """
    assert filters.text is None
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
    if filters.only_low:
        where.append("l.on_hand - l.reserved <= l.reorder_point")
    return where, parameters
