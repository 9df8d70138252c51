"""What a document of the desk must know of places, SKUs and earlier postings."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kontor.inventory.desk import Place
from kontor.inventory.types import PostedLine, PostingHead
from kontor.kernel.ids import Id
from kontor.kernel.statements import Read, among, is_postgres, keys_text


class SkuPackFacts(msgspec.Struct, frozen=True):
    """One pack of one SKU."""

    sku_id: int
    sku: str
    unit: str
    is_stocked: bool
    pack: str
    factor: int


_PLACE = """SELECT p.id, p.code, p.kind, p.is_active AND b.is_active AS is_active, p.branch_id, b.code AS branch_code,
 b.business_id, u.currency, b.time_zone, CAST(b.day_starts_at AS text) AS day_starts_at, b.closed_through_on,
 y.approval_quantity_base, y.approval_value_minor
 FROM inventory_location p JOIN organization_branch b ON b.id = p.branch_id
 JOIN organization_business u ON u.id = b.business_id
 LEFT JOIN inventory_adjustmentpolicy y ON y.business_id = b.business_id"""


def places_read(codes: Sequence[str]) -> Read:
    return Read(f"{_PLACE} WHERE {among('p.code', str)}", (keys_text(codes),), Place)


def places_by_id_read(ids: Sequence[int]) -> Read:
    return Read(f"{_PLACE} WHERE {among('p.id', int)}", (keys_text(ids),), Place)


def sku_packs_read(codes: Sequence[str]) -> Read:
    sql = (
        "SELECT s.id AS sku_id, s.code AS sku, s.base_unit AS unit, s.is_stocked, k.code AS pack, k.factor"
        f" FROM catalog_sku s JOIN catalog_pack k ON k.sku_id = s.id WHERE {among('s.code', str)}"
        " ORDER BY s.id, k.factor, k.id"
    )
    return Read(sql, (keys_text(codes),), SkuPackFacts)


def posting_read(posting_id: int) -> Read:
    sql = (
        "SELECT t.id, t.kind, t.branch_id, t.reference, t.reverses_id, r.id AS reversed_by_id"
        " FROM inventory_stockposting t LEFT JOIN inventory_stockposting r ON r.reverses_id = t.id"
        f" WHERE {among('t.id', int)}"
    )
    return Read(sql, (keys_text([posting_id]),), PostingHead)


def lock_posting_read(posting_id: int) -> Read:
    """Lock the posting, so that two reversals of it are decided one after the other."""
    sql = f"SELECT t.id FROM inventory_stockposting t WHERE {among('t.id', int)}"
    if is_postgres():
        sql = f"WITH k AS MATERIALIZED ({sql} ORDER BY t.id FOR NO KEY UPDATE) SELECT id FROM k"
    return Read(sql, (keys_text([posting_id]),), Id)


def posted_lines_read(posting_id: int) -> Read:
    sql = (
        "SELECT l.location_id, p.code AS location, p.kind AS location_kind, p.is_active, l.sku_id, s.code AS sku,"
        " s.base_unit AS unit, m.lot_id, m.reason_code, m.on_hand_delta, m.reserved_delta, m.unit_cost_micros,"
        " m.value_delta_micros"
        " FROM inventory_stockmovement m JOIN inventory_stocklevel l ON l.id = m.level_id"
        " JOIN inventory_location p ON p.id = l.location_id JOIN catalog_sku s ON s.id = l.sku_id"
        f" WHERE {among('m.posting_id', int)} ORDER BY m.id"
    )
    return Read(sql, (keys_text([posting_id]),), PostedLine)


def business_of_read(code: str, branch_ids: Sequence[int]) -> Read:
    """The business of that code, if one of these branches is its."""
    sql = (
        "SELECT u.id FROM organization_business u"
        f" WHERE {among('u.code', str)} AND EXISTS (SELECT 1 FROM organization_branch b WHERE b.business_id = u.id"
        f" AND {among('b.id', int)})"
    )
    return Read(sql, (keys_text([code]), keys_text(branch_ids)), Id)


def branch_of_read(code: str, branch_ids: Sequence[int]) -> Read:
    """The open branch of that code, if it is one of these."""
    sql = (
        f"SELECT b.id FROM organization_branch b WHERE b.is_active AND {among('b.code', str)} AND {among('b.id', int)}"
    )
    return Read(sql, (keys_text([code]), keys_text(branch_ids)), Id)


class SkuName(msgspec.Struct, frozen=True):
    sku: str
    name: str
    unit: str


def sku_names_read(code: str) -> Read:
    sql = f"SELECT s.code AS sku, s.name, s.base_unit AS unit FROM catalog_sku s WHERE {among('s.code', str)}"
    return Read(sql, (keys_text([code]),), SkuName)
