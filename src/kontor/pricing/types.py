"""Values in and out of pricing. Prices are micros of the currency per pack, amounts minor units, rates basis points."""

from __future__ import annotations

import msgspec


class LineToPrice(msgspec.Struct, frozen=True):
    """`quantity_base` base units, sold in packs of `pack_factor`, each pack at `unit_price_micros`."""

    quantity_base: int
    pack_factor: int
    unit_price_micros: int
    discount_bp: int
    tax_rate_bp: int


class PricedLine(msgspec.Struct, frozen=True):
    """`discount_minor` holds the line's own discount and its share of the document's."""

    discount_minor: int
    net_minor: int
    tax_minor: int


class PricedDocument(msgspec.Struct, frozen=True):
    """Totals are the sums of the lines, to the minor unit."""

    lines: tuple[PricedLine, ...]
    discount_minor: int
    net_minor: int
    tax_minor: int

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor
