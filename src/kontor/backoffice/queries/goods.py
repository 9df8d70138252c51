"""Where goods may be taken from, and how much of some SKUs is there: for forms that are filled in with goods."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kontor.access.types import Actor
from kontor.kernel.statements import Read, among, keys_text, read_rows


class Place(msgspec.Struct, frozen=True):
    """An open location of the actor's branches where people work with goods."""

    id: int
    code: str
    name: str
    kind: str
    branch: str
    business_id: int
    currency: str
    time_zone: str
    day_starts_at: str


class Available(msgspec.Struct, frozen=True):
    """What of a SKU is on hand and not promised, in base units."""

    sku: str
    on_hand: int
    available: int


def places(*, actor: Actor) -> list[Place]:
    """By branch and code; in transit and quarantine are no places one takes goods from. One read."""
    sql = (
        "SELECT p.id, p.code, p.name, p.kind, b.name AS branch, b.business_id, u.currency, b.time_zone,"
        " CAST(b.day_starts_at AS text) AS day_starts_at FROM inventory_location p"
        " JOIN organization_branch b ON b.id = p.branch_id JOIN organization_business u ON u.id = b.business_id"
        f" WHERE {among('p.branch_id', int)} AND p.is_active AND p.kind NOT IN ('in_transit', 'quarantine')"
        " ORDER BY b.id, p.id"
    )
    found: list[Place] = read_rows(Read(sql, (keys_text(sorted(actor.branch_ids)),), Place))
    return found


def available_at(location: str, skus: Sequence[str], *, actor: Actor) -> dict[str, Available]:
    """SKU code -> what is there; a SKU that never was there is left out. One read."""
    sql = (
        "SELECT s.code AS sku, l.on_hand, l.on_hand - l.reserved AS available FROM inventory_stocklevel l"
        " JOIN catalog_sku s ON s.id = l.sku_id JOIN inventory_location p ON p.id = l.location_id"
        f" WHERE p.code = %s AND {among('p.branch_id', int)} AND {among('s.code', str)} ORDER BY s.code"
    )
    parameters = (location, keys_text(sorted(actor.branch_ids)), keys_text(skus))
    return {row.sku: row for row in read_rows(Read(sql, parameters, Available))}
