"""Calls of several people placed as one: each keeps its own verdict, answer, rights and trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kontor.access.models import AuditRecord
from kontor.inventory.models import StockPosting
from kontor.kernel import request_id
from kontor.kernel.idempotency import KeyReused
from kontor.kernel.models import Event, IdempotencyKey
from kontor.kernel.wire import RequestKey
from kontor.sales.models import SalesOrder
from kontor.sales.operations.place_order import place_order
from kontor.sales.operations.place_orders import place_calls
from kontor.sales.placing_calls import Placed, PlacingCall, placing_call
from kontor.sales.types import BatchAnswer, DraftLine, OrderDraft
from tests.sales.orders import make_shop
from tests.world import NOW, World, assert_ledger_proves_levels

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> World:
    return make_shop("OIL", "RICE", on_hand=10)


def draft(world: World, sku: str = "OIL", quantity: int = 1, **extra: Any) -> OrderDraft:
    lines = (DraftLine(sku=sku, quantity=quantity),)
    return OrderDraft(location=world.location.code, customer="C1", confirm=True, lines=lines, **extra)


def call(world: World, *drafts: OrderDraft, key: str = "", body: str = "", **extra: Any) -> PlacingCall:
    known = RequestKey(world.actor.id, key, body) if key else None
    return placing_call(drafts, extra.get("actor", world.actor), extra.get("now", NOW), known)


def accepted(placed: Placed) -> list[bool]:
    assert isinstance(placed, BatchAnswer)
    return [item.order is not None for item in placed.items]


def test_what_one_call_takes_is_gone_for_the_next_and_each_has_its_own_verdicts(shop: World) -> None:
    calls = [
        call(shop, draft(shop, quantity=6), draft(shop, "RICE")),
        call(shop, draft(shop, quantity=5)),
        call(shop, draft(shop, quantity=4)),
    ]
    assert [accepted(placed) for placed in place_calls(calls)] == [[True, True], [False], [True]]
    assert shop.stock("OIL") == (10, 10)
    assert_ledger_proves_levels()


def test_each_call_keeps_its_actor_its_time_and_its_request(shop: World) -> None:
    other = replace(shop.actor, id=shop.actor.id + 1)
    later = NOW + timedelta(minutes=3)
    with request_id.as_current("first request"):
        first = call(shop, draft(shop))
    with request_id.as_current("second request"):
        second = call(shop, draft(shop, "RICE"), actor=other, now=later)
    place_calls([first, second])
    assert request_id.current() == ""
    trail = AuditRecord.objects.filter(action="order.place").order_by("id")
    assert [(row.actor_id, row.at, row.request_id) for row in trail] == [
        (shop.actor.id, NOW, "first request"),
        (other.id, later, "second request"),
    ]
    orders = SalesOrder.objects.order_by("id")
    assert [(row.placed_by, row.recorded_at) for row in orders] == [(shop.actor.id, NOW), (other.id, later)]
    postings = StockPosting.objects.filter(kind="reservation").order_by("id")
    assert [(row.actor_id, row.recorded_at) for row in postings] == [(shop.actor.id, NOW), (other.id, later)]
    events = Event.objects.filter(type__endswith="OrderConfirmed").order_by("id")
    assert [row.actor_id for row in events] == [shop.actor.id, other.id]


def test_nobody_gets_anothers_rights(shop: World) -> None:
    stranger = replace(shop.actor, branch_ids=frozenset())
    cashier = replace(shop.actor, rights=shop.actor.rights - {"sales.override_price"})
    priced = OrderDraft(
        location=shop.location.code, customer="C1", lines=(DraftLine(sku="OIL", quantity=1, unit_price="0.01"),)
    )
    placed = place_calls(
        [
            call(shop, draft(shop)),
            call(shop, draft(shop), actor=stranger),
            call(shop, priced, actor=cashier),
            call(shop, priced),
        ]
    )
    assert [accepted(one) for one in placed] == [[True], [False], [False], [True]]


def test_keys_are_each_calls_own(shop: World) -> None:
    placed = place_calls([call(shop, draft(shop), key="k1"), call(shop, draft(shop, quantity=99), key="k2")])
    assert [accepted(one) for one in placed] == [[True], [False]]
    assert list(IdempotencyKey.objects.values_list("token", flat=True)) == [f"{shop.actor.id}:k1"]

    again = place_calls(
        [
            call(shop, draft(shop), key="k3"),
            call(shop, draft(shop), key="k1"),
            call(shop, draft(shop, "RICE"), key="k2"),
        ]
    )
    assert again[1] == placed[0]
    assert [accepted(one) for one in again] == [[True], [True], [True]]
    assert SalesOrder.objects.count() == 3

    refused, taken = place_calls([call(shop, draft(shop), key="k1", body="other"), call(shop, draft(shop), key="k4")])
    assert isinstance(refused, KeyReused)
    assert accepted(taken) == [True]
    assert SalesOrder.objects.count() == 4
    assert shop.stock("OIL") == (10, 3)


def test_when_all_keys_are_known_nothing_is_read_or_written(shop: World) -> None:
    first = place_calls([call(shop, draft(shop), key="k1"), call(shop, draft(shop), key="k2")])
    assert place_calls([call(shop, draft(shop), key="k2"), call(shop, draft(shop), key="k1")]) == first[::-1]
    assert SalesOrder.objects.count() == 2


def test_one_document_sent_by_two_callers_is_one_order(shop: World) -> None:
    twin: dict[str, Any] = {"source": "till", "external_reference": "T-1"}
    first, second = place_calls([call(shop, draft(shop, **twin)), call(shop, draft(shop, **twin))])
    assert isinstance(first, BatchAnswer)
    assert isinstance(second, BatchAnswer)
    assert [item.is_duplicate for item in (*first.items, *second.items)] == [False, True]
    assert first.items[0].order == second.items[0].order
    assert SalesOrder.objects.count() == 1


def test_inside_a_transaction_one_order_goes_by_itself(shop: World) -> None:
    key = RequestKey(shop.actor.id, "k1", "")
    answer = place_order(draft=draft(shop), actor=shop.actor, now=NOW, key=key)
    assert accepted(answer) == [True]
    assert place_order(draft=draft(shop), actor=shop.actor, now=NOW, key=key) == answer
    with pytest.raises(KeyReused):
        place_order(draft=draft(shop), actor=shop.actor, now=NOW, key=RequestKey(shop.actor.id, "k1", "other"))
