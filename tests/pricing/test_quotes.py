from __future__ import annotations

from datetime import date

import pytest

from kontor.access.types import Actor
from kontor.organization.errors import BusinessUnknown
from kontor.organization.models import Branch, Business
from kontor.pricing.errors import PriceMissing
from kontor.pricing.models import PriceList
from kontor.pricing.operations import assign_price_list, create_price_list, set_prices
from kontor.pricing.queries import quote
from kontor.pricing.types import PackPrice, PriceDraft, PriceListDraft, Quote
from tests.world import NOW, TODAY, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """OIL costs 1.30 on the default list; on DEALER, which C1 buys from, only its case has a price: 26.40."""
    world = make_world()
    world.sku("OIL", price_micros=1_300_000)
    draft = PriceListDraft(world.business.pk, "DEALER", "Dealers", is_tax_inclusive=True)
    dealer = create_price_list(draft=draft, actor=world.actor, now=NOW)
    case = PriceDraft("OIL", "26.40", date(2026, 1, 1), pack="CASE")
    set_prices(price_list_id=dealer.id, drafts=[case], actor=world.actor, now=NOW)
    assign_price_list(customer_id=world.customer("C1").pk, price_list_id=dealer.id, actor=world.actor, now=NOW)
    return world


def ask(world: World, *skus: str, customer: str | None = None, on: date = TODAY) -> Quote:
    return quote(skus=skus, customer=customer, business_id=world.business.pk, on=on, actor=world.actor)


def test_without_a_list_of_its_own_a_customer_pays_the_default_prices(world: World) -> None:
    world.customer("C2")
    for customer in (None, "C2", "nobody"):
        found = ask(world, "OIL", "NONE", customer=customer)
        assert (found.price_list_id, found.is_tax_inclusive, found.currency) == (world.price_list.pk, False, "GBP")
        assert found.items == (
            PackPrice("OIL", "EA", 1, "1.30", "pack", 1600),
            PackPrice("OIL", "CASE", 24, "31.20", "base", 1600),
        )


def test_the_customers_own_list_counts_alone(world: World) -> None:
    found = ask(world, "OIL", customer="C1")
    assert (found.price_list_id, found.is_tax_inclusive) == (PriceList.objects.get(code="DEALER").pk, True)
    assert found.items == (
        PackPrice("OIL", "EA", 1, None, "none", 1600),
        PackPrice("OIL", "CASE", 24, "26.40", "pack", 1600),
    )


def test_before_prices_and_rates_begin_there_are_none(world: World) -> None:
    assert ask(world, "OIL", on=date(2019, 12, 31)).items == (
        PackPrice("OIL", "EA", 1, None, "none", None),
        PackPrice("OIL", "CASE", 24, None, "none", None),
    )


def test_a_business_without_a_list_has_no_prices(world: World) -> None:
    business = Business.objects.create(code="NEW", name="New", currency="EUR")
    branch = Branch.objects.create(business=business, code="NEW", name="New")
    actor = Actor(9, "user", "new", frozenset(), frozenset({branch.pk}))
    with pytest.raises(PriceMissing):
        quote(skus=["OIL"], customer="C1", business_id=business.pk, on=TODAY, actor=actor)
    with pytest.raises(BusinessUnknown):
        quote(skus=["OIL"], customer="C1", business_id=world.business.pk, on=TODAY, actor=actor)
