from __future__ import annotations

import pytest

from kontor.kernel.models import FailedEvent
from kontor.kernel.outbox import Handler, publish, run_handler
from kontor.sales.handlers import HANDLERS
from kontor.sales.models import OrderLine, SalesOrder
from kontor.sales.operations import place_orders
from kontor.sales.types import DraftLine, OrderDraft
from tests.world import NOW, World, assert_ledger_proves_levels, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    world.sku("OIL")
    world.receive("OIL", 100)
    world.customer("C1")
    return world


def place(world: World, quantity: int, **extra: object) -> SalesOrder:
    values: dict = {"location": world.location.code, "customer": "C1", "confirm": True, **extra}
    draft = OrderDraft(lines=(DraftLine(sku="OIL", quantity=quantity),), **values)
    placed = place_orders(drafts=[draft], actor=world.actor, now=NOW).items[0].order
    assert placed is not None
    return SalesOrder.objects.get(pk=placed.id)


def deliver() -> None:
    while publish():
        pass
    for handler in HANDLERS:
        while run_handler(handler, NOW):
            pass


def holds(*orders: SalesOrder) -> list[str]:
    return [SalesOrder.objects.get(pk=order.pk).hold for order in orders]


def test_the_youngest_orders_are_held_when_promised_goods_are_gone_and_released_when_they_are_back(
    world: World,
) -> None:
    orders = [place(world, 30) for _ in range(3)]
    world.post(world.line("OIL", -45), kind="disposal", is_fact=True)  # 55 left, 90 promised
    deliver()
    assert holds(*orders) == ["", "oversold", "oversold"]
    deliver()
    world.receive("OIL", 35)
    deliver()
    assert holds(*orders) == ["", "", ""]
    assert_ledger_proves_levels()


def test_goods_that_come_in_fill_backorders_most_urgent_first(world: World) -> None:
    place(world, 100)
    patient = place(world, 30, when_short="backorder", priority=3)
    urgent = place(world, 30, when_short="backorder", priority=1)
    world.receive("OIL", 40)
    deliver()
    reserved = [OrderLine.objects.get(order=order).reserved_base for order in (patient, urgent)]
    assert reserved == [10, 30]
    assert world.stock("OIL") == (140, 140)
    assert_ledger_proves_levels()


def test_a_handler_that_fails_parks_the_event_and_the_others_pass(world: World) -> None:
    seen = []

    def picky(event: object, now: object) -> None:
        seen.append(event)
        if len(seen) in (1, 2):  # once in the batch, once alone
            raise ValueError("cannot read this")

    world.receive("OIL", 1)
    publish()
    handler = Handler("test.picky", frozenset({"StockArrived"}), picky)
    while run_handler(handler, NOW):
        pass
    failed = FailedEvent.objects.get()
    assert failed.reason == "ValueError: cannot read this"
    assert len(seen) == 3
