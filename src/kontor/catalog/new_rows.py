"""Products as the rows that store them: ids given out in the order of the drafts. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from kontor.catalog.rows import BarcodeRow, PackRow, ProductRow, SkuRow
from kontor.catalog.types import CreatedProduct, CreatedSku, PackDraft, ProductDraft


class NewRows(msgspec.Struct):
    """Everything a batch of new products writes."""

    products: list[ProductRow]
    skus: list[SkuRow]
    packs: list[PackRow]
    barcodes: list[BarcodeRow]

    def created(self) -> tuple[CreatedProduct, ...]:
        skus: dict[int, list[CreatedSku]] = {row.id: [] for row in self.products}
        for row in self.skus:
            skus[row.product_id].append(CreatedSku(row.id, row.code))
        return tuple(CreatedProduct(row.id, row.code, row.version, tuple(skus[row.id])) for row in self.products)


class FreeIds(msgspec.Struct):
    """Ids that nobody else has, one for each row to come."""

    products: Iterator[int]
    skus: Iterator[int]
    packs: Iterator[int]


def new_rows(drafts: Sequence[ProductDraft], ids: FreeIds, tax_classes: Mapping[str, int]) -> NewRows:
    """`drafts` are checked: names and base packs are filled in."""
    rows = NewRows([], [], [], [])
    for draft in drafts:
        product_id = next(ids.products)
        rows.products.append(
            ProductRow(
                product_id,
                draft.code,
                draft.name,
                draft.category_id,
                tax_classes[draft.tax_class],
                draft.type,
                draft.description,
            )
        )
        for sku in draft.skus:
            sku_id = next(ids.skus)
            is_stocked = draft.type != "service"
            rows.skus.append(
                SkuRow(
                    sku_id, product_id, sku.code, sku.name, sku.base_unit, sku.weight_grams, is_stocked, sku.is_active
                )
            )
            for pack in sku.packs:
                _add_pack(rows.packs, rows.barcodes, pack, next(ids.packs), sku_id)
    return rows


def _add_pack(packs: list[PackRow], barcodes: list[BarcodeRow], pack: PackDraft, pack_id: int, sku_id: int) -> None:
    packs.append(PackRow(pack_id, sku_id, pack.code, pack.factor))
    barcodes.extend(BarcodeRow(code, pack_id) for code in pack.barcodes)
