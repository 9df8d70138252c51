"""What files of prices may hold, and what else its columns are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from kontor.kernel.tables import Column, TableForm
from kontor.kernel.tables.values import code, day, decimal_text, text
from kontor.pricing.types import PricePut


def _price(values: dict[str, Any]) -> PricePut:
    return PricePut(**values)


def _once(row: PricePut) -> Iterator[tuple[str, str]]:
    yield "sku", "\0".join([row.price_list, row.sku, row.pack or "", str(row.minimum_quantity), str(row.valid_from)])


PRICES: Final = TableForm(
    (
        Column("price_list", code, ("list", "price_list_code", "pricelist", "price_group"), is_needed=True),
        Column(
            "sku", code, ("sku_code", "item_no", "item_code", "product_code", "product_id", "article"), is_needed=True
        ),
        Column("valid_from", day, ("from", "start_date", "starts_on", "effective_from"), is_needed=True),
        Column("unit_price", decimal_text, ("price", "selling_price", "price_per_case", "sales_price", "list_price")),
        Column("pack", text, ("unit", "uom", "unit_of_measure")),
        Column("minimum_quantity", decimal_text, ("min_qty", "min_quantity", "from_quantity", "quantity_from")),
        Column("valid_until", day, ("until", "end_date", "ends_on", "effective_to")),
        Column("currency", text, ("currency_code",)),
        Column("reason", text, ("note",)),
    ),
    _price,
    _once,
)
