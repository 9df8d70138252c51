from __future__ import annotations

import pytest

from kontor.kernel.errors import InvalidInput
from kontor.kernel.models import Event, IdempotencyKey
from kontor.kernel.wire import RequestKey
from kontor.sales.models import OrderLine, OrderPosting, SalesOrder
from kontor.sales.operations import place_orders
from kontor.sales.types import BatchAnswer, DraftLine, OrderDraft
from tests.world import NOW, World, assert_ledger_proves_levels, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    for code in ("OIL", "RICE"):
        world.sku(code)
        world.receive(code, 100)
    world.customer("C1")
    return world


def draft(world: World, *lines: DraftLine, **extra: object) -> OrderDraft:
    lines = lines or (DraftLine(sku="OIL", quantity=2, pack="CASE"), DraftLine(sku="RICE", quantity="10"))
    values: dict = {"location": world.location.code, "customer": "C1", "confirm": True, **extra}
    return OrderDraft(lines=lines, **values)


def place(world: World, *drafts: OrderDraft, key: RequestKey | None = None) -> BatchAnswer:
    return place_orders(drafts=drafts, actor=world.actor, now=NOW, key=key)


def test_a_confirmed_order_reserves_its_goods_and_freezes_its_prices(world: World) -> None:
    (item,) = place(world, draft(world)).items
    assert item.order is not None
    assert (item.order.net, item.order.tax, item.order.total) == ("580.00", "92.80", "672.80")
    assert world.stock("OIL") == (100, 48)
    assert world.stock("RICE") == (100, 10)
    line = OrderLine.objects.get(order_id=item.order.id, position=1)
    assert (line.quantity_base, line.pack_factor, line.reserved_base, line.unit_price_micros) == (
        48,
        24,
        48,
        240_000_000,
    )
    assert OrderPosting.objects.get(order_id=item.order.id).kind == "reserve"
    assert Event.objects.filter(type="OrderConfirmed").count() == 1
    assert_ledger_proves_levels()


def test_a_short_order_is_refused_with_every_short_line_and_nothing_changes(world: World) -> None:
    lines = (DraftLine(sku="OIL", quantity=101), DraftLine(sku="RICE", quantity=200))
    (item,) = place(world, draft(world, *lines)).items
    assert item.refusal is not None
    assert item.refusal.code == "stock_short"
    assert item.refusal.data["details"] == [
        {"product": "OIL", "available": 100, "requested": 101},
        {"product": "RICE", "available": 100, "requested": 200},
    ]
    assert not SalesOrder.objects.exists()
    assert world.stock("OIL") == (100, 0)


def test_a_held_order_says_what_is_short_and_moves_nothing(world: World) -> None:
    lines = (DraftLine(sku="OIL", quantity=101), DraftLine(sku="RICE", quantity=5))
    (item,) = place(world, draft(world, *lines, when_short="hold")).items
    assert item.order is not None
    assert (item.order.lifecycle, item.order.hold) == ("submitted", "oos")
    assert item.order.hold_reason == "OIL: 100 of 101 there"
    assert item.order.total == "1229.60"
    assert world.stock("RICE") == (100, 0)


def test_a_backorder_reserves_what_is_there(world: World) -> None:
    lines = (DraftLine(sku="OIL", quantity=101), DraftLine(sku="RICE", quantity=5))
    (item,) = place(world, draft(world, *lines, when_short="backorder")).items
    assert item.order is not None
    assert item.order.lifecycle == "confirmed"
    reserved = OrderLine.objects.filter(order_id=item.order.id).order_by("position").values_list("reserved_base")
    assert list(reserved) == [(100,), (5,)]
    assert_ledger_proves_levels()


def test_a_counter_sale_issues_at_once_and_needs_no_customer(world: World) -> None:
    (item,) = place(world, draft(world, customer=None, counter_sale=True)).items
    assert item.order is not None
    assert (item.order.lifecycle, item.order.fulfillment) == ("closed", "full")
    assert world.stock("OIL") == (52, 0)
    assert_ledger_proves_levels()


def test_a_batch_takes_each_order_on_its_own_in_arrival_order(world: World) -> None:
    lines = (DraftLine(sku="OIL", quantity=60),)
    items = place(world, draft(world, *lines), draft(world, *lines), draft(world, customer="NOBODY")).items
    assert [item.refusal.code if item.refusal else "taken" for item in items] == [
        "taken",
        "stock_short",
        "customer_unknown",
    ]
    assert world.stock("OIL") == (100, 60)


def test_the_same_key_gives_the_same_answer_and_one_order(world: World) -> None:
    key = RequestKey(1, "k", "f")
    first = place(world, draft(world), key=key)
    assert place(world, draft(world), key=key) == first
    assert SalesOrder.objects.count() == 1
    with pytest.raises(InvalidInput, match="used for another request"):
        place(world, draft(world), key=RequestKey(1, "k", "other"))


def test_a_refused_request_leaves_no_key(world: World) -> None:
    place(world, draft(world, customer="NOBODY"), key=RequestKey(1, "k", "f"))
    assert not IdempotencyKey.objects.exists()


def test_the_same_external_reference_is_the_same_order(world: World) -> None:
    first = place(world, draft(world, source="till", external_reference="7")).items[0]
    second = place(world, draft(world, source="till", external_reference="7")).items[0]
    assert second.is_duplicate
    assert second.order == first.order
    assert SalesOrder.objects.count() == 1
