"""The trading post that is measured: one depot, many SKUs whose stock lasts, a thousand customers."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final, TypeVar

import msgspec

from kontor.access.operations import create_api_key, create_user
from kontor.access.roles import RIGHTS
from kontor.access.schemas import NewApiKey, NewUser
from kontor.access.types import Actor
from kontor.catalog.operations import create_products, create_tax_class
from kontor.catalog.types import ProductDraft, SkuDraft, TaxClassDraft
from kontor.inventory.operations import create_location, receive_stock
from kontor.inventory.schemas import LocationDraft, ReceiptLine, StockReceipt
from kontor.kernel.wire import RequestKey
from kontor.organization.operations import create_business
from kontor.organization.schemas import NewBranch, NewBusiness
from kontor.parties.operations import create_customers
from kontor.parties.types import CustomerDraft
from kontor.pricing.operations import create_price_list, set_prices, set_tax_rate
from kontor.pricing.types import PriceDraft, PriceListDraft, TaxRateDraft
from kontor.sales.operations import place_orders
from kontor.sales.types import DraftLine, OrderDraft

T = TypeVar("T")
SKUS: Final = 10_000
CUSTOMERS: Final = 1_000
LOCATION: Final = "BENCH"
_ON_HAND: Final = 1_000_000_000
_CHUNK: Final = 2_000
_TRADED: Final = 2_000  # orders
_BATCH: Final = 250
_LINES: Final = 10
_SINCE: Final = date(2020, 1, 1)


class BenchCompany(msgspec.Struct, frozen=True):
    """Where orders go, who places them, and the key for doing so over HTTP."""

    actor: Actor
    branch_id: int
    secret: str
    skus: tuple[str, ...]
    customers: tuple[str, ...]


def make_company(*, now: datetime, skus: int = SKUS, customers: int = CUSTOMERS) -> BenchCompany:
    """Make it in an empty database, through the operations everybody uses."""
    nobody = Actor(0, "job", "bench", frozenset(RIGHTS), frozenset())
    user = create_user(draft=NewUser(username="bench", role="owner"), actor=nobody, now=now)
    actor = replace(nobody, id=user.id)
    branch = NewBranch(code=LOCATION, name="Measured depot", time_zone="UTC")
    made = create_business(
        draft=NewBusiness(code=LOCATION, name="Measured trade", currency="GBP", branch=branch), actor=actor, now=now
    )
    actor = replace(actor, branch_ids=frozenset({made.branch.id}))
    create_location(location=LocationDraft(branch=LOCATION, code=LOCATION, name="Measured store"), actor=actor, now=now)
    _make_goods(made.business.id, _codes("SKU", skus), actor, now)
    names = _codes("C", customers)
    for codes in _chunks(names):
        create_customers(
            drafts=[CustomerDraft(code=code, name=f"Customer {code}") for code in codes], actor=actor, now=now
        )
    key = create_api_key(draft=NewApiKey(user_id=user.id, name="bench", scopes=()), actor=actor, now=now)
    return BenchCompany(actor, made.branch.id, str(key.secret), _codes("SKU", skus), names)


def trade(company: BenchCompany, *, now: datetime) -> None:
    """Give it some weeks of orders, so that nothing is measured on tables nobody has written to yet."""
    chance = random.Random("some weeks")
    for _ in range(_TRADED // _BATCH):
        drafts = [_order(company, chance) for _ in range(_BATCH)]
        answer = place_orders(drafts=drafts, actor=company.actor, now=now, key=RequestKey(0, uuid.uuid4().hex, ""))
        assert all(item.order is not None for item in answer.items), answer.items


def _order(company: BenchCompany, chance: random.Random) -> OrderDraft:
    lines = tuple(DraftLine(sku=sku, quantity=chance.randint(1, 5)) for sku in chance.sample(company.skus, _LINES))
    return OrderDraft(location=LOCATION, customer=chance.choice(company.customers), confirm=True, lines=lines)


def _make_goods(business_id: int, codes: Sequence[str], actor: Actor, now: datetime) -> None:
    create_tax_class(draft=TaxClassDraft("STD", "Standard"), actor=actor, now=now)
    set_tax_rate(draft=TaxRateDraft("STD", _SINCE, 1600), actor=actor, now=now)
    prices = create_price_list(
        draft=PriceListDraft(business_id, "RETAIL", "Retail", is_default=True), actor=actor, now=now
    )
    for chunk in _chunks(codes):
        goods = [ProductDraft(code, f"Product {code}", "STD", (SkuDraft(code),)) for code in chunk]
        create_products(drafts=goods, actor=actor, now=now)
        per_piece = [PriceDraft(code, f"{number % 500}.99", _SINCE) for number, code in enumerate(chunk)]
        set_prices(price_list_id=prices.id, drafts=per_piece, actor=actor, now=now)
        lines = tuple(ReceiptLine(sku=code, quantity=_ON_HAND, unit_cost="1.00") for code in chunk)
        receive_stock(receipt=StockReceipt(location=LOCATION, lines=lines), actor=actor, now=now)


def _codes(prefix: str, count: int) -> tuple[str, ...]:
    return tuple(f"{prefix}{number:06}" for number in range(1, count + 1))


def _chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK))
