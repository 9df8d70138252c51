"""How large the sample company is."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

Size = Literal["S", "M", "L"]


class Extent(msgspec.Struct, frozen=True):
    """`orders` counts those of dealers and those over the counter together."""

    skus: int
    customers: int
    suppliers: int
    days: int
    orders: int
    low_skus: int  # end below their reorder point
    scarce_skus: int  # were never delivered: orders for them wait


EXTENTS: Final[dict[Size, Extent]] = {
    "S": Extent(skus=240, customers=60, suppliers=6, days=21, orders=400, low_skus=6, scarce_skus=3),
    "M": Extent(skus=2_000, customers=600, suppliers=16, days=63, orders=20_000, low_skus=24, scarce_skus=8),
    "L": Extent(skus=10_000, customers=2_000, suppliers=40, days=91, orders=100_000, low_skus=60, scarce_skus=16),
}
