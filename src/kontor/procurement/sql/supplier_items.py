"""What a list of supplier items meets, and the writes that bring it up to that list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from kontor.kernel.statements import Read, Write, among, insert, keys_text, records, records_text
from kontor.procurement.supplying import ItemRow, KnownPack, KnownSupplier

_COLUMNS = ", ".join(f"t.{name}" for name in ItemRow.__struct_fields__)
_ITEMS = f"SELECT {_COLUMNS} FROM procurement_supplieritem t"


class _Id(msgspec.Struct, frozen=True):
    id: int
    version: int


def suppliers_read(codes: Iterable[str]) -> Read:
    sql = f"SELECT id, code, is_active FROM parties_supplier WHERE {among('code', str)}"
    return Read(sql, (keys_text(codes),), KnownSupplier)


def packs_read(sku_codes: Iterable[str]) -> Read:
    sql = (
        "SELECT s.id AS sku_id, s.code AS sku, s.base_unit, k.id AS pack_id, k.code AS pack FROM catalog_sku s"
        f" JOIN catalog_pack k ON k.sku_id = s.id WHERE {among('s.code', str)} ORDER BY s.id, k.factor, k.id"
    )
    return Read(sql, (keys_text(sku_codes),), KnownPack)


def items_of_skus_read(sku_codes: Iterable[str]) -> Read:
    """Of every supplier, since one of them is preferred."""
    sql = f"{_ITEMS} JOIN catalog_sku s ON s.id = t.sku_id WHERE {among('s.code', str)}"
    return Read(sql, (keys_text(sku_codes),), ItemRow)


def items_by_their_code_read(supplier_codes: Iterable[str], their_codes: Iterable[str]) -> Read:
    """Those whose code the list may give to another SKU."""
    sql = (
        f"{_ITEMS} JOIN parties_supplier p ON p.id = t.supplier_id"
        f" WHERE {among('p.code', str)} AND {among('t.supplier_sku', str)} AND NOT (t.supplier_sku = '')"
    )
    return Read(sql, (keys_text(supplier_codes), keys_text(their_codes)), ItemRow)


def item_writes(fresh: Sequence[ItemRow], changed: Sequence[ItemRow]) -> list[Write]:
    """First those that are not preferred, so that the one before steps down before the next steps up.

    `changed` carry the version they will have; each must still have the one before.
    """
    last = [row for row in changed if not row.is_preferred]
    first = [row for row in changed if row.is_preferred]
    writes = [_update("stepped_down", last)] if last else []
    writes += [_update("changed", first)] if first else []
    return [*writes, insert("procurement_supplieritem", fresh, name="fresh")] if fresh else writes


def remove_write(item_id: int, version: int) -> Write:
    sql = (
        f"DELETE FROM procurement_supplieritem AS t WHERE {among('t.id', int)} AND EXISTS (SELECT 1 FROM {records(_Id)}"
    )
    return Write(
        "removed",
        f"{sql} WHERE d.id = t.id AND d.version = t.version) RETURNING 1",
        (keys_text([item_id]), records_text([_Id(item_id, version)])),
        expected=1,
    )


def _update(name: str, rows: Sequence[ItemRow]) -> Write:
    rows = sorted(rows, key=lambda row: row.id)  # so that two lists lock what they share in one order
    sets = ", ".join(f"{field} = d.{field}" for field in ItemRow.__struct_fields__ if field != "id")
    sql = f"UPDATE procurement_supplieritem AS t SET {sets} FROM {records(ItemRow)}"
    return Write(
        name, f"{sql} WHERE t.id = d.id AND t.version = d.version - 1 RETURNING 1", (records_text(rows),), len(rows)
    )
