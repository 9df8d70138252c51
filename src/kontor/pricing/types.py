"""Values in and out of pricing. Prices are micros of the major unit per pack, amounts minor units, rates in bp."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

import msgspec

from kontor.kernel.wire import Incoming, told
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


class NamedPriceList(msgspec.Struct, frozen=True):
    """A price list asked for by its code."""

    price_list_id: int
    code: str
    is_tax_inclusive: bool
    business_id: int


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


# --- price lists, prices and rates as they come in ---------------------------------------------------------------

Key = Annotated[int, told(minimum=1)]
SkuCode = Annotated[str, told(minLength=1, maxLength=40)]
ShortCode = Annotated[str, told(minLength=1, maxLength=20)]
ShortName = Annotated[str, told(minLength=1, maxLength=80)]
DecimalText = Annotated[str, told(pattern=r"^\d{1,10}(\.\d{1,6})?$")]
RateBp = Annotated[int, told(minimum=0, maximum=10_000)]


class PriceListDraft(Incoming, frozen=True):
    """A new price list of a business. The default one is for everybody who has no list of their own."""

    business_id: Key
    code: ShortCode
    name: ShortName
    is_tax_inclusive: bool = False
    is_default: bool = False


class PriceDraft(Incoming, frozen=True):
    """What one `pack` (none named: the base pack) costs from `valid_from` on, in major units, such as "31.20"."""

    sku: SkuCode
    unit_price: DecimalText
    valid_from: date
    pack: ShortCode | None = None


class PriceListAssignment(Incoming, frozen=True):
    """The list a customer buys from; null: the business's default again."""

    price_list_id: Key | None


class TaxRateDraft(Incoming, frozen=True):
    """The rate of a tax class (by code) from `valid_from` on, in basis points: 1600 is 16 %."""

    tax_class: ShortCode
    valid_from: date
    rate_bp: RateBp


# --- answers -----------------------------------------------------------------------------------------------------


class PriceListItem(msgspec.Struct, frozen=True):
    id: int
    business_id: int
    code: str
    name: str
    is_tax_inclusive: bool
    is_default: bool
    version: int


class PricesSet(msgspec.Struct, frozen=True):
    """How many prices were sent, and how many of them were not so before."""

    price_list_id: int
    sent: int
    changed: int


class CustomerPrices(msgspec.Struct, frozen=True):
    """Which list a customer buys from; None: the business's default."""

    customer_id: int
    price_list_id: int | None


class PriceItem(msgspec.Struct, frozen=True):
    """One price row of a list, valid from a day until the next one of the same pack begins."""

    id: int
    sku: str
    pack: str
    factor: int
    unit_price: str
    valid_from: date


class TaxRateItem(msgspec.Struct, frozen=True):
    id: int
    tax_class: str
    valid_from: date
    rate_bp: int


class PackPrice(msgspec.Struct, frozen=True):
    """What one pack costs on a day. `unit_price` None: there is no price, the pack cannot be sold.

    `source`: "pack" its own price, "base" the base pack's times the exact factor, "none".
    """

    sku: str
    pack: str
    factor: int
    unit_price: str | None
    source: str
    tax_rate_bp: int | None


class Quote(msgspec.Struct, frozen=True):
    """The prices of some SKUs for one customer on one day, from `price_list_id`."""

    price_list_id: int
    is_tax_inclusive: bool
    currency: str
    items: tuple[PackPrice, ...]
