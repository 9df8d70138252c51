"""The statements that move stock levels, and the alerts that follow from them. The only UPDATE of a level is here.

Levels are locked in ascending id, once, as the last scarce rows of a write; the guard in the predicate holds whatever
was read before. A promise may not take more than is available nor lift more than is there; goods go out only at the
average cost they were valued at. `floor` follows: 0, or as deep as a fact has driven the availability.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from kontor.alerts.sql.alerts import open_alerts_write, resolve_alerts_write
from kontor.inventory.stock_book import LevelChange
from kontor.inventory.types import LevelState
from kontor.kernel.ids import Id
from kontor.kernel.statements import (
    Read,
    Write,
    among,
    is_postgres,
    keys_text,
    records,
    records_text,
    sent_rows,
)

_LEVEL_COLUMNS = """SELECT l.id, l.location_id, l.sku_id, s.code AS sku_code, p.branch_id, l.on_hand, l.reserved,
 l.average_cost_micros, l.value_micros
 FROM inventory_stocklevel l JOIN catalog_sku s ON s.id = l.sku_id JOIN inventory_location p ON p.id = l.location_id"""

_GUARD = """(d.is_fact OR l.on_hand + d.on_hand_delta - l.reserved - d.reserved_delta >= l.floor)
 AND (d.is_fact OR d.on_hand_delta >= 0 OR l.on_hand + d.on_hand_delta >= 0)
 AND l.reserved + d.reserved_delta >= 0
 AND (d.on_hand_delta = 0 OR l.average_cost_micros = d.read_average_micros)"""

_AVAILABLE_AFTER = "l.on_hand + d.on_hand_delta - l.reserved - d.reserved_delta"

# A promise does not ask for the average it read, so it must leave alone what a receipt has made of it meanwhile.
_AVERAGE_AFTER = (
    "CASE WHEN d.average_cost_micros = d.read_average_micros THEN l.average_cost_micros ELSE d.average_cost_micros END"
)

_SET = f"""on_hand = l.on_hand + d.on_hand_delta, reserved = l.reserved + d.reserved_delta,
 value_micros = l.value_micros + d.value_delta_micros, average_cost_micros = {_AVERAGE_AFTER},
 floor = CASE WHEN {_AVAILABLE_AFTER} < 0 THEN {_AVAILABLE_AFTER} ELSE 0 END"""


class _KeyPair(msgspec.Struct, frozen=True):
    location_id: int
    sku_id: int


def levels_by_code_read(locations: Sequence[str], sku_codes: Sequence[str]) -> Read:
    """The levels of these SKUs at these locations, both named by code."""
    sql = f"{_LEVEL_COLUMNS} WHERE {among('s.code', str)} AND {among('p.code', str)}"
    return Read(sql, (keys_text(sku_codes), keys_text(locations)), LevelState)


def create_accepting_levels_write(locations: Sequence[str], sku_codes: Sequence[str]) -> Write:
    """Levels a till sale may need and that are not there yet, at locations that accept what has happened."""
    sql = (
        "INSERT INTO inventory_stocklevel"
        " (location_id, sku_id, on_hand, reserved, floor, average_cost_micros, value_micros)"
        " SELECT p.id, s.id, 0, 0, 0, 0, 0 FROM inventory_location p CROSS JOIN catalog_sku s"
        f" WHERE p.shortage_policy = 'accept' AND s.is_stocked AND {among('p.code', str)} AND {among('s.code', str)}"
        " ORDER BY p.id, s.id ON CONFLICT DO NOTHING RETURNING 1"
    )
    return Write("new_levels", sql, (keys_text(locations), keys_text(sku_codes)))


def levels_read(pairs: Sequence[tuple[int, int]]) -> Read:
    """The levels of these (location id, SKU id) pairs."""
    sql = f"{_LEVEL_COLUMNS} JOIN {records(_KeyPair)} ON l.location_id = d.location_id AND l.sku_id = d.sku_id"
    return Read(sql, (records_text([_KeyPair(*pair) for pair in sorted(set(pairs))]),), LevelState)


def lock_levels_read(level_ids: Sequence[int]) -> Read:
    """Lock these levels in ascending id. Sorted, so that two batches cannot deadlock."""
    sql = f"SELECT l.id FROM inventory_stocklevel l WHERE {among('l.id', int)} ORDER BY l.id"
    if is_postgres():
        sql = f"WITH k AS MATERIALIZED ({sql} FOR NO KEY UPDATE) SELECT id FROM k"
    return Read(sql, (keys_text(sorted(level_ids)),), Id)


def create_levels_write(pairs: Sequence[tuple[int, int]]) -> Write:
    """Levels that do not exist yet, empty; sorted, so that two batches cannot deadlock on the unique index."""
    sql = (
        "INSERT INTO inventory_stocklevel"
        " (location_id, sku_id, on_hand, reserved, floor, average_cost_micros, value_micros)"
        f" SELECT d.location_id, d.sku_id, 0, 0, 0, 0, 0 FROM {records(_KeyPair)} WHERE true"
        " ORDER BY d.location_id, d.sku_id ON CONFLICT DO NOTHING RETURNING 1"
    )
    return Write("new_levels", sql, (records_text([_KeyPair(*pair) for pair in sorted(set(pairs))]),))


def level_writes(changes: Sequence[LevelChange], now: datetime) -> list[Write]:
    """Move the levels, guarded, and open or resolve what their new availability calls for."""
    if not changes:
        return []
    writes = [_level_write(changes)]
    source, parameters = _moved(changes)
    low = f"SELECT {_SUBJECT}, 'low_stock' AS kind, {_LOW_TEXT} AS text FROM {source} WHERE available <= reorder_point"
    over = f"SELECT {_SUBJECT}, 'oversold' AS kind, {_OVERSOLD_TEXT} AS text FROM {source} WHERE available < 0"
    if any(change.on_hand_delta < change.reserved_delta for change in changes):
        writes.append(open_alerts_write(low, parameters, now, name="low_stock_opened"))
    if any(change.is_fact for change in changes):
        writes.append(open_alerts_write(over, parameters, now, name="oversold_opened"))
    if any(change.on_hand_delta > change.reserved_delta for change in changes):
        risen = f"SELECT {_SUBJECT}, 'low_stock' AS kind FROM {source} WHERE available > reorder_point"
        covered = f"SELECT {_SUBJECT}, 'oversold' AS kind FROM {source} WHERE available >= 0"
        writes.append(resolve_alerts_write(risen, parameters, now, name="low_stock_resolved"))
        writes.append(resolve_alerts_write(covered, parameters, now, name="oversold_resolved"))
    return writes


class ReorderChange(msgspec.Struct, frozen=True):
    """The reorder point of one level, in base units; None: it is never low."""

    id: int
    label: str
    branch_id: int
    reorder_point: int | None
    reorder_quantity: int | None


def reorder_write(changes: Sequence[ReorderChange]) -> Write:
    sql = (
        "UPDATE inventory_stocklevel AS l SET reorder_point = d.reorder_point, reorder_quantity = d.reorder_quantity"
        f" FROM {records(ReorderChange)} WHERE l.id = d.id RETURNING 1"
    )
    return Write("levels", sql, (records_text(changes),), expected=len(changes))


def reorder_alert_writes(changes: Sequence[ReorderChange], now: datetime) -> list[Write]:
    """Open or resolve what the new reorder points call for; in a statement after `reorder_write`."""
    source = (
        "(SELECT l.id, d.label, d.branch_id, l.on_hand - l.reserved AS available, l.reorder_point"
        f" FROM inventory_stocklevel l JOIN {records(ReorderChange)} ON d.id = l.id) AS moved"
    )
    low = f"SELECT {_SUBJECT}, 'low_stock' AS kind, {_LOW_TEXT} AS text FROM {source} WHERE available <= reorder_point"
    risen = (
        f"SELECT {_SUBJECT}, 'low_stock' AS kind FROM {source} WHERE reorder_point IS NULL OR available > reorder_point"
    )
    parameters = (records_text(changes),)
    return [
        open_alerts_write(low, parameters, now, name="low_stock_opened"),
        resolve_alerts_write(risen, parameters, now, name="low_stock_resolved"),
    ]


_SUBJECT = "'stock_level' AS subject_kind, CAST(id AS text) AS subject_key, branch_id"
_LOW_TEXT = "label || ': ' || available || ' available, reorder point ' || reorder_point"
_OVERSOLD_TEXT = "label || ': ' || (-available) || ' more promised or sold than there is'"


def _level_write(changes: Sequence[LevelChange]) -> Write:
    if is_postgres():
        ids = keys_text([change.id for change in changes])
        source, text = sent_rows("inventory_levelchange", changes)
        sql = (
            "WITH k AS MATERIALIZED (SELECT x.id FROM inventory_stocklevel x"
            f" WHERE {among('x.id', int)} ORDER BY x.id FOR NO KEY UPDATE)"
            # Asked once, before anything is updated. Joined with k, each change would be compared with each lock: the
            # planner takes an array for ten rows.
            f" UPDATE inventory_stocklevel l SET {_SET} FROM {source}"
            f" WHERE (SELECT count(*) FROM k) > 0 AND l.id = d.id AND {_GUARD}"
            " RETURNING l.id, d.label, d.branch_id, l.on_hand - l.reserved AS available, l.reorder_point"
        )
        return Write("levels", sql, (ids, text), expected=len(changes))
    sql = f"UPDATE inventory_stocklevel AS l SET {_SET} FROM {records(LevelChange)} WHERE l.id = d.id AND {_GUARD}"
    return Write("levels", f"{sql} RETURNING 1", (records_text(changes),), expected=len(changes))


def _moved(changes: Sequence[LevelChange]) -> tuple[str, tuple[str, ...]]:
    """The levels as they are after `levels`: PostgreSQL's other parts of the statement only see them RETURNING."""
    if is_postgres():
        return "levels", ()
    sql = (
        "(SELECT l.id, d.label, d.branch_id, l.on_hand - l.reserved AS available, l.reorder_point"
        f" FROM inventory_stocklevel l JOIN {records(LevelChange)} ON d.id = l.id) AS moved"
    )
    return sql, (records_text(changes),)
