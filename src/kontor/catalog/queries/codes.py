"""From codes to ids, for packages above; any number of codes in one query."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from kontor.access.types import Actor
from kontor.catalog.errors import BarcodeUnknown
from kontor.catalog.gtin import gtin14
from kontor.catalog.sql.codes import skus_read, tax_classes_read
from kontor.catalog.types import ScannedPack
from kontor.kernel.statements import Read, among, keys_text, read_rows


class PackFound(msgspec.Struct, frozen=True):
    """A pack of a SKU; its base pack is the one whose code is `base_unit`."""

    id: int
    sku: str
    base_unit: str
    pack: str
    factor: int


def sku_ids_by_code(codes: Iterable[str]) -> dict[str, int]:
    """Ids of the SKUs that exist; codes that do not are left out. Case-sensitive."""
    return {row.code: row.id for row in read_rows(skus_read(codes))}


def tax_class_ids_by_code(codes: Iterable[str]) -> dict[str, int]:
    return {row.code: row.id for row in read_rows(tax_classes_read(codes))}


def packs_of_skus(codes: Iterable[str]) -> list[PackFound]:
    """Every pack of the SKUs that exist by ascending id, in one query."""
    sql = (
        "SELECT k.id, s.code AS sku, s.base_unit, k.code AS pack, k.factor"
        f" FROM catalog_sku s JOIN catalog_pack k ON k.sku_id = s.id WHERE {among('s.code', str)}"
        " ORDER BY k.id"
    )
    return read_rows(Read(sql, (keys_text(codes),), PackFound))


def packs_by_barcode(barcodes: Iterable[str]) -> dict[str, ScannedPack]:
    """What each barcode stands for, as it was scanned: a UPC is found by its EAN with a 0 before and the other way."""
    scanned = {code: gtin14(code) for code in barcodes if code.isascii() and code.isdigit() and len(code) <= 14}
    sql = (
        "SELECT b.gtin AS barcode, s.id AS sku_id, s.code AS sku, s.name, k.code AS pack, k.factor, s.is_active"
        " FROM catalog_barcode b JOIN catalog_pack k ON k.id = b.pack_id JOIN catalog_sku s ON s.id = k.sku_id"
        f" WHERE {among('b.gtin', str)}"
    )
    found = {row.barcode: row for row in read_rows(Read(sql, (keys_text(set(scanned.values())),), ScannedPack))}
    return {code: msgspec.structs.replace(found[gtin], barcode=code) for code, gtin in scanned.items() if gtin in found}


def pack_of_barcode(barcode: str, *, actor: Actor) -> ScannedPack:
    """One query. Raises BarcodeUnknown."""
    found = packs_by_barcode([barcode]).get(barcode)
    if found is None:
        raise BarcodeUnknown(f"No pack has the barcode {barcode[:40]}.")
    return found
