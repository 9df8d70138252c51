from __future__ import annotations

from dataclasses import replace

import pytest

from kontor.sales.models import SalesOrder, SalesPolicy
from kontor.sales.queries import order_detail
from kontor.sales.types import OrderAnswer
from tests.sales.orders import bill, cancel, confirmed, line, make_shop, placed, ship
from tests.world import World

pytestmark = pytest.mark.django_db

FRESH = ("confirm", "amend", "reprice", "cancel")
OPEN = ("bill", "ship", "amend", "reprice", "cancel")


@pytest.fixture
def world() -> World:
    return make_shop("OIL", "RICE")


def actions(world: World, order: OrderAnswer) -> tuple[str, ...]:
    return order_detail(actor=world.actor, order_id=order.id).next_actions


def test_a_draft_may_be_confirmed_changed_and_cancelled(world: World) -> None:
    assert actions(world, placed(world, line("OIL", 1))) == ("submit", *FRESH)
    assert actions(world, placed(world, line("OIL", 1), submit=True)) == FRESH


def test_a_held_order_may_also_be_released(world: World) -> None:
    order = placed(world, line("OIL", 101), confirm=True, when_short="hold")
    assert actions(world, order) == ("confirm", "release_hold", "amend", "reprice", "cancel")


def test_a_confirmed_order_may_be_billed_shipped_changed_and_cancelled(world: World) -> None:
    assert actions(world, confirmed(world, line("OIL", 1))) == OPEN


def test_a_confirmed_order_without_goods_cannot_be_shipped(world: World) -> None:
    order = confirmed(world, line("OIL", 100))
    waiting = confirmed(world, line("OIL", 1), when_short="backorder")
    assert actions(world, order) == OPEN
    assert actions(world, waiting) == ("bill", "amend", "reprice", "cancel")


def test_a_partly_shipped_order_cannot_be_cancelled_but_reversed(world: World) -> None:
    order = confirmed(world, line("OIL", 5))
    ship(world, order.id, (1, 2))
    assert actions(world, order) == ("bill", "ship", "amend", "reprice", "reverse")


def test_a_billed_order_can_only_be_shipped_or_reversed(world: World) -> None:
    order = confirmed(world, line("OIL", 5))
    bill(world, order.id)
    assert actions(world, order) == ("ship",)
    ship(world, order.id)
    assert actions(world, order) == ("reverse",)


def test_nothing_more_may_be_done_with_a_cancelled_order(world: World) -> None:
    order = confirmed(world, line("OIL", 5))
    cancel(world, order.id)
    assert actions(world, order) == ()


@pytest.mark.parametrize(("deduct_at", "may_bill"), [("bill", True), ("ship", False)])
def test_billing_tries_again_where_billing_takes_the_goods(world: World, deduct_at: str, may_bill: bool) -> None:
    SalesPolicy.objects.create(business=world.business, deduct_at=deduct_at)
    order = confirmed(world, line("OIL", 5))
    SalesOrder.objects.filter(pk=order.id).update(hold="oos")
    assert ("bill" in actions(world, order)) is may_bill
    assert "ship" not in actions(world, order)


@pytest.mark.parametrize("right", ["sales.confirm", "sales.amend", "sales.reprice", "sales.cancel"])
def test_an_action_is_offered_to_those_who_hold_its_right_only(world: World, right: str) -> None:
    order = placed(world, line("OIL", 1), submit=True)
    world.actor = replace(world.actor, rights=world.actor.rights - {right})
    assert actions(world, order) == tuple(action for action in FRESH if action != right.removeprefix("sales."))
