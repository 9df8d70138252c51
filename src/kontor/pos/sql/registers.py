"""What a list of registers meets, and the writes that bring it up to that list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec

from kontor.kernel.statements import Read, Write, among, insert, keys_text, records, records_text
from kontor.pos.registering import KnownList, KnownPlace, KnownRegister, RegisterRow


class BranchOf(msgspec.Struct, frozen=True):
    id: int
    business_id: int


def registers_read(codes: Iterable[str]) -> Read:
    """Of every branch, since a code stands once."""
    columns = ", ".join(f"r.{name}" for name in RegisterRow.__struct_fields__)
    sql = f"SELECT {columns}, p.branch_id FROM pos_register r JOIN inventory_location p ON p.id = r.location_id"
    return Read(f"{sql} WHERE {among('r.code', str)}", (keys_text(codes),), KnownRegister)


def places_read(codes: Iterable[str], branch_ids: Collection[int]) -> Read:
    sql = (
        "SELECT p.id, p.code, p.kind, p.is_active AND b.is_active AS is_active, p.branch_id, b.business_id"
        " FROM inventory_location p JOIN organization_branch b ON b.id = p.branch_id"
        f" WHERE {among('p.code', str)} AND {among('p.branch_id', int)}"
    )
    return Read(sql, (keys_text(codes), keys_text(sorted(branch_ids))), KnownPlace)


def lists_read(codes: Iterable[str], branch_ids: Collection[int]) -> Read:
    sql = (
        "SELECT l.id, l.code, l.business_id FROM pricing_pricelist l WHERE l.kind = 'sale' AND l.customer_id IS NULL"
        f" AND {among('l.code', str)} AND l.business_id IN"
        f" (SELECT b.business_id FROM organization_branch b WHERE {among('b.id', int)})"
    )
    return Read(sql, (keys_text(codes), keys_text(sorted(branch_ids))), KnownList)


def branches_read(branch_ids: Collection[int]) -> Read:
    sql = f"SELECT b.id, b.business_id FROM organization_branch b WHERE {among('b.id', int)}"
    return Read(sql, (keys_text(sorted(branch_ids)),), BranchOf)


def register_writes(fresh: Sequence[RegisterRow], changed: Sequence[RegisterRow]) -> list[Write]:
    """`changed` carry the version they will have; each must still have the one before."""
    writes = [insert("pos_register", fresh, name="fresh")] if fresh else []
    if not changed:
        return writes
    rows = sorted(changed, key=lambda row: row.id)  # so that two lists lock what they share in one order
    sets = ", ".join(f"{field} = d.{field}" for field in RegisterRow.__struct_fields__ if field not in ("id", "code"))
    sql = (
        f"UPDATE pos_register AS t SET {sets} FROM {records(RegisterRow)}"
        " WHERE t.id = d.id AND t.version = d.version - 1 RETURNING 1"
    )
    return [*writes, Write("changed", sql, (records_text(rows),), expected=len(rows))]
