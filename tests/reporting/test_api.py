from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kontor.reporting.queries import DayFilters, list_day_totals
from kontor.reporting.queries.day_totals import kilograms
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.reporting.counting_days import deliver, placed_at
from tests.sales.orders import line, make_shop
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db
PATH = "/api/v1/day-totals"


@pytest.fixture
def world() -> World:
    world = make_shop(on_hand=1000)
    world.skus["OIL"].weight_grams = 900
    world.skus["OIL"].save()
    for day in range(4):
        placed_at(world, NOW + timedelta(days=day), line("OIL", day + 1), counter_sale=True)
    deliver()
    return world


def client(world: World, role: str = "owner") -> Client:
    return client_of(make_key(make_user(role, branches=(world.branch,))))


def days(client: Client, query: str = "") -> list[dict[str, Any]]:
    answer = send(client, "GET", PATH + query)
    assert answer.status_code == 200, answer.content
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_a_day_tells_what_it_brought(world: World) -> None:
    day = days(client(world))[0]
    del day["id"]
    assert day == {
        "business_date": "2026-03-05",
        "branch": world.branch.code,
        "branch_name": "Main depot",
        "currency": "GBP",
        "orders_placed": 0,
        "orders_confirmed": 0,
        "orders_shipped": 0,
        "orders_cancelled": 0,
        "sales_reversed": 0,
        "counter_sales": 1,
        "ordered": "0.00",
        "counter": "46.40",
        "reversed": "0.00",
        "shipped_units": 4,
        "shipped_kg": "3.600",
        "shipped_cost": "20.00",
    }


def test_days_are_chosen_by_date_and_branch(world: World) -> None:
    asker = client(world)
    found = days(asker, f"?from=2026-03-03&to=2026-03-04&branch={world.branch.code}")
    assert [day["business_date"] for day in found] == ["2026-03-04", "2026-03-03"]
    assert days(asker, "?branch=NOWHERE") == []
    assert days(asker, "?from=2026-03-04&to=2026-03-03") == []


def test_pages_neither_repeat_nor_skip_a_day(world: World) -> None:
    asker, cursor, seen = client(world), "", []
    while True:
        page = send(asker, "GET", f"{PATH}?limit=3{cursor}").json()
        seen += [day["business_date"][-2:] for day in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == ["05", "04", "03", "02"]


def test_what_goods_cost_is_for_those_who_may_see_it(world: World) -> None:
    assert {day["shipped_cost"] for day in days(client(world, "cashier"))} == {None}
    assert None not in {day["shipped_cost"] for day in days(client(world, "accountant"))}


def test_nobody_sees_the_days_of_a_foreign_branch(world: World) -> None:
    other = make_world()
    assert days(client(other)) == []
    assert days(client(other), f"?branch={world.branch.code}") == []


def test_what_is_no_day_or_no_filter_is_refused(world: World) -> None:
    asker = client(world)
    for query in ("?from=yesterday", "?to=2026-02-30", "?since=2026-03-01"):
        assert refusal(send(asker, "GET", PATH + query)) == (422, "invalid_input")


def test_a_page_costs_one_statement(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        found = list_day_totals(actor=world.actor, filters=DayFilters(), cursor=None, limit=50)
    assert len(found.items) == 4


@pytest.mark.parametrize(("grams", "text"), [(0, "0.000"), (1_234_567, "1234.567"), (-50, "-0.050")])
def test_grams_are_written_as_kilograms(grams: int, text: str) -> None:
    assert kilograms(grams) == text
