from __future__ import annotations

import pytest

from kontor.pricing.models import Price
from kontor.sales.models import SalesReversal
from kontor.sales.operations import place_orders, reverse_sales
from kontor.sales.types import DraftLine, OrderDraft, ReversalDraft, ReversalLine, ReversalResult
from tests.world import NOW, TODAY, World, assert_ledger_proves_levels, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    for code in ("OIL", "RICE"):
        world.sku(code)
        world.receive(code, 100, cost=5_000_000)
    world.sku("POST", is_stocked=False)
    world.customer("C1")
    return world


def reverse(world: World, *lines: ReversalLine, **extra: object) -> ReversalResult:
    values: dict = {"location": world.location.code, "reason": "damaged", **extra}
    return reverse_sales(drafts=[ReversalDraft(lines=lines, **values)], actor=world.actor, now=NOW).items[0]


def test_goods_without_a_known_sale_come_back_at_the_price_given(world: World) -> None:
    result = reverse(world, ReversalLine(sku="OIL", quantity=3, unit_price="2.555"), customer="C1")
    assert result.reversal is not None
    assert (result.reversal.net, result.reversal.tax) == ("7.67", "1.23")
    assert world.stock("OIL") == (103, 0)
    assert_ledger_proves_levels()


def test_goods_without_a_price_given_or_listed_name_the_list_and_the_day(world: World) -> None:
    Price.objects.all().delete()
    refused = reverse(world, ReversalLine(sku="OIL", quantity=3)).refusal
    assert refused is not None
    assert (refused.code, refused.detail) == (
        "price_missing",
        f"OIL has no price per EA on the price list {world.price_list.code} on {TODAY}; give unit_price.",
    )
    assert world.stock("OIL") == (100, 0)


def test_a_service_comes_back_without_moving_stock(world: World) -> None:
    result = reverse(world, ReversalLine(sku="POST", quantity=1, unit_price="5"))
    assert result.reversal is not None
    assert SalesReversal.objects.get().posting_id is None


def test_goods_of_a_known_sale_come_back_at_its_cost_and_never_more_than_were_shipped(world: World) -> None:
    draft = OrderDraft(location=world.location.code, lines=(DraftLine(sku="OIL", quantity=10),), counter_sale=True)
    order = place_orders(drafts=[draft], actor=world.actor, now=NOW).items[0].order
    assert order is not None
    world.receive("OIL", 90, cost=7_000_000)  # the average moves to 6.00
    first = reverse(world, ReversalLine(position=1, quantity=3), order_id=order.id)
    assert first.reversal is not None
    level = world.level("OIL")
    assert level.value_micros == 90 * 5_000_000 + 90 * 7_000_000 + 3 * 5_000_000
    too_much = reverse(world, ReversalLine(position=1, quantity=8), order_id=order.id)
    assert too_much.refusal is not None
    assert too_much.refusal.data["returnable"] == 7
    rest = reverse(world, ReversalLine(position=1, quantity=7), order_id=order.id)
    assert rest.reversal is not None
    assert (first.reversal.total, rest.reversal.total, order.total) == ("34.80", "81.20", "116.00")
    assert world.stock("OIL") == (190, 0)
    assert_ledger_proves_levels()


def test_the_same_reference_twice_is_one_reversal(world: World) -> None:
    line = ReversalLine(sku="OIL", quantity=3, unit_price="2.50")
    first = reverse(world, line, source="till", external_reference="C1")
    second = reverse(world, line, source="till", external_reference="C1")
    assert second.is_duplicate
    assert second.reversal == first.reversal
    assert world.stock("OIL") == (103, 0)
