"""Adjustments and their lines, read for a decision and written back after it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kontor.inventory.adjusting import AdjustmentLineRow, AdjustmentRow
from kontor.kernel.statements import Read, Write, among, for_update, keys_text, records, records_text


class ExternalKey(msgspec.Struct, frozen=True):
    source: str
    external_reference: str


class EarlierAdjustment(msgspec.Struct, frozen=True):
    """An adjustment with the answer it was given; `location_id` says who may know of it."""

    id: int
    number: str
    state: str
    posting_id: int | None
    is_oversold: bool
    version: int
    branch_id: int
    source: str
    external_reference: str


class LineFacts(msgspec.Struct, frozen=True):
    """An adjustment's line with its SKU."""

    sku_id: int
    position: int
    is_stocked: bool
    quantity_delta_base: int
    reason: str


_ROW = """SELECT a.id, a.number, a.location_id, a.state, a.note, a.source, a.external_reference, a.occurred_at,
 a.created_at, a.created_by, a.decided_at, a.decided_by, a.decision_note, a.posting_id, a.version
 FROM inventory_stockadjustment a"""


def earlier_adjustments_read(keys: Sequence[ExternalKey]) -> Read:
    # NOT (... = ''), word for word as the unique index has it: SQLite would walk the whole table otherwise.
    sql = (
        "SELECT a.id, a.number, a.state, a.posting_id, coalesce(t.is_oversold, false) AS is_oversold, a.version,"
        " p.branch_id, a.source, a.external_reference"
        f" FROM {records(ExternalKey)} CROSS JOIN inventory_stockadjustment a"
        " JOIN inventory_location p ON p.id = a.location_id"
        " LEFT JOIN inventory_stockposting t ON t.id = a.posting_id"
        " WHERE a.source = d.source AND a.external_reference = d.external_reference AND NOT (a.external_reference = '')"
    )
    return Read(sql, (records_text(keys),), EarlierAdjustment)


def lock_adjustment_read(adjustment_id: int) -> Read:
    sql = f"{_ROW} WHERE {among('a.id', int)}{for_update('a')}"
    return Read(sql, (keys_text([adjustment_id]),), AdjustmentRow)


def adjustment_lines_read(adjustment_id: int) -> Read:
    sql = (
        "SELECT n.sku_id, n.position, s.is_stocked, n.quantity_delta_base, n.reason"
        " FROM inventory_stockadjustmentline n JOIN catalog_sku s ON s.id = n.sku_id"
        f" WHERE {among('n.adjustment_id', int)} ORDER BY n.position"
    )
    return Read(sql, (keys_text([adjustment_id]),), LineFacts)


def decided_write(row: AdjustmentRow) -> Write:
    sql = (
        "UPDATE inventory_stockadjustment AS a SET state = d.state, decided_at = d.decided_at,"
        " decided_by = d.decided_by, decision_note = d.decision_note, posting_id = d.posting_id, version = d.version"
        f" FROM {records(AdjustmentRow)} WHERE a.id = d.id AND a.state = 'draft' RETURNING 1"
    )
    return Write("adjustments", sql, (records_text([row]),), expected=1)


def lines_seen_write(lines: Sequence[AdjustmentLineRow]) -> Write:
    sql = (
        "UPDATE inventory_stockadjustmentline AS n SET old_on_hand = d.old_on_hand, new_on_hand = d.new_on_hand"
        f" FROM {records(AdjustmentLineRow)} WHERE n.adjustment_id = d.adjustment_id AND n.position = d.position"
        " RETURNING 1"
    )
    return Write("lines", sql, (records_text(lines),), expected=len(lines))
