"""What files of opening stock may hold, and what else its columns are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from kontor.inventory.schemas import StockPut
from kontor.kernel.tables import CellInvalid, Column, TableForm
from kontor.kernel.tables.values import code, day, decimal_text, text


def _stock(values: dict[str, Any]) -> StockPut:
    """Only the list of stock that Kontor gives says `is_low`. Opened by it, what was received would be there twice."""
    if "is_low" in values:
        raise CellInvalid(
            "This list tells how stock stands and opens nothing: adjust what differs. To open stock with it in another"
            " installation, leave this column out.",
            field="is_low",
        )
    return StockPut(**values)


def _once(_: StockPut) -> Iterator[tuple[str, str]]:
    """Rows of one place, SKU and lot add up: none stands in another's way."""
    return iter(())


STOCK: Final = TableForm(
    (
        Column("location", code, ("location_code", "warehouse", "store", "warehouse_code"), is_needed=True),
        Column(
            "sku", code, ("sku_code", "item_no", "item_code", "product_code", "product_id", "article"), is_needed=True
        ),
        Column("quantity", decimal_text, ("qty", "on_hand", "quantity_on_hand", "stock"), is_needed=True),
        Column("unit_cost", decimal_text, ("cost", "purchase_price", "cost_price", "average_cost"), is_needed=True),
        Column("pack", text, ("unit", "uom", "unit_of_measure")),
        Column("on", day, ("date", "as_of", "counted_on")),
        Column("lot", code, ("batch", "lot_no", "batch_no", "lot_code")),
        Column("is_low", text),
    ),
    _stock,
    _once,
)
