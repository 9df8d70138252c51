"""Row 40: what is still to be billed or shipped."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.sales.queries import OrderFilters, OutstandingOrder, outstanding_orders
from tests.sales.orders import bill, cancel, confirmed, line, make_shop, placed, ship
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_shop("OIL", "RICE")


def outstanding(world: World, **filters) -> list[OutstandingOrder]:
    wanted = OrderFilters(**filters)
    return list(outstanding_orders(actor=world.actor, filters=wanted, cursor=None, limit=50).items)


def test_an_unbilled_order_is_outstanding_with_every_line_its_totals_and_its_hold(world: World) -> None:
    """Row 40."""
    order = confirmed(world, line("OIL", 2, pack="CASE"), line("RICE", 110), when_short="backorder")
    held = placed(world, line("OIL", 500), confirm=True, when_short="hold")
    first, second = outstanding(world)
    assert (first.number, first.total, first.is_billed, first.hold) == (order.number, "1832.80", False, "")
    oil, rice = first.lines
    assert (oil.quantity, oil.pack, oil.quantity_base, oil.amount) == ("2", "CASE", 48, "556.80")
    assert (oil.reserved_base, oil.shipped_base, oil.unshipped_base, oil.backordered_base) == (48, 0, 48, 0)
    assert (rice.reserved_base, rice.shipped_base, rice.unshipped_base, rice.backordered_base) == (100, 0, 110, 10)
    assert (second.number, second.hold, second.hold_reason) == (held.number, "oos", "OIL: 52 of 500 there")
    assert second.total == "5800.00"


def test_a_billed_order_is_outstanding_with_the_lines_that_have_not_left(world: World) -> None:
    order = confirmed(world, line("OIL", 5), line("RICE", 5))
    bill(world, order.id)
    ship(world, order.id, (1, 5), (2, 2))
    (item,) = outstanding(world)
    assert [(row.sku, row.unshipped_base) for row in item.lines] == [("RICE", 3)]
    assert (item.is_billed, item.fulfillment) == (True, "partly")
    ship(world, order.id)
    assert outstanding(world) == []


def test_drafts_and_cancelled_orders_are_not_outstanding(world: World) -> None:
    placed(world, line("OIL", 1))
    cancel(world, confirmed(world, line("OIL", 1)).id)
    assert outstanding(world) == []


def test_outstanding_orders_come_longest_waiting_first_page_by_page_in_two_reads(world: World) -> None:
    orders = [confirmed(world, line("OIL", 1)) for _ in range(3)]
    with CaptureQueriesContext(connection) as queries:
        first = outstanding_orders(actor=world.actor, filters=OrderFilters(), cursor=None, limit=2)
    assert len(queries) == 2
    assert [item.id for item in first.items] == [orders[0].id, orders[1].id]
    assert first.next_cursor == str(orders[1].id)
    rest = outstanding_orders(actor=world.actor, filters=OrderFilters(), cursor=orders[1].id, limit=2)
    assert ([item.id for item in rest.items], rest.next_cursor) == ([orders[2].id], None)


def test_outstanding_orders_can_be_narrowed_and_stay_in_the_branch(world: World) -> None:
    world.customer("C2")
    confirmed(world, line("OIL", 1))
    other = confirmed(world, line("OIL", 1), customer="C2")
    held = placed(world, line("OIL", 500), confirm=True, when_short="hold")
    assert [item.id for item in outstanding(world, customer="C2")] == [other.id]
    assert [item.id for item in outstanding(world, hold=("oos",))] == [held.id]
    world.actor = make_world().actor
    assert outstanding(world) == []
