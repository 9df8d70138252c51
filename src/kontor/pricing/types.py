"""Values in and out of pricing. Prices are micros of the major unit per pack, amounts minor units, rates in bp."""

from __future__ import annotations

from typing import Final

import msgspec

MOST_PRICE_MICROS: Final = 10**15  # a thousand million of the major unit per pack


class LineToPrice(msgspec.Struct, frozen=True):
    """`quantity_base` base units, sold in packs of `pack_factor`, each pack at `unit_price_micros`."""

    quantity_base: int
    pack_factor: int
    unit_price_micros: int
    discount_bp: int
    tax_rate_bp: int
    is_free: bool = False


class PricedLine(msgspec.Struct, frozen=True):
    """One line in minor units. `discount_minor` holds the line's own discount and its share of the document's.

    gross - discount is what the line charges: its net where prices exclude tax, net plus tax where they contain it.
    """

    gross_minor: int
    discount_minor: int
    net_minor: int
    tax_minor: int


class PricedDocument(msgspec.Struct, frozen=True):
    """The lines in the order given and their exact sums; `discount_minor` is the document's own discount."""

    lines: tuple[PricedLine, ...]
    discount_minor: int
    net_minor: int
    tax_minor: int

    @property
    def total_minor(self) -> int:
        """What is to be paid."""
        return self.net_minor + self.tax_minor
