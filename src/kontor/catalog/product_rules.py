"""What a product must be like to be taken: pure rules over drafts and the codes that are in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from kontor.catalog.errors import BarcodeInvalid, BarcodeTaken, CodeTaken, PackFactorFixed, ProductInvalid
from kontor.catalog.gtin import gtin14, is_valid_gtin
from kontor.catalog.shelf_life import check_shelf_life
from kontor.catalog.types import PackDraft, ProductDraft, SkuDraft
from kontor.catalog.units import packaging_unit, quantity_unit
from kontor.customization.fields import new_custom, values_of
from kontor.customization.types import SchemaRow
from kontor.kernel.text import optional_text, required_text

MOST_SKUS: Final = 200
MOST_PACKS: Final = 50
MOST_FACTOR: Final = 1_000_000  # a tonne in grams
MOST_WEIGHT_GRAMS: Final = 10**9


class CodesInUse(msgspec.Struct):
    """What is there already, and what the rows of this batch have taken so far."""

    tax_classes: Mapping[str, int]
    category_ids: set[int]
    products: set[str]
    skus: set[str]
    gtins: set[str]
    custom_schema: SchemaRow | None = None

    def take(self, draft: ProductDraft) -> None:
        self.products.add(draft.code)
        self.skus.update(sku.code for sku in draft.skus)


def checked_product(draft: ProductDraft, in_use: CodesInUse) -> ProductDraft:
    """`draft` trimmed, with every SKU's name and base pack filled in. Raises what is wrong with it, the first thing."""
    code = required_text(draft.code, "code", 40)
    name = required_text(draft.name, "name", 200)
    if code in in_use.products:
        raise CodeTaken(f"There is a product {code} already.", field="code", taken=code)
    check_tax_class(draft.tax_class, in_use.tax_classes)
    if draft.category_id is not None:
        check_category(draft.category_id, in_use.category_ids)
    if not 1 <= len(draft.skus) <= MOST_SKUS:
        raise ProductInvalid(f"{code} needs 1 to {MOST_SKUS} SKUs.", field="skus")
    check_shelf_life(draft.manufactured_on, draft.expires_on)
    skus = tuple(checked_sku(sku, name, in_use) for sku in draft.skus)
    refuse_twice([sku.code for sku in skus], "SKU", "skus")
    checked = msgspec.structs.replace(
        draft,
        code=code,
        name=name,
        description=optional_text(draft.description, "description", 400),
        brand=optional_text(draft.brand, "brand", 80),
        packaging_unit=packaging_unit(draft.packaging_unit),
        quantity_unit=quantity_unit(draft.quantity_unit),
        skus=skus,
        custom=values_of(new_custom(in_use.custom_schema, draft.custom)),
    )
    in_use.take(checked)
    return checked


def check_tax_class(code: str, known: Mapping[str, int]) -> None:
    if code not in known:
        raise ProductInvalid(f"There is no tax class {code!r}; make it first.", field="tax_class")


def check_category(category_id: int, known: set[int]) -> None:
    if category_id not in known:
        raise ProductInvalid(f"There is no category {category_id}.", field="category_id")


def check_weight(weight_grams: int | None) -> None:
    if weight_grams is not None and not 0 <= weight_grams <= MOST_WEIGHT_GRAMS:
        raise ProductInvalid(f"weight_grams is 0 to {MOST_WEIGHT_GRAMS}.", field="weight_grams")


def checked_sku(draft: SkuDraft, product_name: str, in_use: CodesInUse) -> SkuDraft:
    """`draft` trimmed, with its name and base pack filled in. Raises ProductInvalid, CodeTaken and what packs raise."""
    code = required_text(draft.code, "sku code", 40)
    if code in in_use.skus:
        raise CodeTaken(f"There is a SKU {code} already.", field="skus", taken=code)
    check_weight(draft.weight_grams)
    base_unit = required_text(draft.base_unit, "base_unit", 12)
    packs = tuple(checked_pack(pack, base_unit, in_use.gtins) for pack in draft.packs)
    if base_unit not in {pack.code for pack in packs}:
        packs = (PackDraft(base_unit, 1), *packs)
    if len(packs) > MOST_PACKS:
        raise ProductInvalid(f"{code} has more than {MOST_PACKS} packs.", field="packs")
    refuse_twice([pack.code for pack in packs], f"pack of {code}", "packs")
    name = optional_text(draft.name, "sku name", 200) or product_name
    return msgspec.structs.replace(draft, code=code, name=name, base_unit=base_unit, packs=packs)


def checked_pack(draft: PackDraft, base_unit: str, gtins: set[str]) -> PackDraft:
    """`draft` trimmed. Raises ProductInvalid, PackFactorFixed (the base pack's is 1), BarcodeInvalid, BarcodeTaken."""
    code = required_text(draft.code, "pack code", 20)
    if not 1 <= draft.factor <= MOST_FACTOR:
        raise ProductInvalid(f"Pack {code} holds 1 to {MOST_FACTOR} base units.", field="factor")
    if code == base_unit and draft.factor != 1:
        raise PackFactorFixed(f"{code} is the base unit, its factor is 1.", field="factor", pack=code, factor=1)
    return PackDraft(code, draft.factor, tuple(checked_barcode(barcode, gtins) for barcode in draft.barcodes))


def checked_barcode(code: str, gtins: set[str]) -> str:
    code = code.strip()
    if not is_valid_gtin(code):
        raise BarcodeInvalid(f"{code!r} is no GTIN: 8, 12, 13 or 14 digits with a check digit.", field="barcodes")
    if gtin14(code) in gtins:
        raise BarcodeTaken(f"Barcode {code} is in use.", field="barcodes", taken=code)
    gtins.add(gtin14(code))
    return code


def refuse_twice(codes: Iterable[str], what: str, field: str) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise ProductInvalid(f"The {what} {code} is named twice.", field=field)
        seen.add(code)
