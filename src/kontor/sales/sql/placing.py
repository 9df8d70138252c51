"""What placing an order reads beside prices and stock: the place, the customers, the people, earlier twins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from kontor.kernel.statements import Read, among, is_postgres, keys_text, records, records_text
from kontor.sales.facts import CustomerFacts, PlaceFacts


class NamedId(msgspec.Struct, frozen=True):
    id: int
    code: str


class ExternalKey(msgspec.Struct, frozen=True):
    source: str
    external_reference: str


class EarlierOrder(msgspec.Struct, frozen=True):
    """An order that carries the same external reference: the same document sent twice."""

    id: int
    source: str
    external_reference: str


_ABOVE: Final = "LEFT JOIN parties_area a2 ON a2.id = a.parent_id LEFT JOIN parties_area a3 ON a3.id = a2.parent_id"
_WAY: Final = (  # an area's id and those above it, from itself up; the highest is the parent of the third
    "CAST(a.id AS text) || coalesce(' ' || a.parent_id, '') || coalesce(' ' || a2.parent_id, '')"
    " || coalesce(' ' || a3.parent_id, '')"
)


def places_read(codes: Sequence[str]) -> Read:
    together = f"{'string_agg' if is_postgres() else 'group_concat'}({_WAY}, ',')"
    sql = (
        "SELECT p.id AS location_id, p.code AS location, p.branch_id, b.business_id, u.currency, b.time_zone,"
        " CAST(b.day_starts_at AS text) AS day_starts_at, b.closed_through_on,"
        " p.is_active AND b.is_active AS is_active, p.shortage_policy = 'accept' AS accepts_shortage,"
        " coalesce(y.deduct_at, 'ship') AS deduct_at,"
        f" coalesce((SELECT {together} FROM inventory_locationarea z JOIN parties_area a ON a.id = z.area_id"
        f" {_ABOVE} WHERE z.location_id = p.id), '') AS areas"
        " FROM inventory_location p JOIN organization_branch b ON b.id = p.branch_id"
        " JOIN organization_business u ON u.id = b.business_id"
        " LEFT JOIN sales_salespolicy y ON y.business_id = b.business_id"
        f" WHERE {among('p.code', str)}"
    )
    return Read(sql, (keys_text(codes),), PlaceFacts)


def customers_read(codes: Sequence[str]) -> Read:
    sql = (
        f"SELECT c.id, c.code, c.is_active, c.channel_id, coalesce({_WAY}, '') AS area_way FROM parties_customer c"
        f" LEFT JOIN parties_area a ON a.id = c.area_id {_ABOVE} WHERE {among('c.code', str)}"
    )
    return Read(sql, (keys_text(codes),), CustomerFacts)


def channels_read(codes: Sequence[str]) -> Read:
    return Read(f"SELECT id, code FROM parties_channel WHERE {among('code', str)}", (keys_text(codes),), NamedId)


def people_read(names: Sequence[str]) -> Read:
    sql = f"SELECT id, username AS code FROM access_user WHERE {among('username', str)}"
    return Read(sql, (keys_text(names),), NamedId)


def earlier_orders_read(keys: Sequence[ExternalKey]) -> Read:
    # NOT (... = ''), word for word as the unique index has it: SQLite would walk the whole table otherwise.
    sql = (
        f"SELECT o.id, o.source, o.external_reference FROM {records(ExternalKey)} CROSS JOIN sales_salesorder o"
        " WHERE o.source = d.source AND o.external_reference = d.external_reference AND NOT (o.external_reference = '')"
    )
    return Read(sql, (records_text(keys),), EarlierOrder)
