"""What no keyboard or clock can mean is refused before it reaches the arithmetic or the database."""

from __future__ import annotations

import msgspec
import pytest

from kontor.kernel.errors import InvalidInput
from kontor.kernel.wire import decode
from kontor.sales.types import AmendLine, OrderAmendment, OrderDraft, ReversalDraft, ShipRequest
from tests.sales.orders import amend, draft, line, make_shop, nothing_changed, place, placed, refused, taken
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_shop("OIL")


@pytest.mark.parametrize(
    "at", ["2026-03-02T09:30:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1989-12-31T00:00:00Z"]
)
@pytest.mark.parametrize(
    ("shape", "body", "field"),
    [
        (OrderDraft, {"location": "L", "lines": []}, "ordered_at"),
        (ShipRequest, {"order_id": 1}, "shipped_at"),
        (ReversalDraft, {"location": "L", "reason": "r", "lines": []}, "occurred_at"),
    ],
)
def test_an_instant_without_offset_or_beyond_the_calendar_is_refused(shape, body, field, at) -> None:
    with pytest.raises(InvalidInput):
        decode(msgspec.json.encode({**body, field: at}), shape)
    assert getattr(decode(msgspec.json.encode({**body, field: "2026-03-02T09:30:00+02:00"}), shape), field).year == 2026


@pytest.mark.parametrize(
    "extra",
    [
        {"quantity": "1e12", "unit_price": "1000000"},
        {"quantity": "1e13"},
        {"quantity": "1e900000"},
        {"quantity": "NaN"},
        {"quantity": "ten"},
        {"quantity": 10**30},
        {"quantity": 1, "unit_price": "1000000000.01"},
        {"quantity": 1, "unit_price": "0.0000001"},
        {"quantity": 1, "unit_price": "-1"},
        {"quantity": 1, "discount_bp": 10_001},
        {"quantity": 1, "discount_bp": -1},
    ],
)
def test_an_absurd_quantity_or_price_is_refused_and_nothing_changes(world: World, extra: dict) -> None:
    with nothing_changed():
        assert refused(place(world, draft(world, line("OIL", **extra)))).status == 422


@pytest.mark.parametrize("discount", ["1e900000", "-1", "0.001", "11.61", "free"])
def test_a_discount_beyond_the_orders_worth_is_refused_and_nothing_changes(world: World, discount: str) -> None:
    with nothing_changed():
        assert refused(place(world, draft(world, line("OIL", 1), discount=discount))).status == 422


@pytest.mark.parametrize("quantity", [-5, "-0.5", "0.5", "1e13"])
def test_an_amendment_to_an_absurd_quantity_is_refused_as_input(world: World, quantity) -> None:
    order = placed(world, line("OIL", 5))
    with nothing_changed():
        wish = OrderAmendment(lines=(AmendLine(position=1, quantity=quantity),))
        assert refused(amend(world, order, wish)).status == 422


def test_a_free_line_stays_free_in_another_pack(world: World) -> None:
    order = placed(world, line("OIL", 5), line("OIL", 1, is_free=True))
    wish = OrderAmendment(lines=(AmendLine(position=2, quantity=1, pack="CASE"),))
    assert taken(amend(world, order, wish)).total == "58.00"
