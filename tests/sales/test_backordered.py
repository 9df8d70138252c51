"""Whether an order waits for goods stands on the order, and follows its lines through every step."""

from __future__ import annotations

import pytest

from kontor.sales.models import SalesOrder, SalesPolicy
from kontor.sales.operations import fill_backorders
from kontor.sales.types import AmendLine, OrderAmendment
from tests.sales.orders import amend, bill, cancel, confirm, confirmed, line, make_shop, placed, ship
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_shop("OIL", "RICE", on_hand=10)


def is_backordered(order_id: int) -> bool:
    return SalesOrder.objects.get(pk=order_id).is_backordered


def test_it_waits_from_confirming_until_the_last_goods_are_there(world: World) -> None:
    order = confirmed(world, line("OIL", 30), line("RICE", 2), when_short="backorder")
    assert is_backordered(order.id)
    world.receive("OIL", 5)
    fill_backorders(order_ids=[order.id], actor=world.actor, now=NOW)
    assert is_backordered(order.id)
    ship(world, order.id)
    assert is_backordered(order.id)
    world.receive("OIL", 15)
    fill_backorders(order_ids=[order.id], actor=world.actor, now=NOW)
    assert not is_backordered(order.id)


def test_it_waits_from_the_confirmation_of_an_order_placed_before(world: World) -> None:
    order = placed(world, line("OIL", 30), submit=True)
    assert not is_backordered(order.id)
    confirm(world, order.id, when_short="backorder")
    assert is_backordered(order.id)


def test_it_waits_no_more_once_it_wants_no_more_than_there_was(world: World) -> None:
    order = confirmed(world, line("OIL", 30), when_short="backorder")
    amend(world, order, OrderAmendment(lines=(AmendLine(position=1, quantity=10),)))
    assert not is_backordered(order.id)


def test_it_waits_as_soon_as_it_wants_more_than_there_is(world: World) -> None:
    order = confirmed(world, line("OIL", 3))
    more = OrderAmendment(lines=(AmendLine(sku="RICE", quantity=11),), when_short="backorder")
    amend(world, order, more)
    assert is_backordered(order.id)


def test_a_cancelled_order_waits_for_nothing(world: World) -> None:
    order = confirmed(world, line("OIL", 30), when_short="backorder")
    cancel(world, order.id)
    assert not is_backordered(order.id)


def test_services_are_not_waited_for(world: World) -> None:
    world.sku("POST", is_stocked=False)
    order = confirmed(world, line("POST", 3))
    assert not is_backordered(order.id)


def test_goods_that_the_bill_takes_are_waited_for_until_then(world: World) -> None:
    SalesPolicy.objects.create(business=world.business, deduct_at="bill")
    order = confirmed(world, line("OIL", 3))
    before = is_backordered(order.id)
    bill(world, order.id)
    assert (before, is_backordered(order.id)) == (True, False)
