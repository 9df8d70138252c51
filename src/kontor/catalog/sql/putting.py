"""The catalog as it stands before a put, and the UPDATEs that write what differs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from kontor.catalog.rows import CategoryRow, PackRow, ProductRow, SkuRow
from kontor.catalog.sql.many_keys import one_of
from kontor.kernel.statements import Read, Write, keys_text, records, records_text


class BarcodePlace(msgspec.Struct, frozen=True):
    """The codes of the SKU and the pack that a barcode stands on; `gtin` has 14 digits."""

    gtin: str
    sku: str
    pack: str


def products_before(codes: Iterable[str]) -> Read:
    columns = ", ".join(ProductRow.__struct_fields__)
    return Read(f"SELECT {columns} FROM catalog_product WHERE {one_of('code')}", (keys_text(codes),), ProductRow)


def skus_before(codes: Iterable[str]) -> Read:
    """The SKUs of these codes and all SKUs of the products of these codes."""
    keys = keys_text(codes)
    columns = ", ".join(f"s.{name}" for name in SkuRow.__struct_fields__)
    sql = (
        f"SELECT {columns} FROM catalog_sku s WHERE {one_of('s.code')}"
        f" UNION SELECT {columns} FROM catalog_sku s JOIN catalog_product p ON p.id = s.product_id"
        f" WHERE {one_of('p.code')}"
    )
    return Read(sql, (keys, keys), SkuRow)


def packs_before(codes: Iterable[str]) -> Read:
    """The packs of the SKUs of these codes."""
    columns = ", ".join(f"k.{name}" for name in PackRow.__struct_fields__)
    sql = (
        f"SELECT {columns} FROM catalog_sku s JOIN catalog_pack k ON k.sku_id = s.id WHERE {one_of('s.code')}"
        " ORDER BY k.id"
    )
    return Read(sql, (keys_text(codes),), PackRow)


def barcode_places(gtins: Iterable[str]) -> Read:
    sql = (
        "SELECT b.gtin, s.code AS sku, k.code AS pack FROM catalog_barcode b JOIN catalog_pack k ON k.id = b.pack_id"
        f" JOIN catalog_sku s ON s.id = k.sku_id WHERE {one_of('b.gtin')}"
    )
    return Read(sql, (keys_text(gtins),), BarcodePlace)


def all_categories() -> Read:
    """A tree is only understood whole, and it has thousands of rows at most."""
    return Read(f"SELECT {', '.join(CategoryRow.__struct_fields__)} FROM catalog_category", (), CategoryRow)


def update_write(table: str, rows: Sequence[Any], *, fixed: frozenset[str]) -> Write:
    """Write every row as it will be; each must still have the version before. `fixed` columns are left alone."""
    kind = type(rows[0])
    sets = ", ".join(f"{name} = d.{name}" for name in kind.__struct_fields__ if name not in fixed)
    sql = f"UPDATE {table} AS t SET {sets} FROM {records(kind)} WHERE t.id = d.id AND t.version = d.version - 1"
    ordered = sorted(rows, key=lambda row: row.id)
    return Write(f"changed_{table}", f"{sql} RETURNING 1", (records_text(ordered),), expected=len(rows))
