"""How large the sample company is made."""

from __future__ import annotations

from typing import Final

import msgspec

from kontor.demo.company.clock import DAYS, TODAY
from kontor.demo.company.types import SizeName


class Size(msgspec.Struct, frozen=True):
    """Counts. `assortment`: how many of the best known SKUs a shop carries."""

    name: SizeName
    skus: int
    customers: int
    orders: int
    assortment: int

    def orders_on(self, day: int) -> int:
        """Today has what is left over by dividing."""
        per_day = self.orders // (DAYS + 1)
        return per_day if day < TODAY else self.orders - DAYS * per_day

    def reference(self, day: int, number: int) -> str:
        """The external reference of the day's order of that number, counted from 0."""
        return f"{self.name}-{day:02d}-{number:05d}"


SIZES: Final[dict[SizeName, Size]] = {
    "S": Size("S", skus=60, customers=40, orders=250, assortment=20),
    "M": Size("M", skus=2_000, customers=400, orders=20_000, assortment=200),
    "L": Size("L", skus=10_000, customers=2_000, orders=100_000, assortment=400),
}
