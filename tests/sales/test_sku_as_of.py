"""Rows 22 and 23: price, cost and quantity as of any instant, and the three ways they are set."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kontor.access.models import AuditRecord
from kontor.access.types import Actor
from kontor.inventory.operations import correct_cost, post_stock, receive_stock
from kontor.inventory.reasons import PROCESSING_IN
from kontor.inventory.schemas import CostCorrection, CostLine, ReceiptLine, StockReceipt
from kontor.inventory.types import LineRequest, PostingRequest
from kontor.kernel.errors import Forbidden, KontorError
from kontor.pricing.operations import put_prices
from kontor.pricing.types import PricePut
from kontor.sales.errors import ProductUnknown
from kontor.sales.queries.sku_as_of import sku_as_of
from kontor.sales.types import SkuAsOf
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

JANUARY = datetime(2026, 1, 10, 12, tzinfo=UTC)
FEBRUARY = datetime(2026, 2, 10, 12, tzinfo=UTC)
MARCH = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    world = make_world()
    world.sku("OIL")
    return world


def price(world: World, major: str, since: date, *, now: datetime, **more: Any) -> str:
    row = PricePut(world.price_list.code, "OIL", since, major, **more)
    return put_prices(rows=[row], actor=world.actor, now=now).items[0].verdict


def receive(world: World, quantity: int | str, cost: str, *, now: datetime, at: datetime | None = None) -> None:
    receipt = StockReceipt(
        location=world.location.code,
        lines=(ReceiptLine("OIL", quantity, cost),),
        reason_code=PROCESSING_IN,
        occurred_at=at,
    )
    receive_stock(receipt=receipt, actor=world.actor, now=now)


def correct(world: World, cost: str, *, now: datetime) -> None:
    correction = CostCorrection(world.location.code, (CostLine("OIL", cost),), "freight")
    correct_cost(correction=correction, actor=world.actor, now=now)


def issue(world: World, quantity: int, *, now: datetime) -> None:
    line = LineRequest(world.location.pk, world.skus["OIL"].pk, -quantity)
    request = PostingRequest("issue", world.branch.pk, now, now.date(), (line,))
    post_stock(requests=[request], actor=world.actor, now=now)


def as_of(world: World, at: datetime, *, is_known: bool = True) -> SkuAsOf:
    return sku_as_of(sku="OIL", at=at, is_known=is_known, actor=world.actor)


def seen(found: SkuAsOf) -> tuple[list[str], int, list[str | None]]:
    """Prices, quantity and costs."""
    return [item.unit_price for item in found.prices], found.on_hand, [item.unit_cost for item in found.places]


def test_row_22_price_cost_and_quantity_as_of_any_timestamp(world: World) -> None:
    price(world, "3.00", date(2026, 1, 1), now=JANUARY)
    receive(world, 10, "2.00", now=JANUARY)
    price(world, "3.50", date(2026, 2, 5), now=JANUARY + timedelta(hours=1))
    receive(world, 10, "4.00", now=FEBRUARY)
    issue(world, 5, now=FEBRUARY + timedelta(hours=1))
    correct(world, "3.20", now=MARCH)
    price(world, "4.00", date(2026, 3, 1), now=MARCH + timedelta(hours=1))
    second = timedelta(seconds=1)
    assert seen(as_of(world, JANUARY - second)) == ([], 0, [])
    assert seen(as_of(world, JANUARY)) == (["3.00"], 10, ["2.00"])
    assert seen(as_of(world, FEBRUARY - second)) == (["3.50"], 10, ["2.00"])
    assert seen(as_of(world, FEBRUARY)) == (["3.50"], 20, ["3.00"])
    assert seen(as_of(world, FEBRUARY + timedelta(hours=1))) == (["3.50"], 15, ["3.00"])
    assert seen(as_of(world, MARCH)) == (["3.50"], 15, ["3.20"])
    assert seen(as_of(world, MARCH + timedelta(hours=1))) == (["4.00"], 15, ["3.20"])


def test_row_22_what_was_known_then_and_what_is_believed_today_differ(world: World) -> None:
    price(world, "3.00", date(2026, 1, 1), now=JANUARY)
    receive(world, 10, "2.00", now=JANUARY)
    price(world, "2.80", date(2026, 1, 1), now=MARCH)
    receive(world, 10, "4.00", now=MARCH, at=JANUARY + timedelta(hours=1))
    then = JANUARY + timedelta(hours=2)
    assert seen(as_of(world, then)) == (["3.00"], 10, ["2.00"])
    assert seen(as_of(world, then, is_known=False)) == (["2.80"], 20, ["3.00"])


def test_row_22_a_price_that_had_ended_or_not_begun_is_not_told(world: World) -> None:
    price(world, "3.00", date(2026, 1, 1), now=JANUARY, valid_until=date(2026, 1, 31))
    price(world, "2.90", date(2026, 1, 1), now=JANUARY, minimum_quantity=100)
    price(world, "5.00", date(2026, 3, 1), now=JANUARY)
    told = [(item.minimum_quantity, item.unit_price) for item in as_of(world, FEBRUARY).prices]
    assert told == [("100", "2.90")]
    assert [item.unit_price for item in as_of(world, JANUARY).prices] == ["3.00", "2.90"]
    assert [item.unit_price for item in as_of(world, MARCH).prices] == ["5.00", "2.90"]


def test_row_23_a_new_price_a_new_cost_and_a_new_quantity_are_checked_and_audited(world: World) -> None:
    price(world, "3.00", date(2026, 1, 1), now=JANUARY)
    receive(world, 10, "2.00", now=JANUARY)
    assert price(world, "3.10", date(2026, 1, 1), now=FEBRUARY) == "updated"
    correct(world, "2.20", now=FEBRUARY)
    receive(world, 5, "2.50", now=FEBRUARY)
    actions = AuditRecord.objects.order_by("id").values_list("action", "actor_id", "at")
    me = world.actor.id
    assert list(actions) == [
        ("price.set", me, JANUARY), ("stock.receive", me, JANUARY), ("price.set", me, FEBRUARY),
        ("stock.correct_cost", me, FEBRUARY), ("stock.receive", me, FEBRUARY),
    ]  # fmt: skip
    before = seen(as_of(world, MARCH))
    assert before == (["3.10"], 15, ["2.30"])
    assert price(world, "-0.01", date(2026, 2, 1), now=MARCH) == "refused"
    with pytest.raises(KontorError):
        correct(world, "-0.01", now=MARCH)
    for quantity, cost in ((-1, "2"), (0, "2"), (1, "-2")):
        with pytest.raises(KontorError):
            receive(world, quantity, cost, now=MARCH)
    assert seen(as_of(world, MARCH + timedelta(days=1))) == before
    assert AuditRecord.objects.count() == 5


def test_only_what_is_in_ones_branches_is_told_and_costs_to_those_who_may_know(world: World) -> None:
    price(world, "3.00", date(2026, 1, 1), now=JANUARY)
    receive(world, 10, "2.00", now=JANUARY)
    seller = Actor(9, "user", "seller", frozenset({"pricing.read", "stock.read"}), world.actor.branch_ids)
    told = sku_as_of(sku="OIL", at=JANUARY, is_known=True, actor=seller)
    assert seen(told) == (["3.00"], 10, [None])
    stranger = Actor(9, "user", "stranger", world.actor.rights, make_world().actor.branch_ids)
    assert seen(sku_as_of(sku="OIL", at=JANUARY, is_known=True, actor=stranger)) == ([], 0, [])
    with pytest.raises(ProductUnknown):
        sku_as_of(sku="NONE", at=JANUARY, is_known=True, actor=world.actor)
    with pytest.raises(Forbidden):
        sku_as_of(sku="OIL", at=JANUARY, is_known=True, actor=Actor(9, "user", "x", frozenset(), frozenset()))


def test_a_sku_as_of_costs_the_same_queries_whatever_its_history(world: World) -> None:
    for day in range(1, 20):
        price(world, "3.00", date(2026, 1, day), now=JANUARY)
    with CaptureQueriesContext(connection) as captured:
        as_of(world, MARCH)
    assert len(captured) == 5


def test_a_sku_is_asked_for_over_http(world: World) -> None:
    price(world, "3.00", date(2026, 1, 1), now=JANUARY)
    receive(world, 10, "2.00", now=JANUARY)
    owner: Client = client_of(make_key(make_user("owner", branches=(world.branch,))))
    path = "/api/v1/skus/OIL/as-of"
    told = send(owner, "GET", f"{path}?at=2026-01-10T12:00:00Z&basis=believed").json()
    assert (told["basis"], told["on_hand"], told["prices"][0]["unit_price"]) == ("believed", 10, "3.00")
    assert told["places"] == [
        {"location": world.location.code, "on_hand": 10, "reserved": 0, "available": 10, "unit_cost": "2.00",
         "value": "20.00"}
    ]  # fmt: skip
    for query in ("at=yesterday", "at=0001-01-01T00:00:00Z", "basis=guessed", "when=now"):
        assert refusal(send(owner, "GET", f"{path}?{query}"))[0] == 422
    assert refusal(send(owner, "GET", "/api/v1/skus/NONE/as-of"))[0] == 404
