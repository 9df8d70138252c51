"""Which codes are in use, asked for many at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from kontor.kernel.ids import Id
from kontor.kernel.statements import Read, among, is_postgres, keys_text

Table = Literal["parties_customer", "parties_area", "parties_supplier", "parties_channel"]


class CodedId(msgspec.Struct, frozen=True):
    id: int
    code: str


def codes_read(table: Table, codes: Iterable[str]) -> Read:
    return Read(f"SELECT id, code FROM {table} WHERE {among('code', str)}", (keys_text(codes),), CodedId)


def customers_read(codes: Iterable[str]) -> Read:
    return codes_read("parties_customer", codes)


def areas_read(codes: Iterable[str]) -> Read:
    return codes_read("parties_area", codes)


def suppliers_read(codes: Iterable[str]) -> Read:
    return codes_read("parties_supplier", codes)


def channels_read(codes: Iterable[str]) -> Read:
    """Retired ones included."""
    return codes_read("parties_channel", codes)


def open_channels_read(codes: Iterable[str]) -> Read:
    """Those a customer may be given."""
    sql = f"SELECT id, code FROM parties_channel WHERE is_active AND {among('code', str)}"
    return Read(sql, (keys_text(codes),), CodedId)


def highest_number_read(table: Table, prefix: str) -> Read:
    """The highest number that follows `prefix` in a code of 4 to 9 digits, 0 without one; as the one row's `id`."""
    digits = f"substr(code, {len(prefix) + 1})"
    if is_postgres():
        return Read(
            f"SELECT coalesce(max({digits}::bigint), 0) AS id FROM {table} WHERE code ~ %s",
            (f"^{prefix}[0-9]{{4,9}}$",),
            Id,
        )
    return Read(
        f"SELECT coalesce(max(CAST({digits} AS INTEGER)), 0) AS id FROM {table} WHERE code GLOB %s"
        f" AND {digits} NOT GLOB '*[^0-9]*' AND length({digits}) BETWEEN 4 AND 9",
        (f"{prefix}[0-9]*",),
        Id,
    )
