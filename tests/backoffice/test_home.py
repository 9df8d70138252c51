from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kontor.inventory.models import StockLevel
from kontor.maintenance.operations import verify_books
from kontor.sales.operations import place_orders
from kontor.sales.types import DraftLine, OrderDraft
from tests.people import PASSWORD, make_user
from tests.reporting.counting_days import deliver
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    world.sku("OIL")
    world.receive("OIL", 1500)
    StockLevel.objects.update(reorder_point=2000)
    world.customer("C1")
    return world


def signed_in(*worlds: World) -> Client:
    make_user("owner", username="owner", branches=tuple(world.branch for world in worlds))
    client = Client()
    answer = client.post("/sign-in", {"username": "owner", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    return client


def place(world: World, quantity: int) -> None:
    draft = OrderDraft(
        location=world.location.code,
        customer="C1",
        confirm=True,
        when_short="hold",
        lines=(DraftLine(sku="OIL", quantity=quantity),),
    )
    assert place_orders(drafts=[draft], actor=world.actor, now=NOW).items[0].order


def test_the_first_page_shows_what_is_there_and_what_waits(world: World) -> None:
    place(world, 5)
    place(world, 1600)
    verify_books(clock=lambda: datetime.now(UTC))
    page = signed_in(world).get("/").content.decode()
    assert "OIL: 1495 of 1600 there" in page
    assert "OIL: 1495 available, reorder point 2000" in page
    assert "0 differences" in page
    assert "GBP\u00a018,560.00" in page


def test_the_first_page_shows_nothing_of_a_foreign_branch(world: World) -> None:
    place(world, 1600)
    other = make_world()
    page = signed_in(other).get("/").content.decode()
    assert "1600" not in page
    assert "Nothing waits" in page


def counted(world: World, *days_ago: int) -> None:
    """A counter sale of 10.00 and tax on each of these days, counted."""
    for days in days_ago:
        lines = (DraftLine(sku="OIL", quantity=1),)
        draft = OrderDraft(location=world.location.code, lines=lines, counter_sale=True)
        at = datetime.now(UTC) - timedelta(days=days)
        assert place_orders(drafts=[draft], actor=world.actor, now=at).items[0].order
    deliver()


def test_the_first_page_tells_what_the_day_has_brought(world: World) -> None:
    world.skus["OIL"].weight_grams = 900
    world.skus["OIL"].save()
    counted(world, 0, 0, 0, 7, 7)
    page = signed_in(world).get("/").content.decode()
    assert "GBP 35" in page  # 3 at 11.60
    assert "+50 %" in page
    assert "and 3 at the counter" in page
    assert "2.7\u00a0kg" in page
    assert "3 units, worth GBP\u00a015.00" in page
    assert "1.3\u00a0t" in page  # 1,495 at 900 g


def test_what_goods_cost_is_not_on_the_first_page_of_those_who_may_not_see_it(world: World) -> None:
    counted(world, 0)
    client = Client()
    client.force_login(make_user("cashier", branches=(world.branch,)))
    page = client.get("/").content.decode()
    assert "GBP 12" in page
    assert "worth" not in page


def test_the_days_of_a_foreign_branch_are_in_no_figure(world: World) -> None:
    counted(world, 0, 1)
    page = signed_in(make_world()).get("/").content.decode()
    assert "none yet today" in page
    assert "polyline" not in page


def test_the_line_is_there_from_the_second_day_on(world: World) -> None:
    counted(world, 0)
    client = signed_in(world)
    assert "polyline" not in client.get("/").content.decode()
    counted(world, 1)
    page = client.get("/").content.decode()
    assert 'points="0,150' in page
    assert 'href="/days"' in page


@pytest.mark.parametrize("branches", [1, 6])
def test_the_first_page_costs_the_same_however_much_there_is(world: World, branches: int) -> None:
    worlds = [world]
    for number in range(branches - 1):
        other = make_world()
        other.skus["OIL"] = other.sku(f"OIL{number}")
        other.receive("OIL", 50)
        worlds.append(other)
    counted(world, *range(20))
    client = signed_in(*worlds)
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    assert len(queries) == 5


def test_the_first_page_is_light(world: World) -> None:
    client = signed_in(world)
    client.get("/")  # who acts is remembered for five seconds
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/")
    assert len(queries) <= 8
    assert len(page.content) < 15_000
    assert "unsafe-inline" not in page["Content-Security-Policy"]


def test_a_wrong_password_keeps_the_name_and_says_what_to_do(world: World) -> None:
    make_user("owner", username="owner")
    answer = Client().post("/sign-in", {"username": "owner", "password": "wrong"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "do not go together" in page
    assert 'value="owner"' in page


def test_signing_in_leads_only_to_pages_of_this_installation(world: World) -> None:
    make_user("owner", username="owner")
    wanted = {"username": "owner", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert Client().post("/sign-in", wanted)["Location"] == "/"
