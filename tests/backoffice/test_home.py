from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kontor.inventory.models import StockLevel
from kontor.maintenance.operations import verify_books
from kontor.sales.operations import place_orders
from kontor.sales.types import DraftLine, OrderDraft
from tests.people import PASSWORD, make_user
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


def test_the_first_page_is_light(world: World) -> None:
    client = signed_in(world)
    client.get("/")  # who acts is remembered for five seconds
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/")
    assert len(queries) <= 8
    assert len(page.content) < 10_000
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
