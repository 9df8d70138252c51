"""Which codes are in use, asked for many at once."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from kontor.kernel.statements import Read, among, keys_text


class CodedId(msgspec.Struct, frozen=True):
    id: int
    code: str


def customers_read(codes: Iterable[str]) -> Read:
    return Read(f"SELECT id, code FROM parties_customer WHERE {among('code', str)}", (keys_text(codes),), CodedId)


def areas_read(codes: Iterable[str]) -> Read:
    return Read(f"SELECT id, code FROM parties_area WHERE {among('code', str)}", (keys_text(codes),), CodedId)


def suppliers_read(codes: Iterable[str]) -> Read:
    return Read(f"SELECT id, code FROM parties_supplier WHERE {among('code', str)}", (keys_text(codes),), CodedId)


def channels_read(codes: Iterable[str]) -> Read:
    return Read(f"SELECT id, code FROM parties_channel WHERE {among('code', str)}", (keys_text(codes),), CodedId)
