"""Products put in as another list knows them: which are new, differ, are as they were or are refused, and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import UNSET

from kontor.catalog.category_paths import CategoryPaths, checked_path
from kontor.catalog.errors import BarcodeInvalid, BarcodeTaken, CodeTaken, PackFactorFixed, ProductInvalid
from kontor.catalog.gtin import gtin14, is_valid_gtin
from kontor.catalog.new_rows import FreeIds, NewRows
from kontor.catalog.product_rules import MOST_PACKS, check_tax_class, check_weight, checked_pack
from kontor.catalog.rows import PackRow, ProductRow, SkuRow
from kontor.catalog.shelf_life import check_shelf_life
from kontor.catalog.types import PackDraft, ProductPut, ProductVerdict, PutProducts, SkuDraft
from kontor.catalog.units import packaging_unit, quantity_unit
from kontor.customization.fields import custom_after
from kontor.customization.types import SchemaRow
from kontor.kernel.errors import KontorError
from kontor.kernel.text import optional_text, required_text

TYPES: Final = ("raw", "finished", "service")
Place = tuple[str, str]  # the codes of the SKU and of the pack that a barcode stands on


class Known(msgspec.Struct):
    """What the catalog holds of the codes in the list; what the rows take is added as they are decided."""

    products: Mapping[str, ProductRow]
    skus: Mapping[str, SkuRow]
    skus_of: Mapping[int, int]  # product id -> how many SKUs it has
    packs: Mapping[int, Mapping[str, PackRow]]  # SKU id -> code -> pack
    barcodes: dict[str, Place]  # by 14 digits
    tax_classes: Mapping[str, int]
    categories: CategoryPaths
    custom_schema: SchemaRow | None = None


class Put(msgspec.Struct):
    """The verdicts in the order of the rows, the rows to write, and what each changes: id -> field -> [old, new]."""

    items: list[ProductVerdict]
    fresh: NewRows
    products: list[ProductRow]  # as they will be, with the version they will have
    skus: list[SkuRow]
    diffs: dict[int, dict[str, list[Any]]]

    def answer(self, categories_made: int) -> PutProducts:
        verdicts = [item.verdict for item in self.items]
        created, updated, unchanged, refused = (
            verdicts.count(name) for name in ("created", "updated", "unchanged", "refused")
        )
        return PutProducts(tuple(self.items), created, updated, unchanged, refused, categories_made)


class _Packs(msgspec.Struct):
    """What a row says of its packs: those to make, and barcodes for those that are there."""

    fresh: list[PackDraft]
    more: list[tuple[PackRow, tuple[str, ...]]]

    def __bool__(self) -> bool:
        return bool(self.fresh or self.more)


def decide_puts(drafts: Sequence[ProductPut], known: Known, ids: FreeIds) -> Put:
    """Decide row by row; a refused row spoils no other and takes nothing.

    A code that comes again is unchanged when its row says the same, refused when it says something else.
    """
    put = Put([], NewRows([], [], [], []), [], [], {})
    seen: dict[str, tuple[ProductPut, ProductVerdict]] = {}
    for draft in drafts:
        try:
            code = required_text(draft.code, "code", 40)
            verdict = _again(code, draft, seen) or _decide(code, draft, known, ids, put)
            seen.setdefault(code, (draft, verdict))
        except KontorError as error:
            verdict = ProductVerdict(draft.code.strip(), "refused", reason=error.detail, field=error.data.get("field"))
        put.items.append(verdict)
    return put


def _again(
    code: str, draft: ProductPut, seen: Mapping[str, tuple[ProductPut, ProductVerdict]]
) -> ProductVerdict | None:
    if code not in seen:
        return None
    earlier, verdict = seen[code]
    if earlier != draft:
        raise ProductInvalid(f"The code {code} stands on an earlier row that says something else.", field="code")
    return ProductVerdict(code, "unchanged", verdict.id, verdict.version)


def _decide(code: str, draft: ProductPut, known: Known, ids: FreeIds, put: Put) -> ProductVerdict:
    old = known.products.get(code)
    values = _checked_values(draft, known)
    values["custom"] = custom_after(known.custom_schema, None if old is None else old.custom, draft.custom)
    if old is None:
        return _create(code, draft, values, known, ids, put)
    return _update(old, draft, values, known, ids, put)


def _create(
    code: str, draft: ProductPut, values: dict[str, Any], known: Known, ids: FreeIds, put: Put
) -> ProductVerdict:
    if code in known.skus:
        raise CodeTaken(f"The SKU {code} belongs to another product.", field="code", taken=code)
    for needed in ("name", "tax_class_id"):
        if needed not in values:
            field = needed.removesuffix("_id")
            raise ProductInvalid(f"{code} is new and needs a {field.replace('_', ' ')}.", field=field)
    base_unit = "EA" if draft.base_unit is UNSET else required_text(draft.base_unit, "base_unit", 12)
    packs = _wanted_packs(code, base_unit, draft, {}, known)
    sku_values = {name: values.pop(name) for name in ("weight_grams", "is_active") if name in values}
    check_shelf_life(values.get("manufactured_on"), values.get("expires_on"))
    category_id = _category(draft, known)
    _take_barcodes(code, packs, known)
    row = ProductRow(
        **{"type": "finished", "description": "", **values, "id": next(ids.products), "code": code},
        category_id=category_id,
    )
    put.fresh.products.append(row)
    sku = SkuDraft(code=code, name=row.name, base_unit=base_unit, packs=tuple(packs.fresh), **sku_values)
    put.fresh.add_sku(sku, product_id=row.id, product_type=row.type, ids=ids)
    put.diffs[row.id] = {"code": [None, code], "name": [None, row.name], "skus": [None, [code]]}
    return ProductVerdict(code, "created", row.id, row.version)


def _update(
    old: ProductRow, draft: ProductPut, values: dict[str, Any], known: Known, ids: FreeIds, put: Put
) -> ProductVerdict:
    sku = known.skus.get(old.code)
    if sku is None or sku.product_id != old.id or known.skus_of[old.id] != 1:
        raise ProductInvalid(
            f"{old.code} has other SKUs than one of the same code; change it where products are edited.", field="code"
        )
    _check_fixed(old, sku, draft)
    values.pop("type", None)
    packs = _wanted_packs(old.code, sku.base_unit, draft, known.packs[sku.id], known)
    sku_changes = _changes(sku, {name: values.pop(name) for name in ("weight_grams", "is_active") if name in values})
    if "name" in values and sku.name == old.name != values["name"]:
        sku_changes["name"] = values["name"]
    check_shelf_life(values.get("manufactured_on", old.manufactured_on), values.get("expires_on", old.expires_on))
    if draft.category is not UNSET:
        values["category_id"] = _category(draft, known)
    changes = _changes(old, values)
    if not (changes or sku_changes or packs):
        return ProductVerdict(old.code, "unchanged", old.id, old.version)
    _take_barcodes(old.code, packs, known)
    row = msgspec.structs.replace(old, **changes, version=old.version + 1)
    put.products.append(row)
    if sku_changes or packs:
        put.skus.append(msgspec.structs.replace(sku, **sku_changes, version=sku.version + 1))
    for pack in packs.fresh:
        put.fresh.add_pack(pack, sku_id=sku.id, ids=ids)
    for there, codes in packs.more:
        put.fresh.add_barcodes(codes, pack_id=there.id)
    put.diffs[old.id] = _difference(old, changes, sku, sku_changes, packs)
    return ProductVerdict(old.code, "updated", old.id, row.version)


def _checked_values(draft: ProductPut, known: Known) -> dict[str, Any]:
    """Column -> checked value of what `draft` names; category, base unit and packs are left to others."""
    values: dict[str, Any] = {}
    if draft.name is not UNSET:
        values["name"] = required_text(draft.name, "name", 200)
    if draft.tax_class is not UNSET:
        check_tax_class(draft.tax_class, known.tax_classes)
        values["tax_class_id"] = known.tax_classes[draft.tax_class]
    if draft.type is not UNSET:
        if draft.type not in TYPES:
            raise ProductInvalid(f"type must be one of {', '.join(TYPES)}.", field="type")
        values["type"] = draft.type
    if draft.weight_grams is not UNSET:
        check_weight(draft.weight_grams)
        values["weight_grams"] = draft.weight_grams
    if draft.is_active is not UNSET:
        values["is_active"] = draft.is_active
    for name, most in (("brand", 80), ("description", 400)):
        if (text := getattr(draft, name)) is not UNSET:
            values[name] = optional_text(text, name, most)
    for name in ("is_limited", "manufactured_on", "expires_on"):
        if (value := getattr(draft, name)) is not UNSET:
            values[name] = value
    if draft.packaging_unit is not UNSET:
        values["packaging_unit"] = packaging_unit(draft.packaging_unit)
    if draft.quantity_unit is not UNSET:
        values["quantity_unit"] = quantity_unit(draft.quantity_unit)
    return values


def _check_fixed(old: ProductRow, sku: SkuRow, draft: ProductPut) -> None:
    if draft.type is not UNSET and draft.type != old.type:
        raise ProductInvalid(f"{old.code} is {old.type} and stays so: stock rests on it.", field="type")
    if draft.base_unit is not UNSET and draft.base_unit.strip() != sku.base_unit:
        raise ProductInvalid(f"{old.code} is counted in {sku.base_unit} and stays so.", field="base_unit")


def _category(draft: ProductPut, known: Known) -> int | None:
    """Asked for last: a row that is refused makes no category."""
    if draft.category is UNSET or draft.category is None:
        return None
    return known.categories.id_of(checked_path(draft.category))


def _wanted_packs(sku: str, base_unit: str, draft: ProductPut, there: Mapping[str, PackRow], known: Known) -> _Packs:
    """Raises ProductInvalid, PackFactorFixed, BarcodeInvalid, BarcodeTaken; takes nothing yet."""
    wanted = {base_unit: PackDraft(base_unit, 1, draft.barcodes)}
    named: set[str] = set()
    for given in draft.packs:
        pack = checked_pack(msgspec.structs.replace(given, barcodes=()), base_unit, set())
        if pack.code in named:
            raise ProductInvalid(f"The pack {pack.code} of {sku} is named twice.", field="packs")
        named.add(pack.code)
        also = wanted[pack.code].barcodes if pack.code in wanted else ()
        wanted[pack.code] = msgspec.structs.replace(pack, barcodes=(*also, *given.barcodes))
    packs, used = _Packs([], []), dict[str, Place]()
    for pack in wanted.values():
        codes = _new_barcodes((sku, pack.code), pack.barcodes, known, used)
        row = there.get(pack.code)
        if row is None:
            packs.fresh.append(msgspec.structs.replace(pack, barcodes=codes))
        elif row.factor != pack.factor:
            raise PackFactorFixed(
                f"{row.code} of {sku} holds {row.factor} base units, not {pack.factor}; name another pack.",
                field="packs",
            )
        elif codes:
            packs.more.append((row, codes))
    if len(there) + len(packs.fresh) > MOST_PACKS:
        raise ProductInvalid(f"{sku} has more than {MOST_PACKS} packs.", field="packs")
    return packs


def _new_barcodes(place: Place, codes: Sequence[str], known: Known, used: dict[str, Place]) -> tuple[str, ...]:
    """Those of `codes` that do not stand on `place` yet; `used` are those of the row's other packs."""
    fresh = []
    for code in dict.fromkeys(code.strip() for code in codes):
        if not is_valid_gtin(code):
            raise BarcodeInvalid(f"{code!r} is no GTIN: 8, 12, 13 or 14 digits with a check digit.", field="barcodes")
        there = known.barcodes.get(gtin14(code)) or used.get(gtin14(code))
        if there is None:
            used[gtin14(code)] = place
            fresh.append(code)
        elif there != place:
            raise BarcodeTaken(f"Barcode {code} stands on {there[0]} {there[1]}.", field="barcodes", taken=code)
    return tuple(fresh)


def _take_barcodes(sku: str, packs: _Packs, known: Known) -> None:
    for pack in packs.fresh:
        known.barcodes.update((gtin14(code), (sku, pack.code)) for code in pack.barcodes)
    for row, codes in packs.more:
        known.barcodes.update((gtin14(code), (sku, row.code)) for code in codes)


def _changes(row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def _difference(
    old: ProductRow, changes: Mapping[str, Any], sku: SkuRow, sku_changes: Mapping[str, Any], packs: _Packs
) -> dict[str, list[Any]]:
    found = {name: [getattr(old, name), value] for name, value in changes.items()}
    found |= {f"{sku.code}.{name}": [getattr(sku, name), value] for name, value in sku_changes.items()}
    codes = [code for pack in packs.fresh for code in pack.barcodes] + [c for _, some in packs.more for c in some]
    if packs.fresh:
        found[f"{sku.code}.packs"] = [None, {pack.code: pack.factor for pack in packs.fresh}]
    if codes:
        found[f"{sku.code}.barcodes"] = [None, codes]
    return found
