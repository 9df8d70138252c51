"""What things are called, for lists that name them by their codes."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from kontor.access.types import Actor
from kontor.kernel.statements import Read, among, keys_text, read_rows


class SkuName(msgspec.Struct, frozen=True):
    sku: str
    name: str


def sku_names(codes: Iterable[str], *, actor: Actor) -> dict[str, str]:
    """SKU code -> name; a code there is not is left out. One read."""
    sql = f"SELECT s.code AS sku, s.name FROM catalog_sku s WHERE {among('s.code', str)}"
    return {row.sku: row.name for row in read_rows(Read(sql, (keys_text(set(codes)),), SkuName))}
