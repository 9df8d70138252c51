"""What a SKU cost, was worth and where it was at an instant: prices and stock from what was recorded of both."""

from __future__ import annotations

from datetime import datetime

from kontor.access.types import Actor
from kontor.catalog.queries import sku_ids_by_code
from kontor.inventory.queries.stock import unit_costs_as_believed, unit_costs_as_known
from kontor.pricing.queries import prices_as_believed, prices_as_known
from kontor.sales.errors import ProductUnknown
from kontor.sales.types import SkuAsOf


def sku_as_of(*, sku: str, at: datetime, is_known: bool, actor: Actor) -> SkuAsOf:
    """As the books knew it at `at` (`is_known`), or as they say today that it was then.

    Five queries. Raises ProductUnknown; Forbidden without the right to see stock.
    """
    actor.require("stock.read")
    if sku not in sku_ids_by_code([sku]):
        raise ProductUnknown(f"There is no product {sku!r}.", product=sku)
    prices = (prices_as_known if is_known else prices_as_believed)(sku=sku, at=at, actor=actor)
    places = (unit_costs_as_known if is_known else unit_costs_as_believed)(sku=sku, at=at, actor=actor)
    return SkuAsOf(
        sku=sku,
        at=at,
        basis="known" if is_known else "believed",
        on_hand=sum(place.on_hand for place in places),
        prices=prices,
        places=places,
    )
