"""What files of supplier items may hold, and what else its columns are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from kontor.kernel.tables import Column, TableForm
from kontor.kernel.tables.values import code, decimal_text, text, whole
from kontor.procurement.types import SupplierItemPut


def _item(values: dict[str, Any]) -> SupplierItemPut:
    return SupplierItemPut(**values)


def _once(row: SupplierItemPut) -> Iterator[tuple[str, str]]:
    yield "sku", f"{row.supplier}\0{row.sku}"


SUPPLIER_ITEMS: Final = TableForm(
    (
        Column(
            "supplier", code, ("supplier_code", "supplier_id", "vendor", "vendor_code", "vendor_no"), is_needed=True
        ),
        Column(
            "sku", code, ("sku_code", "item_no", "item_code", "product_code", "product_id", "article"), is_needed=True
        ),
        Column("supplier_sku", code, ("vendor_item_no", "supplier_item_no", "supplier_product_code", "their_code")),
        Column("pack", text, ("unit", "uom", "unit_of_measure")),
        Column("cost", decimal_text, ("unit_cost", "purchase_price", "buying_price", "direct_unit_cost")),
        Column("currency", text, ("currency_code",)),
        Column("lead_time_days", whole, ("lead_time", "lead_days", "delivery_days")),
    ),
    _item,
    _once,
)
