"""What a customer pays for some SKUs on a day: the same terms that the order path reads, for screens and clients."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from kontor.access.types import Actor
from kontor.kernel.money import decimal_from_micros
from kontor.kernel.quantity import quantity_text
from kontor.kernel.statements import read_all
from kontor.organization.queries import business_detail
from kontor.pricing.choosing import chosen_list
from kontor.pricing.errors import PriceMissing
from kontor.pricing.missing import no_list
from kontor.pricing.queries.sku_terms import gather, is_wide, learns_wide, price_lists_read, sku_terms_read
from kontor.pricing.types import PackPrice, PackTerms, PriceListTerms, Quote, SkuTerms, TierPrice


def quote(*, skus: Sequence[str], customer: str | None, business_id: int, on: date, actor: Actor) -> Quote:
    """Every pack of these SKUs with its price on the list that counts for the customer (`choosing`), and its tiers.

    SKUs that do not exist are left out; a pack without a price says so. Raises BusinessUnknown, and PriceMissing when
    the business has no list for this customer.
    """
    business = business_detail(business_id, actor=actor)
    customers = [] if customer is None else [customer]

    def read() -> list[list[Any]]:
        return read_all([sku_terms_read(skus, on, customer_codes=customers), price_lists_read(customers)])

    read_wide = is_wide()
    rows, lists = read()
    if learns_wide(lists, read_wide=read_wide):
        rows, lists = read()
    terms = list_for(customer, business_id, lists, on)
    items = [
        _pack_price(sku, pack, terms)
        for sku in gather(rows).values()
        for pack in sorted(sku.packs.values(), key=lambda pack: (pack.factor, pack.code))
    ]
    return Quote(terms.price_list_id, terms.is_tax_inclusive, business.currency, tuple(items), terms.own_list_id)


def list_for(customer: str | None, business_id: int, lists: Sequence[PriceListTerms], on: date) -> PriceListTerms:
    """The list chosen for the customer. Raises PriceMissing where the business has none."""
    terms = chosen_list(lists, business_id=business_id, customer=customer, on=on)
    if terms is None:
        raise PriceMissing(no_list(on))
    return terms


def _pack_price(sku: SkuTerms, pack: PackTerms, terms: PriceListTerms) -> PackPrice:
    micros = sku.unit_price_micros(pack, terms, 0)
    lists = [terms.price_list_id] if terms.own_list_id is None else [terms.own_list_id, terms.price_list_id]
    counting = next((id_ for id_ in lists if pack.price_by_list.keys() & {id_} or _base_has(sku, id_)), None)
    source = "none" if micros is None else "pack" if counting in pack.price_by_list else "base"
    price = None if micros is None else str(decimal_from_micros(micros))
    return PackPrice(sku.code, pack.code, pack.factor, price, source, sku.tax_rate_bp, _tiers(sku, pack, terms))


def _base_has(sku: SkuTerms, price_list_id: int) -> bool:
    return price_list_id in sku.base_pack().price_by_list


def _tiers(sku: SkuTerms, pack: PackTerms, terms: PriceListTerms) -> tuple[TierPrice, ...]:
    """What a pack costs from each quantity on at which that changes."""
    told, before = [], sku.unit_price_micros(pack, terms, 0)
    for quantity in sorted(_thresholds(sku.base_pack(), terms) | _thresholds(pack, terms)):
        price = sku.unit_price_micros(pack, terms, quantity)
        if price is not None and price != before:
            told.append(TierPrice(quantity_text(quantity, pack.factor), str(decimal_from_micros(price))))
        before = price
    return tuple(told)


def _thresholds(pack: PackTerms, terms: PriceListTerms) -> set[int]:
    lists = (terms.own_list_id, terms.price_list_id)
    return {quantity for id_ in lists if id_ for quantity, _ in pack.tiers_by_list.get(id_, ())}
