"""What placing and amending need beside the right to place and to amend."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kontor.sales.types import AmendLine, OrderAmendment
from tests.sales.orders import amend, draft, line, make_shop, nothing_changed, place, placed, refused, taken
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_shop("OIL", "RICE")


def without(world: World, right: str) -> None:
    world.actor = replace(world.actor, rights=world.actor.rights - {right})


@pytest.mark.parametrize("wish", ["confirm", "counter_sale"])
def test_placing_promises_goods_only_for_those_who_may_confirm(world: World, wish: str) -> None:
    without(world, "sales.confirm")
    with nothing_changed():
        refusal = refused(place(world, draft(world, line("OIL", 1), **{wish: True})))
    assert (refusal.status, refusal.code, refusal.data) == (403, "confirm_forbidden", {"right": "sales.confirm"})
    assert placed(world, line("OIL", 1), submit=True).lifecycle == "submitted"


@pytest.mark.parametrize(
    ("header", "changes"),
    [
        ({}, {"unit_price": "9.99"}),
        ({}, {"discount_bp": 1}),
        ({}, {"is_free": True}),
        ({"discount": "0.01"}, {}),
    ],
)
def test_a_price_is_changed_only_by_those_who_may(world: World, header: dict, changes: dict) -> None:
    without(world, "sales.override_price")
    with nothing_changed():
        refusal = refused(place(world, draft(world, line("OIL", 1, **changes), **header)))
    assert (refusal.status, refusal.code) == (403, "price_override_forbidden")
    assert placed(world, line("OIL", 1), discount="0.00").total == "11.60"


@pytest.mark.parametrize(
    "amendment",
    [
        OrderAmendment(discount="1.00"),
        OrderAmendment(lines=(AmendLine(position=1, quantity=1, unit_price="0.01"),)),
        OrderAmendment(lines=(AmendLine(position=1, quantity=1, discount_bp=9999),)),
        OrderAmendment(lines=(AmendLine(sku="RICE", quantity=1, unit_price="0.01"),)),
    ],
)
def test_an_amendment_changes_prices_only_for_those_who_may(world: World, amendment: OrderAmendment) -> None:
    order = placed(world, line("OIL", 1))
    without(world, "sales.override_price")
    with nothing_changed():
        assert refused(amend(world, order, amendment)).code == "price_override_forbidden"
    more = OrderAmendment(lines=(AmendLine(position=1, quantity=2),))
    assert taken(amend(world, order, more)).total == "23.20"
