from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from kontor.access.types import Actor
from kontor.catalog.sql.versions import ProductNow, SkuNow, VersionRow, products_now
from kontor.catalog.types import PackState, ProductState, SkuState
from kontor.customization.fields import values_of
from kontor.kernel.statements import insert, read_all, write_all


def keep_versions(product_ids: Sequence[int], *, actor: Actor, now: datetime) -> None:
    """Keep how these products stand now, as their new versions; in the transaction that changed them.

    Two round trips on PostgreSQL, however many there are.
    """
    if not product_ids:
        return
    products, skus, packs, barcodes = read_all(products_now(product_ids))
    codes = _grouped(barcodes, "pack_id")
    packs_of = _grouped(packs, "sku_id")
    skus_of = _grouped(skus, "product_id")
    rows = [_row(product, skus_of.get(product.id, []), packs_of, codes, actor, now) for product in products]
    write_all([insert("catalog_productversion", rows, name="versions")])


def _row(
    product: ProductNow,
    skus: Sequence[SkuNow],
    packs_of: dict[int, list[Any]],
    codes: dict[int, list[Any]],
    actor: Actor,
    now: datetime,
) -> VersionRow:
    values = msgspec.structs.asdict(product)
    id_, version = values.pop("id"), values.pop("version")
    values["custom"] = values_of(product.custom)
    state = ProductState(**values, skus=tuple(_sku(sku, packs_of.get(sku.id, []), codes) for sku in skus))
    return VersionRow(id_, version, now, actor.id, msgspec.json.encode(state).decode())


def _sku(sku: SkuNow, packs: Sequence[Any], codes: dict[int, list[Any]]) -> SkuState:
    return SkuState(
        sku.code,
        sku.name,
        sku.base_unit,
        sku.weight_grams,
        sku.is_stocked,
        sku.is_active,
        tuple(PackState(pack.code, pack.factor, tuple(row.code for row in codes.get(pack.id, []))) for pack in packs),
    )


def _grouped(rows: Sequence[Any], key: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, key), []).append(row)
    return found
