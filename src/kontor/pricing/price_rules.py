"""What a price or a rate must be like to be taken. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import msgspec
from msgspec import UNSET, UnsetType

from kontor.kernel.money import micros_from_decimal
from kontor.kernel.wire import base_units
from kontor.kernel.wire import quantity as decimal
from kontor.pricing.errors import ListInvalid, PriceInvalid, PriceListNotFound, TaxRateInvalid
from kontor.pricing.price_book import Cost, PriceTier, WantedPrice
from kontor.pricing.types import MOST_PRICE_MICROS, PriceDraft, PriceListItem, PricePut

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2199, 12, 31)
MOST_RATE_BP: Final = 10_000
MOST_REASON: Final = 200


class ListFacts(msgspec.Struct, frozen=True):
    """A price list that the actor may see, and the currency of its business."""

    id: int
    code: str
    currency: str
    business_id: int
    is_tax_inclusive: bool = False
    purchase_list_id: int | None = None  # of the same business; None for that list itself


class KnownPack(msgspec.Struct, frozen=True):
    id: int
    factor: int


class KnownPacks(msgspec.Struct, frozen=True):
    """Packs by SKU code and pack code, base packs by SKU code, and by pack id the dated tax rates, the latest first."""

    packs: Mapping[tuple[str, str], KnownPack]
    base_packs: Mapping[str, str]
    tax_rates: Mapping[int, Sequence[tuple[date, int]]]

    def tax_bp(self, pack_id: int, on: date) -> int:
        """0 where there is no rate yet: nothing can be sold then."""
        return next((rate for since, rate in self.tax_rates.get(pack_id, ()) if since <= on), 0)


def put_of(draft: PriceDraft, price_list: ListFacts) -> PricePut:
    """The draft of one list's price as a row of many lists."""
    return PricePut(
        price_list=price_list.code,
        sku=draft.sku,
        valid_from=draft.valid_from,
        unit_price=draft.unit_price,
        pack=draft.pack,
        minimum_quantity=draft.minimum_quantity,
        valid_until=draft.valid_until,
        reason=draft.reason,
    )


def wanted_price(put: PricePut, lists: Mapping[str, ListFacts], known: KnownPacks) -> WantedPrice:
    """Raises PriceInvalid, PriceListNotFound, MoneyInvalid and QuantityInvalid naming the field that is wrong."""
    price_list = lists.get(put.price_list.strip())
    if price_list is None:
        raise PriceListNotFound(f"There is no price list {put.price_list!r} for you.", field="price_list")
    if put.currency is not None and put.currency != price_list.currency:
        raise PriceInvalid(f"{price_list.code} is in {price_list.currency}, not {put.currency}.", field="currency")
    sku, pack, found = _pack(put, known)
    micros: int | UnsetType = UNSET if isinstance(put.unit_price, UnsetType) else price_micros(put.unit_price)
    check_day(put.valid_from)
    if isinstance(put.valid_until, date):
        check_day(put.valid_until, "valid_until")
    if len(put.reason) > MOST_REASON:
        raise PriceInvalid(f"A reason has at most {MOST_REASON} characters.", field="reason")
    tier = PriceTier(price_list.id, found.id, _from_quantity(put.minimum_quantity, found.factor))
    label = f"{sku} per {pack}"
    if tier.from_quantity_base:
        label += f" from {put.minimum_quantity}"
    return WantedPrice(
        tier,
        label,
        put.valid_from,
        put.valid_until,
        micros,
        put.reason.strip(),
        _costs(price_list, found, known.packs[sku, known.base_packs[sku]]),
        known.tax_bp(found.id, put.valid_from) if price_list.is_tax_inclusive else 0,
    )


def price_micros(text: str) -> int:
    """A price in major units as micros. Raises PriceInvalid below 0 or beyond what Kontor counts."""
    micros = micros_from_decimal(decimal(text, "unit_price"))
    if not 0 <= micros <= MOST_PRICE_MICROS:
        raise PriceInvalid(f"A price is 0 to {MOST_PRICE_MICROS // 10**6}, not {text}.", field="unit_price")
    return micros


def check_day(day: date, field: str = "valid_from") -> None:
    if not EARLIEST <= day <= LATEST:
        raise PriceInvalid(f"{field} is a day from {EARLIEST} to {LATEST}.", field=field)


def check_list_days(valid_from: date | None, valid_until: date | None, *, always: bool) -> None:
    """Raises ListInvalid. `always`: the list must hold on every day."""
    if always and (valid_from is not None or valid_until is not None):
        raise ListInvalid("A default list and a list of purchase prices always hold.", field="valid_from")
    for field, day in (("valid_from", valid_from), ("valid_until", valid_until)):
        if day is not None:
            check_day(day, field)
    if valid_from is not None and valid_until is not None and valid_until < valid_from:
        raise ListInvalid("Its last day lies before its first.", field="valid_until")


def check_new_list(item: PriceListItem) -> None:
    """Raises ListInvalid."""
    is_purchase = item.kind == "purchase"
    if is_purchase and item.is_default:
        raise ListInvalid("Nobody buys at purchase prices; make another list the default.", field="is_default")
    if item.customer is not None and (is_purchase or item.is_default):
        raise ListInvalid("A list made for a customer is neither the default nor of purchase prices.", field="customer")
    if is_purchase and item.is_tax_inclusive:
        raise ListInvalid("Purchase prices are without tax.", field="is_tax_inclusive")
    check_list_days(item.valid_from, item.valid_until, always=is_purchase or item.is_default)


def check_rate(rate_bp: int) -> None:
    if not 0 <= rate_bp <= MOST_RATE_BP:
        raise TaxRateInvalid(f"rate_bp is 0 to {MOST_RATE_BP} (100 %).", field="rate_bp")


def _pack(put: PricePut, known: KnownPacks) -> tuple[str, str, KnownPack]:
    sku = put.sku.strip()
    if sku not in known.base_packs:
        raise PriceInvalid(f"There is no SKU {sku!r}.", field="sku")
    pack = known.base_packs[sku] if put.pack is None else put.pack.strip()
    found = known.packs.get((sku, pack))
    if found is None:
        raise PriceInvalid(f"{sku} has no pack {pack!r}.", field="pack")
    return sku, pack, found


def _costs(price_list: ListFacts, pack: KnownPack, base: KnownPack) -> tuple[Cost, ...]:
    purchase = price_list.purchase_list_id
    if purchase is None:
        return ()
    own = Cost(PriceTier(purchase, pack.id, 0), 1)
    return (own,) if pack.id == base.id else (own, Cost(PriceTier(purchase, base.id, 0), pack.factor))


def _from_quantity(given: str | int, factor: int) -> int:
    """In base units; 0 where it excludes no line, since every line has one base unit at least."""
    base = base_units(given, factor, "minimum_quantity")
    if base < 0:
        raise PriceInvalid("minimum_quantity is not negative.", field="minimum_quantity")
    return 0 if base == 1 else base
