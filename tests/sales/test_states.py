from __future__ import annotations

from typing import Any

import pytest

from kontor.kernel.models import Event
from kontor.sales.models import SalesOrder
from kontor.sales.operations import amend_order, release_hold, reprice_order
from kontor.sales.types import OrderAmendment, OrderAnswer
from tests.sales.orders import (
    bill,
    cancel,
    confirm,
    confirmed,
    line,
    make_shop,
    nothing_changed,
    placed,
    refused,
    ship,
    state,
    submit,
    taken,
)
from tests.world import NOW, World

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


def test_a_draft_that_is_submitted_waits_for_its_confirmation_and_moves_no_goods() -> None:
    world = make_shop("OIL")
    order = placed(world, line("OIL", 5))
    assert taken(submit(world, order.id)).lifecycle == "submitted"
    assert world.stock("OIL") == (100, 0)
    assert Event.objects.get(type="OrderSubmitted").aggregate == f"sales.order:{order.id}"
    with nothing_changed():
        assert refused(submit(world, order.id)).data["possible"] == ["confirm", "amend", "reprice", "cancel"]
    assert taken(confirm(world, order.id)).lifecycle == "confirmed"


def made(world: World, state_name: str) -> OrderAnswer:
    """An order in the state named."""
    order = (placed if state_name == "draft" else confirmed)(world, line("OIL", 5))
    if state_name == "billed":
        bill(world, order.id)
    elif state_name == "held":
        SalesOrder.objects.filter(pk=order.id).update(hold="oversold", hold_reason="OIL is gone")
    elif state_name == "closed":
        ship(world, order.id)
    elif state_name == "cancelled":
        cancel(world, order.id)
    return order


STEPS: dict[str, Any] = {
    "submit": submit,
    "confirm": confirm,
    "bill": bill,
    "ship": ship,
    "cancel": cancel,
    "amend": lambda world, order_id: amend_order(
        order_id=order_id, version=None, amendment=OrderAmendment(priority=1), actor=world.actor, now=NOW
    ),
    "reprice": lambda world, order_id: reprice_order(order_id=order_id, version=None, actor=world.actor, now=NOW),
    "release_hold": lambda world, order_id: release_hold(
        order_id=order_id, reason="checked", actor=world.actor, now=NOW
    ),
}
ALLOWED: dict[str, set[str]] = {
    "draft": {"submit", "confirm", "cancel", "amend", "reprice"},
    "confirmed": {"bill", "ship", "cancel", "amend", "reprice"},
    "billed": {"ship"},
    "held": {"cancel", "amend", "reprice", "release_hold"},
    "closed": {"bill"},
    "cancelled": set(),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state_name", ALLOWED)
def test_each_step_is_taken_from_its_own_states_and_refused_from_every_other(state_name: str, step: str) -> None:
    """Row 77: a wrong transition is a 409 that says why; nothing changes."""
    world = make_shop("OIL")
    order = made(world, state_name)
    if step in ALLOWED[state_name]:
        assert taken(STEPS[step](world, order.id)).id == order.id
        return
    with nothing_changed():
        refusal = refused(STEPS[step](world, order.id))
    assert refusal.status == 409
    assert refusal.data["error"] in {"wrong_state", "held", "not_held"}
    assert order.number in refusal.detail


@pytest.mark.parametrize(
    ("state_name", "step", "detail"),
    [
        ("draft", "ship", "{} is draft; it may: submit, confirm, amend, reprice, cancel."),
        ("draft", "bill", "{} is draft; it may: submit, confirm, amend, reprice, cancel."),
        ("confirmed", "confirm", "{} is confirmed; it may: amend, reprice, bill, ship, cancel."),
        ("billed", "cancel", "{} is billed; it may: ship, or be reversed."),
        ("billed", "confirm", "{} is confirmed; it may: ship."),
        ("held", "ship", "{} is on hold: OIL is gone; it may: amend, reprice, cancel."),
        ("closed", "cancel", "{} is closed; it may: bill."),
        ("cancelled", "confirm", "{} is cancelled; nothing more can be done to it."),
    ],
)
def test_a_wrong_step_is_refused_with_what_may_be_done_instead(state_name: str, step: str, detail: str) -> None:
    """Row 77."""
    world = make_shop("OIL")
    order = made(world, state_name)
    assert refused(STEPS[step](world, order.id)).detail == detail.format(order.number)
