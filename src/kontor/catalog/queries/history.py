"""How a product stood: at any instant, and version by version."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kontor.access.types import Actor
from kontor.catalog.errors import ProductNotFound, VersionNotFound
from kontor.catalog.models import Product, ProductVersion
from kontor.catalog.types import ProductState, ProductVersionItem
from kontor.kernel.listing import page_of
from kontor.kernel.wire import MOST_ID, Page

_decode = msgspec.json.Decoder(ProductState).decode


def product_as_of(*, product_id: int, at: datetime, actor: Actor) -> ProductVersionItem:
    """The product with SKUs, packs and barcodes as it stood at `at`, whatever happened since. Two queries at most.

    Raises ProductNotFound, VersionNotFound where nothing is known of it at that time.
    """
    row = (
        ProductVersion.objects.filter(product_id=min(product_id, MOST_ID), at__lte=at)
        .order_by("-at", "-version")
        .values_list("id", "version", "at", "actor_id", "state")
        .first()
    )
    if row is None:
        _check_product(product_id)
        raise VersionNotFound(f"Nothing is known of product {product_id} at {at.isoformat()}: it was not there yet.")
    return ProductVersionItem(*row[:4], _decode(row[4]))


def list_product_versions(
    *, product_id: int, actor: Actor, after: int | None = None, limit: int = 50
) -> Page[ProductVersionItem]:
    """Every version, the first one first. Two queries at most. Raises ProductNotFound."""
    rows = list(
        ProductVersion.objects.filter(product_id=min(product_id, MOST_ID), id__gt=after or 0)
        .order_by("id")
        .values_list("id", "version", "at", "actor_id", "state")[: limit + 1]
    )
    if not rows:
        _check_product(product_id)
    return page_of([ProductVersionItem(*row[:4], _decode(row[4])) for row in rows], limit)


def _check_product(product_id: int) -> None:
    if not Product.objects.filter(id=product_id).exists():
        raise ProductNotFound(f"There is no product {product_id}.")
