"""Values in and out of pricing. Prices are micros of the major unit per pack, amounts minor units, rates in bp."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

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
    """A list somebody may buy from, and why: see `choosing`, which fills in `own_list_id` and `own_list_code`.

    `customer` and `channel` are codes, "" where the list is not theirs in particular.
    """

    price_list_id: int
    is_tax_inclusive: bool
    business_id: int
    customer: str
    rank: int = 3
    channel: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    is_wide: bool = False
    own_list_id: int | None = None
    code: str = ""
    own_list_code: str = ""


class PackTerms(msgspec.Struct):
    """A pack of exactly `factor` base units and what one of it costs on each list that prices it.

    `tiers_by_list` has (from how many base units, price) where larger lines cost something else.
    """

    code: str
    factor: int
    price_by_list: dict[int, int]
    tiers_by_list: dict[int, list[tuple[int, int]]] = {}

    def price_on(self, price_list_id: int, quantity_base: int) -> int | None:
        """The price of the highest tier that `quantity_base` reaches."""
        tiers = self.tiers_by_list.get(price_list_id)
        reached = max((tier for tier in tiers if tier[0] <= quantity_base), default=None) if tiers else None
        return reached[1] if reached else self.price_by_list.get(price_list_id)


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

    def unit_price_micros(self, pack: PackTerms, price_list: PriceListTerms, quantity_base: int) -> int | None:
        """The price of one `pack` in a line of `quantity_base`: on the customer's own list, else on the list chosen.

        On a list the pack's own price counts, else the base pack's times the exact factor, else there is None.
        Raises PriceTooLarge when the price made of the base pack's is beyond what Kontor counts.
        """
        if price_list.own_list_id is not None:
            agreed = self._on_list(pack, price_list.own_list_id, quantity_base)
            if agreed is not None:
                return agreed
        return self._on_list(pack, price_list.price_list_id, quantity_base)

    def _on_list(self, pack: PackTerms, price_list_id: int, quantity_base: int) -> int | None:
        price = pack.price_on(price_list_id, quantity_base)
        if price is not None:
            return price
        base = self.base_pack().price_on(price_list_id, quantity_base)
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
Kind = Literal["sale", "purchase"]
Reason = Annotated[str, told(maxLength=200)]
RateBp = Annotated[int, told(minimum=0, maximum=10_000)]


class PriceListDraft(Incoming, frozen=True):
    """A new price list of a business. The default one is for everybody who is given no other.

    `customer`: the code of the one customer it is made for. `kind` "purchase": what goods cost to buy.
    """

    business_id: Key
    code: ShortCode
    name: ShortName
    is_tax_inclusive: bool = False
    is_default: bool = False
    kind: Kind = "sale"
    customer: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


class PriceListEdit(Incoming, frozen=True):
    """What is to change of a price list. null: it has no first or last day."""

    name: ShortName | UnsetType = UNSET
    valid_from: date | UnsetType | None = UNSET
    valid_until: date | UnsetType | None = UNSET


class PriceDraft(Incoming, frozen=True):
    """What one `pack` (none named: the base pack) costs from `valid_from` on, in major units, such as "31.20".

    `minimum_quantity` counts packs: the price holds for lines of that many and more. `valid_until` is its last day.
    """

    sku: SkuCode
    unit_price: DecimalText
    valid_from: date
    pack: ShortCode | None = None
    minimum_quantity: str | int = 0
    valid_until: date | UnsetType | None = UNSET
    reason: Reason = ""


class FirstPrice(Incoming, frozen=True):
    """What a new SKU's base pack costs on a list from `valid_from` on, in major units, such as "31.20"."""

    price_list_id: Key
    unit_price: DecimalText
    valid_from: date


class PricePut(Incoming, frozen=True):
    """A price of a list kept elsewhere, found by list, SKU, pack, minimum quantity and first day.

    What is left out stays as it is; `unit_price` is needed where the price is new. `minimum_quantity` counts packs: the
    price holds for lines of that many and more. `valid_until` is its last day; null: until the next one begins.
    `currency` is only compared with the list's.
    """

    price_list: ShortCode
    sku: SkuCode
    valid_from: date
    unit_price: DecimalText | UnsetType = UNSET
    pack: ShortCode | None = None
    minimum_quantity: str | int = 0
    valid_until: date | UnsetType | None = UNSET
    currency: str | None = None
    reason: Reason = ""


class PriceListAssignment(Incoming, frozen=True):
    """The list a customer is given; null: the channel's or the business's default again."""

    price_list_id: Key | None


class ChannelAssignment(Incoming, frozen=True):
    """The list of a business that a channel is given; null: the business's default again."""

    business_id: Key
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
    kind: str = "sale"
    currency: str = ""
    customer: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


class PricesSet(msgspec.Struct, frozen=True):
    """How many prices were sent, and how many of them were not so before."""

    price_list_id: int
    sent: int
    changed: int


Verdict = Literal["created", "updated", "unchanged", "refused"]


class PutPrice(msgspec.Struct, frozen=True):
    """What became of one row, in the order sent; `reason` and `field` only where it is refused."""

    price_list: str
    sku: str
    pack: str | None
    verdict: Verdict
    reason: str | None = None
    field: str | None = None


class PutPrices(msgspec.Struct, frozen=True):
    items: tuple[PutPrice, ...]
    created: int
    updated: int
    unchanged: int
    refused: int


class CustomerPrices(msgspec.Struct, frozen=True):
    """Which list a customer is given; None: its channel's or the business's default. Version 0: never given one."""

    customer_id: int
    price_list_id: int | None
    version: int = 0


class ChannelPrices(msgspec.Struct, frozen=True):
    """Which list of a business a channel is given; None: the business's default. Version 0: never given one."""

    channel: str
    business_id: int
    price_list_id: int | None
    version: int = 0


class PriceItem(msgspec.Struct, frozen=True):
    """One price row of a list, valid from a day until its last or until the next one of the same tier begins.

    `minimum_quantity` counts packs; "0": whatever the quantity.
    """

    id: int
    sku: str
    pack: str
    factor: int
    unit_price: str
    valid_from: date
    valid_until: date | None = None
    minimum_quantity: str = "0"


class PriceAsOf(msgspec.Struct, frozen=True):
    """A price that held on a day, as it was known: on which list, for how many packs, and since when it was known."""

    price_list: str
    kind: str
    currency: str
    pack: str
    factor: int
    minimum_quantity: str
    unit_price: str
    valid_from: date
    valid_until: date | None
    recorded_at: datetime


class TaxRateItem(msgspec.Struct, frozen=True):
    id: int
    tax_class: str
    valid_from: date
    rate_bp: int


class TierPrice(msgspec.Struct, frozen=True):
    """What one pack costs in lines of `minimum_quantity` packs and more."""

    minimum_quantity: str
    unit_price: str


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
    tiers: tuple[TierPrice, ...] = ()


class Quote(msgspec.Struct, frozen=True):
    """The prices of some SKUs for one customer on one day, from its own list where that has one, else the other."""

    price_list_id: int
    is_tax_inclusive: bool
    currency: str
    items: tuple[PackPrice, ...]
    own_list_id: int | None = None
