"""What a customer pays for some SKUs on a day: the same terms that the order path reads, for screens and clients."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kontor.access.types import Actor
from kontor.kernel.money import decimal_from_micros
from kontor.kernel.statements import read_all
from kontor.organization.queries import business_detail
from kontor.pricing.errors import PriceMissing
from kontor.pricing.queries.sku_terms import gather, price_lists_read, sku_terms_read
from kontor.pricing.types import PackPrice, PackTerms, PriceListTerms, Quote, SkuTerms


def quote(*, skus: Sequence[str], customer: str | None, business_id: int, on: date, actor: Actor) -> Quote:
    """Every pack of these SKUs with its price on the customer's list, else on the business's default.

    SKUs that do not exist are left out; a pack without a price says so. Raises BusinessUnknown, and PriceMissing when
    the business has no list for this customer.
    """
    business = business_detail(business_id, actor=actor)
    customers = [] if customer is None else [customer]
    rows, lists = read_all([sku_terms_read(skus, on, customer_codes=customers), price_lists_read(customers)])
    terms = list_for(customer, business_id, lists)
    items = [
        _pack_price(sku, pack, terms.price_list_id)
        for sku in gather(rows).values()
        for pack in sorted(sku.packs.values(), key=lambda pack: (pack.factor, pack.code))
    ]
    return Quote(terms.price_list_id, terms.is_tax_inclusive, business.currency, tuple(items))


def list_for(customer: str | None, business_id: int, lists: Sequence[PriceListTerms]) -> PriceListTerms:
    """The customer's own list if it is one of this business, else the business's default. Raises PriceMissing."""
    mine = {terms.customer: terms for terms in lists if terms.business_id == business_id}
    terms = mine.get(customer or "") or mine.get("")
    if terms is None:
        raise PriceMissing("The business has no default price list; make one first.")
    return terms


def _pack_price(sku: SkuTerms, pack: PackTerms, price_list_id: int) -> PackPrice:
    micros = sku.unit_price_micros(pack, price_list_id)
    source = "none" if micros is None else "pack" if price_list_id in pack.price_by_list else "base"
    price = None if micros is None else str(decimal_from_micros(micros))
    return PackPrice(sku.code, pack.code, pack.factor, price, source, sku.tax_rate_bp)
