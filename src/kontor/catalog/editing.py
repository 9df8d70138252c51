"""What an edit changes in a product, decided over plain values: columns, packs, barcodes and the audit's difference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from kontor.catalog.errors import PackFactorFixed, ProductInvalid, SkuNotFound
from kontor.catalog.gtin import gtin14
from kontor.catalog.product_rules import (
    MOST_PACKS,
    MOST_SKUS,
    CodesInUse,
    check_category,
    check_tax_class,
    check_weight,
    checked_pack,
    checked_sku,
    refuse_twice,
)
from kontor.catalog.shelf_life import check_shelf_life
from kontor.catalog.types import PackDetail, PackDraft, ProductDetail, ProductEdit, SkuDetail, SkuDraft, SkuEdit
from kontor.catalog.units import packaging_unit, quantity_unit
from kontor.customization.fields import changed_custom, kept_text, values_of
from kontor.kernel.text import optional_text, required_text

Difference = dict[str, tuple[Any, Any]]


class MoreBarcodes(msgspec.Struct, frozen=True):
    pack_id: int
    codes: tuple[str, ...]


class SkuChange(msgspec.Struct):
    """`columns` of the SKU, new packs, more barcodes of packs it has, and barcodes it loses."""

    sku_id: int
    columns: dict[str, Any]
    packs: list[PackDraft]
    barcodes: list[MoreBarcodes]
    removed: list[str]


class ProductChange(msgspec.Struct):
    """`columns` of the product, what changes in its SKUs, and the SKUs it gains."""

    columns: dict[str, Any]
    skus: list[SkuChange]
    new_skus: list[SkuDraft]
    difference: Difference


def decide_edit(product: ProductDetail, edit: ProductEdit, in_use: CodesInUse) -> ProductChange:
    """The changes `edit` makes to `product`. Raises ProductInvalid, SkuNotFound and what packs and barcodes raise."""
    wanted: dict[str, Any] = {}
    if edit.name is not UNSET:
        wanted["name"] = required_text(edit.name, "name", 200)
    if edit.description is not UNSET:
        wanted["description"] = optional_text(edit.description, "description", 400)
    if edit.brand is not UNSET:
        wanted["brand"] = optional_text(edit.brand, "brand", 80)
    if edit.packaging_unit is not UNSET:
        wanted["packaging_unit"] = packaging_unit(edit.packaging_unit)
    if edit.quantity_unit is not UNSET:
        wanted["quantity_unit"] = quantity_unit(edit.quantity_unit)
    for field in ("is_limited", "manufactured_on", "expires_on"):
        if (value := getattr(edit, field)) is not UNSET:
            wanted[field] = value
    check_shelf_life(
        wanted.get("manufactured_on", product.manufactured_on), wanted.get("expires_on", product.expires_on)
    )
    if edit.category_id is not UNSET:
        if edit.category_id is not None:
            check_category(edit.category_id, in_use.category_ids)
        wanted["category_id"] = edit.category_id
    if edit.tax_class is not UNSET:
        check_tax_class(edit.tax_class, in_use.tax_classes)
        wanted["tax_class"] = edit.tax_class
    if edit.custom is not UNSET:
        wanted["custom"] = values_of(changed_custom(in_use.custom_schema, kept_text(product.custom), edit.custom))
    difference = _difference(product, wanted)
    columns = {name: new for name, (_, new) in difference.items()}
    if "custom" in columns:
        columns["custom"] = kept_text(columns["custom"])
    if "tax_class" in columns:
        columns["tax_class_id"] = in_use.tax_classes[columns.pop("tax_class")]
    refuse_twice([sku_edit.code for sku_edit in edit.skus], "SKU", "skus")
    skus = [_decide_sku(_sku(product, sku_edit.code), sku_edit, in_use, difference) for sku_edit in edit.skus]
    new_skus = [checked_sku(draft, wanted.get("name", product.name), in_use) for draft in edit.new_skus]
    refuse_twice([sku.code for sku in new_skus], "SKU", "new_skus")
    if len(product.skus) + len(new_skus) > MOST_SKUS:
        raise ProductInvalid(f"{product.code} would have more than {MOST_SKUS} SKUs.", field="new_skus")
    if new_skus:
        difference["skus"] = (None, [sku.code for sku in new_skus])
    return ProductChange(columns, skus, new_skus, difference)


def _sku(product: ProductDetail, code: str) -> SkuDetail:
    for sku in product.skus:
        if sku.code == code:
            return sku
    raise SkuNotFound(f"{product.code} has no SKU {code!r}.", field="skus")


def _decide_sku(sku: SkuDetail, edit: SkuEdit, in_use: CodesInUse, difference: Difference) -> SkuChange:
    wanted: dict[str, Any] = {}
    if edit.name is not UNSET:
        wanted["name"] = required_text(edit.name, "sku name", 200)
    if edit.weight_grams is not UNSET:
        check_weight(edit.weight_grams)
        wanted["weight_grams"] = edit.weight_grams
    if edit.is_active is not UNSET:
        wanted["is_active"] = edit.is_active
    changed = _difference(sku, wanted)
    change = SkuChange(sku.id, {name: new for name, (_, new) in changed.items()}, [], [], [])
    _remove_barcodes(sku, edit, in_use, change)
    packs = {pack.code: pack for pack in sku.packs}
    for draft in edit.packs:
        pack = checked_pack(draft, sku.base_unit, in_use.gtins)
        _add_pack(packs, pack, change, sku.code)
    difference.update({f"{sku.code}.{name}": pair for name, pair in changed.items()})
    _note_packs(sku.code, change, difference)
    return change


def _remove_barcodes(sku: SkuDetail, edit: SkuEdit, in_use: CodesInUse, change: SkuChange) -> None:
    own = {code for pack in sku.packs for code in pack.barcodes}
    for code in edit.remove_barcodes:
        if code not in own:
            raise ProductInvalid(f"{sku.code} has no barcode {code!r}.", field="remove_barcodes")
        change.removed.append(code)
        in_use.gtins.discard(gtin14(code))  # so that it can move to another pack in the same edit


def _add_pack(packs: dict[str, PackDetail], draft: PackDraft, change: SkuChange, sku: str) -> None:
    pack = packs.get(draft.code)
    if pack is None:
        packs[draft.code] = PackDetail(0, draft.code, draft.factor, draft.barcodes)
        if len(packs) > MOST_PACKS:
            raise ProductInvalid(f"{sku} has more than {MOST_PACKS} packs.", field="packs")
        change.packs.append(draft)
    elif pack.id == 0:
        raise ProductInvalid(f"The pack {draft.code} of {sku} is named twice.", field="packs")
    elif pack.factor != draft.factor:
        raise PackFactorFixed(
            f"{draft.code} of {sku} holds {pack.factor} base units, not {draft.factor}; name another pack.",
            field="packs",
            pack=draft.code,
            factor=pack.factor,
        )
    elif draft.barcodes:
        change.barcodes.append(MoreBarcodes(pack.id, draft.barcodes))


def _note_packs(sku: str, change: SkuChange, difference: Difference) -> None:
    added = [code for draft in change.packs for code in draft.barcodes]
    added += [code for more in change.barcodes for code in more.codes]
    if change.packs:
        difference[f"{sku}.packs"] = (None, {draft.code: draft.factor for draft in change.packs})
    if added or change.removed:
        difference[f"{sku}.barcodes"] = (change.removed or None, added or None)


def _difference(now: ProductDetail | SkuDetail, wanted: Mapping[str, Any]) -> Difference:
    return {name: (getattr(now, name), new) for name, new in wanted.items() if getattr(now, name) != new}
