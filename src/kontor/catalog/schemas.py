"""What the catalog's API takes beside the values of `types`."""

from __future__ import annotations

from typing import Annotated

from kontor.catalog.types import Code, ProductDraft, ProductPut
from kontor.kernel.wire import Incoming, told


class NewProducts(Incoming, frozen=True):
    """Products that are taken together or not at all."""

    items: Annotated[tuple[ProductDraft, ...], told(minItems=1, maxItems=5_000)]


class NewCategoryImage(Incoming, frozen=True):
    """A picture as base64."""

    content: bytes


class ProductsPut(Incoming, frozen=True):
    """Products of a list kept elsewhere; each row gets its verdict. Missing categories are made only if asked for."""

    items: Annotated[tuple[ProductPut, ...], told(minItems=1, maxItems=5_000)]
    make_categories: bool = False
    dry_run: bool = False


class SkuActivation(Incoming, frozen=True):
    """Put these SKUs (by code) up for sale, or take them off."""

    skus: Annotated[tuple[Code, ...], told(maxItems=5_000)]
    is_active: bool
