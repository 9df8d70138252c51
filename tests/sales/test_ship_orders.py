from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from kontor.inventory.models import StockMovement, StockPosting
from kontor.kernel.models import Event
from kontor.sales.queries import sales_differences
from tests.sales.orders import (
    confirmed,
    line,
    make_shop,
    nothing_changed,
    placed,
    quantities,
    refused,
    ship,
    state,
    taken,
)
from tests.world import NOW, World, assert_ledger_proves_levels

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_shop("OIL", "RICE")


def test_a_line_is_shipped_in_parts_and_the_last_part_closes_the_order(world: World) -> None:
    order = confirmed(world, line("OIL", 5), line("RICE", 3))
    first = taken(ship(world, order.id, (1, 2)))
    assert (first.lifecycle, first.fulfillment) == ("confirmed", "partly")
    assert quantities(order.id) == [(5, 3, 2, 2), (3, 3, 0, 0)]
    assert (world.stock("OIL"), world.stock("RICE")) == ((98, 3), (100, 3))
    second = taken(ship(world, order.id, (1, 3), (2, 1)))
    assert second.fulfillment == "partly"
    last = taken(ship(world, order.id))
    assert (last.lifecycle, last.fulfillment) == ("closed", "full")
    assert quantities(order.id) == [(5, 0, 5, 5), (3, 0, 3, 3)]
    assert (world.stock("OIL"), world.stock("RICE")) == ((95, 0), (97, 0))
    assert [state(order.id)[0], Event.objects.filter(type="OrderShipped").count()] == ["closed", 3]
    assert_ledger_proves_levels()
    assert sales_differences() == []


def test_shipped_goods_leave_shelf_and_promise_in_one_movement_at_the_average_cost(world: World) -> None:
    order = confirmed(world, line("OIL", 5))
    ship(world, order.id)
    movement = StockMovement.objects.get(on_hand_delta__lt=0)
    assert (movement.on_hand_delta, movement.reserved_delta) == (-5, -5)
    assert (movement.unit_cost_micros, movement.value_delta_micros) == (5_000_000, -25_000_000)
    assert movement.posting.reference == order.number


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ([(1, 6)], "transition_refused"),
        ([(1, 5), (2, 4)], "transition_refused"),
        ([(3, 1)], "order_invalid"),
        ([(9, 1)], "order_invalid"),
        ([(1, 2), (1, 2)], "order_invalid"),
    ],
)
def test_more_than_is_ready_is_not_shipped_and_nothing_changes(world: World, wanted: list, code: str) -> None:
    world.sku("POST", is_stocked=False)
    order = confirmed(world, line("OIL", 5), line("RICE", 3), line("POST", 1))
    with nothing_changed():
        assert refused(ship(world, order.id, *wanted)).code == code


def test_a_service_is_done_with_the_first_shipment(world: World) -> None:
    world.sku("POST", is_stocked=False)
    order = confirmed(world, line("OIL", 5), line("POST", 2))
    ship(world, order.id, (1, 1))
    assert quantities(order.id) == [(5, 4, 1, 1), (2, 0, 0, 2)]


def test_a_shipment_is_dated_when_it_left_the_house(world: World) -> None:
    order = confirmed(world, line("OIL", 5))
    yesterday = NOW - timedelta(days=1)
    ship(world, order.id, shipped_at=yesterday)
    posting = StockPosting.objects.get(kind="issue")
    assert (posting.occurred_at, posting.recorded_at, posting.business_date) == (yesterday, NOW, date(2026, 3, 1))


def test_nothing_is_shipped_into_a_closed_period(world: World) -> None:
    order = confirmed(world, line("OIL", 5))
    world.branch.closed_through_on = date(2026, 3, 1)
    world.branch.save()
    with nothing_changed():
        refusal = refused(ship(world, order.id, shipped_at=datetime.fromisoformat("2026-03-01T23:59:59+00:00")))
    assert (refusal.status, refusal.code) == (409, "period_closed")
    assert taken(ship(world, order.id)).lifecycle == "closed"


def test_a_draft_is_not_shipped(world: World) -> None:
    """Row 77."""
    order = placed(world, line("OIL", 5))
    with nothing_changed():
        assert refused(ship(world, order.id)).data["state"] == "draft"
