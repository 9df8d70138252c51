"""Values in and out of pricing. Prices are micros of the major unit per pack, amounts minor units, rates in bp."""

from __future__ import annotations

from typing import Final

import msgspec

from kontor.pricing.errors import PriceTooLarge

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


class PriceListTerms(msgspec.Struct, frozen=True):
    """Which list a customer buys from (`customer` "": the business's default)."""

    price_list_id: int
    is_tax_inclusive: bool
    business_id: int
    customer: str


class PackTerms(msgspec.Struct):
    """A pack of exactly `factor` base units and what one of it costs on each list that prices it."""

    code: str
    factor: int
    price_by_list: dict[int, int]


class SkuTerms(msgspec.Struct):
    """`tax_rate_bp` is None where the tax class has no rate yet on that day."""

    sku_id: int
    code: str
    name: str
    type: str
    base_unit: str
    is_stocked: bool
    is_active: bool
    tax_rate_bp: int | None
    packs: dict[str, PackTerms]

    def base_pack(self) -> PackTerms:
        """The pack of factor 1 named as the base unit, which every SKU has."""
        return self.packs[self.base_unit]

    def unit_price_micros(self, pack: PackTerms, price_list_id: int) -> int | None:
        """The price of one `pack` on the list: its own, else the base pack's times the exact factor, else None.

        Raises PriceTooLarge when the price made of the base pack's is beyond what Kontor counts.
        """
        price = pack.price_by_list.get(price_list_id)
        if price is not None:
            return price
        base = self.base_pack().price_by_list.get(price_list_id)
        if base is None:
            return None
        if base * pack.factor > MOST_PRICE_MICROS:
            raise PriceTooLarge(f"{self.code}: set a price per {pack.code}; {pack.factor} times the base is too much.")
        return base * pack.factor
