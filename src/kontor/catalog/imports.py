"""What files of products may hold, and what else its columns are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from kontor.catalog.gtin import gtin14, is_valid_gtin
from kontor.catalog.types import PackDraft, ProductPut
from kontor.kernel.tables import CellInvalid, Column, TableForm
from kontor.kernel.tables.values import code, day, flag, text, whole


def _product(values: dict[str, Any]) -> ProductPut:
    """A category is written with > between its levels, or its last level stands in a column of its own."""
    path = [name.strip() for name in values.pop("category", "").split(">")] + [values.pop("subcategory", "")]
    if names := tuple(filter(None, path)):
        values["category"] = names
    pack, factor = values.pop("pack", None), values.pop("pack_size", None)
    pack_barcode = values.pop("pack_barcode", None)
    if (pack is None) != (factor is None):
        raise CellInvalid("A pack needs its name and how many base units it holds.", field="pack")
    if pack_barcode is not None and pack is None:
        raise CellInvalid("A pack's barcode needs the pack.", field="pack_barcode")
    if pack is not None:
        values["packs"] = (PackDraft(pack, factor, (pack_barcode,) if pack_barcode else ()),)
    if barcode := values.pop("barcode", None):
        values["barcodes"] = (barcode,)
    return ProductPut(**values)


def _once(row: ProductPut) -> Iterator[tuple[str, str]]:
    yield "code", row.code
    for barcode in (*row.barcodes, *(barcode for pack in row.packs for barcode in pack.barcodes)):
        if is_valid_gtin(barcode):  # what is none is refused as that, not as standing twice
            yield "barcode", gtin14(barcode)


PRODUCTS: Final = TableForm(
    (
        Column(
            "code",
            code,
            ("item_no", "item_code", "sku", "product_code", "product_id", "product_no", "article", "article_no", "id"),
            is_needed=True,
        ),
        Column("name", text, ("product_name", "item_name", "title", "description")),
        Column("tax_class", text, ("tax", "tax_code", "vat_code", "tax_group")),
        Column("brand", text, ("brand_name", "make")),
        Column("category", text, ("category_name", "department", "product_group", "group")),
        Column("subcategory", text, ("sub_category", "product_category", "subgroup"), field="category"),
        Column("type", text, ("item_type",)),
        Column("base_unit", text, ("base_uom", "unit", "uom", "unit_of_measure")),
        Column("packaging_unit", text, ("packaging", "packaging_unit_code")),
        Column("quantity_unit", text, ("quantity_unit_code",)),
        Column("weight_grams", whole, ("weight_g", "grams")),
        Column("pack", text, ("pack_code", "pack_name", "case"), field="packs"),
        Column("pack_size", whole, ("pack_factor", "units_per_case", "case_size", "pack_quantity"), field="factor"),
        Column("pack_barcode", code, ("case_barcode", "pack_ean"), field="pack_barcode"),
        Column("barcode", code, ("barcodes", "ean", "gtin", "upc", "barcode_id", "ean13"), field="barcodes"),
        Column("is_active", flag, ("active", "for_sale", "enabled")),
        Column("is_limited", flag, ("limited",)),
        Column("manufactured_on", day, ("manufacture_date", "manufactured")),
        Column("expires_on", day, ("expiry", "expiry_date", "expires")),
        Column("long_description", text, ("details", "notes", "long_text", "description"), field="description"),
    ),
    lambda values: _product(_renamed(values)),
    _once,
)


def _renamed(values: dict[str, Any]) -> dict[str, Any]:
    if "long_description" in values:
        values["description"] = values.pop("long_description")
    return values
