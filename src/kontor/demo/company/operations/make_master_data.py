from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import cycle
from typing import Final, TypeVar

from kontor.access.types import Actor
from kontor.catalog.operations import create_category, create_products, create_tax_class
from kontor.catalog.types import CategoryDraft, TaxClassDraft
from kontor.demo.company.buyers import CHANNELS
from kontor.demo.company.families import EXEMPT, FAMILIES, STANDARD, SUPPLIERS, ZERO
from kontor.demo.company.goods import (
    KEY_ACCOUNTS,
    RETAIL,
    SERVICE_CATEGORY,
    WHOLESALE,
    other_drafts,
    price_drafts,
    product_draft,
)
from kontor.demo.company.queries.founding import Founded
from kontor.demo.company.trade import Trade
from kontor.parties.operations import create_channel, create_customers, create_suppliers
from kontor.parties.types import ChannelDraft, SupplierDraft
from kontor.pricing.operations import assign_price_list, create_price_list, set_prices, set_tax_rate
from kontor.pricing.types import PriceListDraft, TaxRateDraft

T = TypeVar("T")
_BATCH: Final = 2_000
_PRICES_FROM: Final = date(2020, 1, 1)

#: Tax class -> its name and its rates in basis points from a day on.
_TAXES: Final = {
    STANDARD: ("Standard rate", ((date(2000, 1, 1), 1750), (date(2008, 4, 1), 1600))),
    ZERO: ("Zero-rated", ((date(2000, 1, 1), 0),)),
    EXEMPT: ("Exempt", ((date(2000, 1, 1), 0),)),
}
_TERMS: Final = ("net_7", "net_15", "immediate", "net_30")  # of the suppliers, in turn
_LISTS: Final = {
    WHOLESALE: "Wholesale, without tax",
    RETAIL: "Retail, with tax",
    KEY_ACCOUNTS: "Key accounts, without tax",
}


def make_master_data(*, trade: Trade, founded: Founded, now: datetime) -> None:
    """Make taxes, products, prices, customers and suppliers, inside the caller's transaction."""
    actor = founded.actor
    _make_products(trade, actor, now)
    list_ids = _make_prices(trade, founded, now)
    _make_parties(trade, list_ids, actor, now)


def _make_products(trade: Trade, actor: Actor, now: datetime) -> None:
    for code, (name, rates) in _TAXES.items():
        create_tax_class(draft=TaxClassDraft(code, name), actor=actor, now=now)
        for valid_from, rate_bp in rates:
            set_tax_rate(draft=TaxRateDraft(code, valid_from, rate_bp), actor=actor, now=now)
    names = [*dict.fromkeys(family.category for family in FAMILIES), SERVICE_CATEGORY]
    ids = {name: create_category(draft=CategoryDraft(name), actor=actor, now=now).id for name in names}
    drafts = [*(product_draft(item, ids) for item in trade.items), *other_drafts(ids)]
    for batch in _batches(drafts):
        create_products(drafts=batch, actor=actor, now=now)


def _make_prices(trade: Trade, founded: Founded, now: datetime) -> dict[str, int]:
    list_ids = {}
    for code, name in _LISTS.items():
        draft = PriceListDraft(
            founded.business_id, code, name, is_tax_inclusive=code == RETAIL, is_default=code == WHOLESALE
        )
        list_ids[code] = create_price_list(draft=draft, actor=founded.actor, now=now).id
        for batch in _batches(price_drafts(trade.items, code, _PRICES_FROM)):
            set_prices(price_list_id=list_ids[code], drafts=batch, actor=founded.actor, now=now)
    return list_ids


def _make_parties(trade: Trade, list_ids: dict[str, int], actor: Actor, now: datetime) -> None:
    suppliers = [
        SupplierDraft(code=code, name=name, address="Zambia", payment_terms=terms)
        for (code, name), terms in zip(SUPPLIERS.items(), cycle(_TERMS), strict=False)
    ]
    create_suppliers(drafts=suppliers, actor=actor, now=now)
    for code, name in CHANNELS.items():
        create_channel(draft=ChannelDraft(code, name), actor=actor, now=now)
    made = create_customers(drafts=[buyer.draft() for buyer in trade.buyers], actor=actor, now=now).items
    for buyer, customer in zip(trade.buyers, made, strict=True):
        if buyer.price_list:
            list_id = list_ids[buyer.price_list]
            assign_price_list(customer_id=customer.id, price_list_id=list_id, actor=actor, now=now)


def _batches(drafts: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(drafts), _BATCH):
        yield drafts[start : start + _BATCH]
