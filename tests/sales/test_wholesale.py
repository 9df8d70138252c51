from __future__ import annotations

from datetime import date

import pytest

from kontor.access.types import Actor
from kontor.catalog.models import Pack
from kontor.pricing.models import Price, PriceList
from kontor.sales.operations import place_orders
from kontor.sales.types import DraftLine, ItemResult, OrderDraft
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """OIL at 10.00 retail and 8.50 wholesale; a list of prices with tax in them beside."""
    world = make_world()
    sku = world.sku("OIL")
    world.receive("OIL", 100)
    world.customer("C1")
    wholesale = PriceList.objects.create(business=world.business, code="WHOLESALE", name="Wholesale")
    PriceList.objects.create(business=world.business, code="TAXED", name="With tax", is_tax_inclusive=True)
    pack = Pack.objects.get(sku=sku, code="EA")
    Price.objects.create(price_list=wholesale, pack=pack, unit_price_micros=8_500_000, valid_from=date(2020, 1, 1))
    return world


def place(world: World, *lines: DraftLine, actor: Actor | None = None) -> ItemResult:
    draft = OrderDraft(location=world.location.code, customer="C1", confirm=True, lines=lines)
    return place_orders(drafts=[draft], actor=actor or world.actor, now=NOW).items[0]


def test_a_line_marked_wholesale_takes_the_wholesale_price_and_the_others_do_not(world: World) -> None:
    """Row 54."""
    item = place(world, DraftLine(sku="OIL", quantity=2), DraftLine(sku="OIL", quantity=2, price_list="WHOLESALE"))
    assert item.order is not None
    assert item.order.net == "37.00"


def test_choosing_a_list_needs_the_right_to_set_prices(world: World) -> None:
    """Row 54."""
    rights = world.actor.rights - {"sales.override_price"}
    actor = Actor(world.actor.id, "user", "cashier", rights, world.actor.branch_ids)
    item = place(world, DraftLine(sku="OIL", quantity=2, price_list="WHOLESALE"), actor=actor)
    assert item.refusal is not None
    assert item.refusal.code == "price_override_forbidden"
    assert world.stock("OIL") == (100, 0)


@pytest.mark.parametrize("code", ["NONE", "TAXED"])
def test_a_list_that_is_not_there_or_taxes_otherwise_is_refused(world: World, code: str) -> None:
    item = place(world, DraftLine(sku="OIL", quantity=2, price_list=code))
    assert item.refusal is not None
    assert (item.refusal.code, item.refusal.data["field"]) == ("order_invalid", "price_list")
