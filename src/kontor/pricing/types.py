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


class PriceListTerms(msgspec.Struct, frozen=True):
    """Which list a customer buys from (`customer` "": the business's default)."""

    price_list_id: int
    is_tax_inclusive: bool
    business_id: int
    customer: str


class PackTerms(msgspec.Struct):
    code: str
    factor: int
    price_by_list: dict[int, int]


class SkuTerms(msgspec.Struct):
    """`tax_rate_bp` is None where the tax class has no rate yet on that day."""

    sku_id: int
    code: str
    is_stocked: bool
    is_active: bool
    tax_rate_bp: int | None
    packs: dict[str, PackTerms]

    def base_pack(self) -> PackTerms:
        return next(pack for pack in self.packs.values() if pack.factor == 1)

    def unit_price_micros(self, pack: PackTerms, price_list_id: int) -> int | None:
        """The price of one `pack`: its own, else the base pack's times the exact factor, else None."""
        price = pack.price_by_list.get(price_list_id)
        if price is not None:
            return price
        base = self.base_pack().price_by_list.get(price_list_id)
        return None if base is None else base * pack.factor
