"""What the catalog's API takes beside the values of `types`."""

from __future__ import annotations

from typing import Annotated

from kontor.catalog.types import Code, ProductDraft
from kontor.kernel.wire import Incoming, told


class NewProducts(Incoming, frozen=True):
    """Products that are taken together or not at all."""

    items: Annotated[tuple[ProductDraft, ...], told(minItems=1, maxItems=5_000)]


class SkuActivation(Incoming, frozen=True):
    """Put these SKUs (by code) up for sale, or take them off."""

    skus: Annotated[tuple[Code, ...], told(maxItems=5_000)]
    is_active: bool
