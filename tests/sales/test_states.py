from __future__ import annotations

import pytest

from kontor.sales.operations import amend_order
from kontor.sales.types import OrderAmendment
from tests.sales.orders import confirmed, line, make_shop, nothing_changed, placed, refused, ship, state, taken
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("make", "lifecycle"), [(placed, "draft"), (confirmed, "confirmed")])
def test_an_order_of_services_is_not_fulfilled_by_an_amendment(make, lifecycle) -> None:
    world = make_shop("OIL")
    world.sku("POST", is_stocked=False)
    order = make(world, line("POST", 1))
    values = {"order_id": order.id, "version": 1, "actor": world.actor, "now": NOW}
    assert taken(amend_order(amendment=OrderAmendment(priority=1), **values)).fulfillment == "none"
    assert state(order.id) == (lifecycle, "", "none")


def test_an_order_of_services_is_fulfilled_and_closed_when_it_is_shipped() -> None:
    world = make_shop("OIL")
    world.sku("POST", is_stocked=False)
    order = confirmed(world, line("POST", 1))
    assert taken(ship(world, order.id)).fulfillment == "full"
    assert state(order.id) == ("closed", "", "full")
    with nothing_changed():
        assert refused(ship(world, order.id)).code == "transition_refused"
