"""A small trading post for tests, made straight in the tables; stock always comes through post_stock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.apps import apps
from django.db import transaction

from kontor.access.roles import RIGHTS
from kontor.access.types import Actor
from kontor.catalog.models import SKU, Pack, Product, TaxClass
from kontor.catalog.operations.index_words import index_words
from kontor.inventory.models import Location, StockLevel, StockMovement
from kontor.inventory.operations import post_stock
from kontor.inventory.types import LineRequest, PostingRequest, PostingResult
from kontor.organization.models import Branch, Business
from kontor.parties.models import Customer
from kontor.pricing.models import Price, PriceList, TaxRate

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)
_numbers = count(1)


@dataclass
class World:
    business: Business
    branch: Branch
    location: Location
    price_list: PriceList
    tax_class: TaxClass
    actor: Actor
    skus: dict[str, SKU] = field(default_factory=dict)

    def sku(self, code: str, *, price_micros: int = 10_000_000, case: int | None = 24, is_stocked: bool = True) -> SKU:
        """A SKU with its base pack EA, maybe a CASE, and a price of one EA."""
        product = Product.objects.create(code=code, name=f"Product {code}", tax_class=self.tax_class)
        sku = SKU.objects.create(product=product, code=code, name=f"Product {code}", is_stocked=is_stocked)
        pack = Pack.objects.create(sku=sku, code="EA", factor=1)
        if case:
            Pack.objects.create(sku=sku, code="CASE", factor=case)
        Price.objects.create(
            price_list=self.price_list, pack=pack, unit_price_micros=price_micros, valid_from=date(2020, 1, 1)
        )
        with transaction.atomic():
            index_words([product.pk])
        self.skus[code] = sku
        return sku

    def another_location(self, code: str, *, branch: Branch | None = None, **extra: Any) -> Location:
        return Location.objects.create(branch=branch or self.branch, code=code, name=code, **extra)

    def customer(self, code: str = "C1") -> Customer:
        return Customer.objects.create(code=code, name=f"Customer {code}")

    def post(self, *lines: LineRequest, kind: str = "receipt", is_fact: bool = False, **extra: object) -> PostingResult:
        request = PostingRequest(
            kind=kind,
            branch_id=self.branch.pk,
            occurred_at=extra.pop("occurred_at", NOW),  # type: ignore[arg-type]  # tests pass what fits
            business_date=extra.pop("business_date", TODAY),  # type: ignore[arg-type]  # tests pass what fits
            lines=lines,
            is_fact=is_fact,
            **extra,  # type: ignore[arg-type]  # tests pass what fits
        )
        return post_stock(requests=[request], actor=self.actor, now=NOW)[0]

    def line(self, code: str, on_hand: int = 0, reserved: int = 0, *, cost: int | None = None) -> LineRequest:
        return LineRequest(self.location.pk, self.skus[code].pk, on_hand, reserved, cost)

    def receive(self, code: str, quantity: int, *, cost: int = 5_000_000) -> PostingResult:
        return self.post(self.line(code, quantity, cost=cost))

    def level(self, code: str, location: Location | None = None) -> StockLevel:
        return StockLevel.objects.get(sku=self.skus[code], location=location or self.location)

    def stock(self, code: str, location: Location | None = None) -> tuple[int, int]:
        level = self.level(code, location)
        return level.on_hand, level.reserved


def make_world(branch: Branch | None = None) -> World:
    """A business with one branch and one location, or all but these around a branch that is there."""
    number = next(_numbers)
    if branch is None:
        business = Business.objects.create(code=f"B{number}", name="Test Trading", currency="GBP")
        branch = Branch.objects.create(business=business, code=f"BR{number}", name="Main depot")
    business = branch.business
    location = Location.objects.create(branch=branch, code=f"WH{number}", name="Main store")
    tax_class = TaxClass.objects.create(code=f"T{number}", name="Standard")
    TaxRate.objects.create(tax_class=tax_class, valid_from=date(2020, 1, 1), rate_bp=1600)
    price_list = PriceList.objects.create(business=business, code=f"PL{number}", name="Retail", is_default=True)
    actor = Actor(id=number, kind="job", name="test", rights=frozenset(RIGHTS), branch_ids=frozenset({branch.pk}))
    return World(business, branch, location, price_list, tax_class, actor)


def everything() -> dict[str, list[Any]]:
    """Every row of Kontor's tables but number blocks and when keys were used: a refusal leaves them as they were."""
    models = [model for model in apps.get_models() if model.__module__.startswith("kontor.")]
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for model in models
        if model._meta.label not in {"kernel.NumberSeries", "access.ApiKey"}
    }


def assert_ledger_proves_levels() -> None:
    """Every level equals the sums of its movements: quantity, promise and value."""
    for level in StockLevel.objects.all():
        rows = list(StockMovement.objects.filter(level=level))
        assert level.on_hand == sum(row.on_hand_delta for row in rows)
        assert level.reserved == sum(row.reserved_delta for row in rows)
        assert level.value_micros == sum(row.value_delta_micros for row in rows)
        assert level.floor == min(0, level.on_hand - level.reserved)
