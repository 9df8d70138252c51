"""Products as the rows that store them: ids given out in the order of the drafts. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from kontor.catalog.rows import BarcodeRow, PackRow, ProductRow, SkuRow
from kontor.catalog.types import CreatedProduct, CreatedSku, PackDraft, ProductDraft, SkuDraft
from kontor.customization.fields import kept_text


class FreeIds(msgspec.Struct):
    """Ids that nobody else has, one for each row to come."""

    products: Iterator[int]
    skus: Iterator[int]
    packs: Iterator[int]
    categories: Iterator[int]


class NewRows(msgspec.Struct):
    """Everything that new products, SKUs and packs write."""

    products: list[ProductRow]
    skus: list[SkuRow]
    packs: list[PackRow]
    barcodes: list[BarcodeRow]

    def created(self) -> tuple[CreatedProduct, ...]:
        skus: dict[int, list[CreatedSku]] = {row.id: [] for row in self.products}
        for row in self.skus:
            skus[row.product_id].append(CreatedSku(row.id, row.code))
        return tuple(CreatedProduct(row.id, row.code, row.version, tuple(skus[row.id])) for row in self.products)

    def add_sku(self, draft: SkuDraft, *, product_id: int, product_type: str, ids: FreeIds) -> None:
        row = SkuRow(
            id=next(ids.skus),
            product_id=product_id,
            code=draft.code,
            name=draft.name,
            base_unit=draft.base_unit,
            weight_grams=draft.weight_grams,
            is_stocked=product_type != "service",
            is_active=draft.is_active,
        )
        self.skus.append(row)
        for pack in draft.packs:
            self.add_pack(pack, sku_id=row.id, ids=ids)

    def add_pack(self, draft: PackDraft, *, sku_id: int, ids: FreeIds) -> None:
        row = PackRow(next(ids.packs), sku_id, draft.code, draft.factor)
        self.packs.append(row)
        self.add_barcodes(draft.barcodes, pack_id=row.id)

    def add_barcodes(self, codes: Sequence[str], *, pack_id: int) -> None:
        self.barcodes.extend(BarcodeRow(code, pack_id) for code in codes)


def new_rows(drafts: Sequence[ProductDraft], ids: FreeIds, tax_classes: Mapping[str, int]) -> NewRows:
    """`drafts` are checked: names and base packs are filled in."""
    rows = NewRows([], [], [], [])
    for draft in drafts:
        row = ProductRow(
            id=next(ids.products),
            code=draft.code,
            name=draft.name,
            category_id=draft.category_id,
            tax_class_id=tax_classes[draft.tax_class],
            type=draft.type,
            description=draft.description,
            brand=draft.brand,
            packaging_unit=draft.packaging_unit,
            quantity_unit=draft.quantity_unit,
            is_limited=draft.is_limited,
            manufactured_on=draft.manufactured_on,
            expires_on=draft.expires_on,
            custom=kept_text(draft.custom),
        )
        rows.products.append(row)
        for sku in draft.skus:
            rows.add_sku(sku, product_id=row.id, product_type=draft.type, ids=ids)
    return rows
