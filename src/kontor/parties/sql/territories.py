"""What belongs to areas before it is put in, and how a manager's time ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from kontor.kernel.statements import Read, Write, among, insert, keys_text, records, records_text
from kontor.parties.rows import ManagerRow, ShipperRow


class AreaLevel(msgspec.Struct, frozen=True):
    id: int
    name: str
    level: str


class _Ended(msgspec.Struct, frozen=True):
    id: int
    until_at: datetime


class CodedShipper(ShipperRow, frozen=True, kw_only=True):
    code: str


def levels_read(area_ids: Iterable[int]) -> Read:
    return Read(f"SELECT id, name, level FROM parties_area WHERE {among('id', int)}", (keys_text(area_ids),), AreaLevel)


def managers_read(territory_ids: Iterable[int]) -> Read:
    """Those who answer for the territories now."""
    columns = ", ".join(ManagerRow.__struct_fields__)
    sql = f"SELECT {columns} FROM parties_territorymanager WHERE until_at IS NULL AND {among('territory_id', int)}"
    return Read(sql, (keys_text(territory_ids),), ManagerRow)


def manager_writes(ended: Sequence[ManagerRow], fresh: Sequence[ManagerRow], now: datetime) -> list[Write]:
    """First those end, then these begin: there is one at a time."""
    rows = [_Ended(row.id, now) for row in ended]
    sql = (
        f"UPDATE parties_territorymanager AS t SET until_at = d.until_at FROM {records(_Ended)}"
        " WHERE t.id = d.id AND t.until_at IS NULL RETURNING 1"
    )
    writes = [Write("ended", sql, (records_text(rows),), expected=len(rows))] if rows else []
    return [*writes, insert("parties_territorymanager", fresh, name="fresh")]


def shippers_before(area_codes: Iterable[str]) -> Read:
    columns = ", ".join(f"s.{name}" for name in ShipperRow.__struct_fields__)
    sql = f"SELECT {columns}, a.code FROM parties_shipper s JOIN parties_area a ON a.id = s.area_id"
    return Read(f"{sql} WHERE {among('a.code', str)}", (keys_text(area_codes),), CodedShipper)
