"""Rows as they stand before an upsert, and the one UPDATE that writes those that differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from kontor.kernel.statements import Read, Write, among, insert, keys_text, records, records_text
from kontor.kernel.wire import MOST_ID
from kontor.parties.rows import AreaRow, CustomerRow, SupplierRow


def customers_before(codes: Iterable[str]) -> Read:
    return _before("parties_customer", CustomerRow, codes)


def customers_by_id(ids: Iterable[int]) -> Read:
    """A number that no row can have as its id is left out."""
    ids = [id_ for id_ in ids if 0 < id_ <= MOST_ID]
    columns = ", ".join(CustomerRow.__struct_fields__)
    return Read(f"SELECT {columns} FROM parties_customer WHERE {among('id', int)}", (keys_text(ids),), CustomerRow)


def suppliers_by_id(ids: Iterable[int]) -> Read:
    """A number that no row can have as its id is left out."""
    columns = ", ".join(SupplierRow.__struct_fields__)
    known = keys_text(id_ for id_ in ids if 0 < id_ <= MOST_ID)
    return Read(f"SELECT {columns} FROM parties_supplier WHERE {among('id', int)}", (known,), SupplierRow)


def suppliers_before(codes: Iterable[str]) -> Read:
    return _before("parties_supplier", SupplierRow, codes)


def areas_before() -> Read:
    """All of them: a tree is only understood whole, and it has thousands of rows at most."""
    return Read(f"SELECT {', '.join(AreaRow.__struct_fields__)} FROM parties_area", (), AreaRow)


def put_writes(table: str, fresh: Sequence[Any], changed: Sequence[Any]) -> list[Write]:
    """`changed` carry the version they will have; each must still have the one before."""
    writes = [insert(table, fresh, name="fresh")] if fresh else []
    return [*writes, _update(table, changed)] if changed else writes


def _before(table: str, row: type[msgspec.Struct], codes: Iterable[str]) -> Read:
    columns = ", ".join(row.__struct_fields__)
    return Read(f"SELECT {columns} FROM {table} WHERE {among('code', str)}", (keys_text(codes),), row)


def _update(table: str, rows: Sequence[Any]) -> Write:
    rows = sorted(rows, key=lambda row: row.id)  # so that two lists lock what they share in one order
    kind = type(rows[0])
    sets = ", ".join(f"{name} = d.{name}" for name in kind.__struct_fields__ if name != "id")
    sql = f"UPDATE {table} AS t SET {sets} FROM {records(kind)} WHERE t.id = d.id AND t.version = d.version - 1"
    return Write("changed", f"{sql} RETURNING 1", (records_text(rows),), expected=len(rows))
