"""Which codes are in use, asked for many at once."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from kontor.catalog.sql.many_keys import one_of
from kontor.kernel.ids import Id
from kontor.kernel.statements import Read, among, keys_text


class Code(msgspec.Struct, frozen=True):
    code: str


class CodedId(msgspec.Struct, frozen=True):
    id: int
    code: str


def product_codes_read(codes: Iterable[str]) -> Read:
    return Read(f"SELECT code FROM catalog_product WHERE {one_of('code')}", (keys_text(codes),), Code)


def skus_read(codes: Iterable[str]) -> Read:
    return Read(f"SELECT id, code FROM catalog_sku WHERE {one_of('code')}", (keys_text(codes),), CodedId)


def gtins_read(gtins: Iterable[str]) -> Read:
    """Barcodes in use, compared and given in 14 digits."""
    return Read(f"SELECT gtin AS code FROM catalog_barcode WHERE {one_of('gtin')}", (keys_text(gtins),), Code)


def tax_classes_read(codes: Iterable[str]) -> Read:
    return Read(f"SELECT id, code FROM catalog_taxclass WHERE {one_of('code')}", (keys_text(codes),), CodedId)


def category_ids_read(ids: Iterable[int]) -> Read:
    return Read(f"SELECT id FROM catalog_category WHERE {among('id', int)}", (keys_text(ids),), Id)
