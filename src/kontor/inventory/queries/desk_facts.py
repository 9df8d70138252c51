"""Master data for documents of the desk, in one read."""

from __future__ import annotations

from collections.abc import Iterable

from kontor.inventory.desk import DeskFacts, StockedSku
from kontor.inventory.sql.desk import SkuPackFacts, places_read, sku_packs_read
from kontor.kernel.statements import read_all


def read_desk_facts(locations: Iterable[str], skus: Iterable[str]) -> DeskFacts:
    """The places and SKUs of these codes that exist; who may see them is judged later."""
    places, packs = read_all([places_read(sorted(set(locations))), sku_packs_read(sorted(set(skus)))])
    return DeskFacts({place.code: place for place in places}, gather(packs))


def gather(rows: Iterable[SkuPackFacts]) -> dict[str, StockedSku]:
    """SKU code -> the SKU with the factors of its packs."""
    found: dict[str, StockedSku] = {}
    for row in rows:
        sku = found.setdefault(row.sku, StockedSku(row.sku_id, row.sku, row.unit, row.is_stocked, {}))
        sku.factors[row.pack] = row.factor
    return found
