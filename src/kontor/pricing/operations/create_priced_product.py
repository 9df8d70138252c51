from __future__ import annotations

from datetime import datetime

from kontor.access.types import Actor
from kontor.catalog.operations import create_products
from kontor.catalog.types import CreatedProduct, ProductDraft
from kontor.kernel.small_writes import write_once
from kontor.kernel.wire import RequestKey
from kontor.pricing.operations.set_prices import set_prices
from kontor.pricing.types import FirstPrice, PriceDraft


def create_priced_product(
    *, draft: ProductDraft, price: FirstPrice | None, actor: Actor, now: datetime, key: RequestKey | None = None
) -> CreatedProduct:
    """Take a product and what its first SKU's base pack costs on a list, both or neither.

    Without a `price` it has none yet. Raises Forbidden for a price without the right to set prices, and what
    `catalog.operations.create_products` and `set_prices` raise. The same key answers the same.
    """
    if price is not None:
        actor.require("pricing.write")
    return write_once(key, now, CreatedProduct, lambda: _create(draft, price, actor, now))


def _create(draft: ProductDraft, price: FirstPrice | None, actor: Actor, now: datetime) -> CreatedProduct:
    (created,) = create_products(drafts=[draft], actor=actor, now=now).items
    if price is not None:
        priced = PriceDraft(sku=created.skus[0].code, unit_price=price.unit_price, valid_from=price.valid_from)
        set_prices(price_list_id=price.price_list_id, drafts=[priced], actor=actor, now=now)
    return created
