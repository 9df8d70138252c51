"""Transfers and their lines, read for a decision and written back after it."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.inventory.transfers import LineInTransit, TransferLineRow, TransferRow
from kontor.kernel.ids import Id
from kontor.kernel.statements import Read, Write, among, for_update, keys_text, records, records_text


def transit_location_read(branch_id: int) -> Read:
    """The branch's in-transit location, the oldest if there were several."""
    sql = (
        f"SELECT id FROM inventory_location WHERE kind = 'in_transit' AND {among('branch_id', int)} ORDER BY id LIMIT 1"
    )
    return Read(sql, (keys_text([branch_id]),), Id)


def lock_transfer_read(transfer_id: int) -> Read:
    sql = (
        "SELECT t.id, t.number, t.from_location_id, t.to_location_id, t.transit_location_id, t.state, t.note,"
        " t.sent_at, t.sent_by, t.received_at, t.received_by, t.version"
        f" FROM inventory_transfer t WHERE {among('t.id', int)}{for_update('t')}"
    )
    return Read(sql, (keys_text([transfer_id]),), TransferRow)


def transfer_lines_read(transfer_id: int) -> Read:
    sql = (
        "SELECT n.transfer_id, n.sku_id, n.position, n.quantity_base, n.unit_cost_micros, n.received_base,"
        " n.written_off_base, s.code AS sku, s.base_unit AS unit"
        " FROM inventory_transferline n JOIN catalog_sku s ON s.id = n.sku_id"
        f" WHERE {among('n.transfer_id', int)} ORDER BY n.position"
    )
    return Read(sql, (keys_text([transfer_id]),), LineInTransit)


def received_write(row: TransferRow) -> Write:
    sql = (
        "UPDATE inventory_transfer AS t SET state = d.state, received_at = d.received_at,"
        f" received_by = d.received_by, version = d.version FROM {records(TransferRow)}"
        " WHERE t.id = d.id AND t.state = 'in_transit' RETURNING 1"
    )
    return Write("transfers", sql, (records_text([row]),), expected=1)


def arrived_write(lines: Sequence[TransferLineRow]) -> Write:
    sql = (
        "UPDATE inventory_transferline AS n SET received_base = d.received_base, written_off_base = d.written_off_base"
        f" FROM {records(TransferLineRow)} WHERE n.transfer_id = d.transfer_id AND n.position = d.position RETURNING 1"
    )
    return Write("lines", sql, (records_text(lines),), expected=len(lines))
