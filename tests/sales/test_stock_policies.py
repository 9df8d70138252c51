"""When goods leave (deduct_at) and what happens where they are short (when_short), at every step of an order."""

from __future__ import annotations

import pytest

from kontor.sales.models import OrderPosting, SalesPolicy
from kontor.sales.queries import sales_differences
from tests.sales.orders import (
    bill,
    cancel,
    confirm,
    confirmed,
    draft,
    line,
    make_shop,
    nothing_changed,
    place,
    placed,
    quantities,
    refused,
    ship,
    state,
    taken,
)
from tests.world import World, assert_ledger_proves_levels

pytestmark = pytest.mark.django_db
POLICIES = ("place", "confirm", "bill", "ship")


@pytest.fixture
def world() -> World:
    return make_shop("OIL", "RICE")


def follow(world: World, deduct_at: str) -> None:
    SalesPolicy.objects.create(business=world.business, deduct_at=deduct_at)


def everything_proves() -> None:
    assert_ledger_proves_levels()
    assert sales_differences() == []


def kinds(order_id: int) -> list[str]:
    return list(OrderPosting.objects.filter(order_id=order_id).order_by("id").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("deduct_at", "after"),
    [
        # (on hand, reserved) after placing, confirming, billing and shipping 5 of 100
        ("place", [(95, 0), (95, 0), (95, 0), (95, 0)]),
        ("confirm", [(100, 0), (95, 0), (95, 0), (95, 0)]),
        ("bill", [(100, 0), (100, 0), (95, 0), (95, 0)]),
        ("ship", [(100, 0), (100, 5), (100, 5), (95, 0)]),
    ],
)
def test_goods_leave_the_stock_at_the_step_the_policy_names(world: World, deduct_at: str, after: list) -> None:
    follow(world, deduct_at)
    order = placed(world, line("OIL", 5))
    seen = [world.stock("OIL")]
    for step in (confirm, bill, ship):
        taken(step(world, order.id))
        seen.append(world.stock("OIL"))
    assert seen == after
    assert state(order.id) == ("closed", "", "full")
    assert quantities(order.id) == [(5, 0, 5, 5)]
    assert kinds(order.id) == (["reserve", "issue"] if deduct_at == "ship" else ["issue"])
    everything_proves()


@pytest.mark.parametrize(
    ("deduct_at", "taking", "when_short"),
    [
        (deduct_at, taking, when_short)
        for deduct_at, taking in (("place", "place"), ("confirm", "confirm"), ("bill", "bill"), ("ship", "confirm"))
        for when_short in ("refuse", "hold", "backorder")
        if (taking, when_short) != ("bill", "backorder")  # a bill is for all that was ordered
    ],
)
def test_the_step_that_takes_goods_refuses_holds_or_takes_what_is_there(
    world: World, deduct_at: str, taking: str, when_short: str
) -> None:
    """90 of the 100 OIL are promised to somebody else; 5 RICE are there."""
    placed(world, line("OIL", 90), counter_sale=True)
    follow(world, deduct_at)
    lines = (line("OIL", 15), line("RICE", 5))
    if taking == "place":
        answer = place(world, draft(world, *lines, when_short=when_short))
    elif taking == "confirm":
        answer = confirm(world, placed(world, *lines).id, when_short=when_short)
    else:
        answer = bill(world, confirmed(world, *lines).id, when_short=when_short)
    if when_short == "refuse":
        refusal = refused(answer)
        assert (refusal.status, refusal.code) == (409, "stock_short")
        assert refusal.data["details"] == [{"product": "OIL", "available": 10, "requested": 15}]
        assert (world.stock("OIL"), world.stock("RICE")) == ((10, 0), (100, 0))
    elif when_short == "hold":
        order = taken(answer)
        assert (order.hold, order.hold_reason) == ("oos", "OIL: 10 of 15 there")
        assert quantities(order.id) == [(15, 0, 0, 0), (5, 0, 0, 0)]
        assert (world.stock("OIL"), world.stock("RICE")) == ((10, 0), (100, 0))
    else:
        got = [(15, 10, 0, 0), (5, 5, 0, 0)] if deduct_at == "ship" else [(15, 0, 10, 0), (5, 0, 5, 0)]
        assert quantities(taken(answer).id) == got
        assert world.stock("OIL") == ((10, 10) if deduct_at == "ship" else (0, 0))
    everything_proves()


@pytest.mark.parametrize("deduct_at", POLICIES)
def test_cancelling_gives_everything_back_at_the_cost_it_went_out_with(world: World, deduct_at: str) -> None:
    follow(world, deduct_at)
    value = world.level("OIL").value_micros
    order = confirmed(world, line("OIL", 5), line("OIL", 1, pack="CASE"))
    taken(cancel(world, order.id))
    assert world.stock("OIL") == (100, 0)
    assert world.level("OIL").value_micros == value
    assert quantities(order.id) == [(5, 0, 0, 0), (24, 0, 0, 0)]
    assert state(order.id) == ("cancelled", "", "none")
    everything_proves()


@pytest.mark.parametrize("deduct_at", ["confirm", "ship"])
def test_a_backorder_is_shipped_as_far_as_goods_are_there_and_then_waits(world: World, deduct_at: str) -> None:
    follow(world, deduct_at)
    order = confirmed(world, line("OIL", 130), line("RICE", 5), when_short="backorder")
    assert taken(ship(world, order.id)).fulfillment == "partly"
    assert quantities(order.id) == [(130, 0, 100, 100), (5, 0, 5, 5)]
    with nothing_changed():
        assert refused(ship(world, order.id)).data["error"] == "nothing_ready"
    assert world.stock("OIL") == (0, 0)
    everything_proves()


def test_row_27_billing_a_short_order_holds_it_records_its_amount_and_moves_nothing(world: World) -> None:
    """Row 27."""
    follow(world, "bill")
    order = confirmed(world, line("OIL", 5), line("RICE", 101))
    held = taken(bill(world, order.id))
    assert (held.hold, held.hold_reason, held.total) == ("oos", "RICE: 100 of 101 there", "1229.60")
    assert state(order.id) == ("confirmed", "oos", "none")
    assert quantities(order.id) == [(5, 0, 0, 0), (101, 0, 0, 0)]
    assert (world.stock("OIL"), world.stock("RICE")) == ((100, 0), (100, 0))
    assert kinds(order.id) == []
    everything_proves()


def test_row_27_a_held_bill_goes_through_once_the_goods_are_there(world: World) -> None:
    """Row 27."""
    follow(world, "bill")
    order = confirmed(world, line("OIL", 101))
    taken(bill(world, order.id))
    with nothing_changed():
        assert refused(ship(world, order.id)).code == "order_held"
    world.receive("OIL", 1)
    billed = taken(bill(world, order.id))
    assert (billed.hold, billed.hold_reason) == ("", "")
    assert world.stock("OIL") == (0, 0)
    with nothing_changed():
        assert refused(bill(world, order.id)).data["state"] == "billed"
    everything_proves()


def test_row_26_an_order_is_cancelled_only_while_it_is_not_billed(world: World) -> None:
    """Row 26."""
    order = confirmed(world, line("OIL", 5))
    bill(world, order.id)
    with nothing_changed():
        refusal = refused(cancel(world, order.id))
    assert (refusal.status, refusal.code, refusal.data["state"]) == (409, "transition_refused", "billed")
    assert world.stock("OIL") == (100, 5)


def test_row_26_a_partly_shipped_order_is_not_cancelled(world: World) -> None:
    """Row 26."""
    order = confirmed(world, line("OIL", 5))
    ship(world, order.id, (1, 1))
    with nothing_changed():
        assert refused(cancel(world, order.id)).data["state"] == "shipped"


def test_cancelling_without_a_reason_is_refused(world: World) -> None:
    order = confirmed(world, line("OIL", 5))
    with nothing_changed(), pytest.raises(Exception, match="Say why"):
        cancel(world, order.id, reason=" ")
