"""Values in and out of pricing. Prices are micros of the major unit per pack, amounts are minor units."""

from __future__ import annotations

import msgspec


class PricedLine(msgspec.Struct, frozen=True):
    """What one line sells: `quantity_base` base units, priced per pack of `pack_factor` of them."""

    quantity_base: int
    pack_factor: int
    unit_price_micros: int
    tax_rate_bp: int
    discount_bp: int = 0
    is_free: bool = False


class LineAmounts(msgspec.Struct, frozen=True):
    """One line in minor units. `discount_minor` is the line's own discount plus its share of the document's.

    gross - discount is what the line charges: its net where prices exclude tax, net plus tax where they contain it.
    """

    gross_minor: int
    discount_minor: int
    net_minor: int
    tax_minor: int


class PricedDocument(msgspec.Struct, frozen=True):
    """The lines in the order given and their exact sums. `total_minor` = net + tax = what is to be paid."""

    lines: tuple[LineAmounts, ...]
    gross_minor: int
    discount_minor: int
    net_minor: int
    tax_minor: int
    total_minor: int
