"""What pricing's API takes beside the values of `types`."""

from __future__ import annotations

from typing import Annotated

from kontor.kernel.wire import Incoming, told
from kontor.pricing.types import PriceDraft, PricePut


class NewPrices(Incoming, frozen=True):
    """Prices that are set together or not at all."""

    items: Annotated[tuple[PriceDraft, ...], told(minItems=1, maxItems=5_000)]


class PricesPut(Incoming, frozen=True):
    """Prices of lists kept elsewhere; each row gets its verdict."""

    items: Annotated[tuple[PricePut, ...], told(minItems=1, maxItems=100_000)]
