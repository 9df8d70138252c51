"""What was opened before, and the lots that opening rows name."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from kontor.inventory.opening import Opened
from kontor.kernel.statements import Read, among, keys_text, records, records_text


class _Pair(msgspec.Struct, frozen=True):
    location_id: int
    sku_id: int


class LotFound(msgspec.Struct, frozen=True):
    id: int
    sku: str
    code: str


def opened_read(pairs: Collection[tuple[int, int]]) -> Read:
    """What the opening postings brought to these (location id, SKU id) pairs, by lot."""
    sql = (
        "SELECT l.location_id, l.sku_id, coalesce(m.lot_id, 0) AS lot_id,"
        " CAST(sum(m.on_hand_delta) AS bigint) AS quantity_base,"
        " CAST(sum(m.value_delta_micros) AS bigint) AS value_micros"
        f" FROM {records(_Pair)} JOIN inventory_stocklevel l ON l.location_id = d.location_id AND l.sku_id = d.sku_id"
        " JOIN inventory_stockmovement m ON m.level_id = l.id JOIN inventory_stockposting t ON t.id = m.posting_id"
        " WHERE t.kind = 'opening' AND m.on_hand_delta > 0 GROUP BY l.location_id, l.sku_id, coalesce(m.lot_id, 0)"
    )
    return Read(sql, (records_text([_Pair(*pair) for pair in sorted(pairs)]),), Opened)


def lots_read(skus: Collection[str], lots: Collection[str]) -> Read:
    """The lots of these SKUs with these codes."""
    sql = (
        "SELECT t.id, s.code AS sku, t.code FROM inventory_lot t JOIN catalog_sku s ON s.id = t.sku_id"
        f" WHERE {among('s.code', str)} AND {among('t.code', str)}"
    )
    return Read(sql, (keys_text(sorted(skus)), keys_text(sorted(lots))), LotFound)
