from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from kontor.kernel.statements import is_postgres
from kontor.sales.queries import OrderFilters, OrderSummary, order_summary
from kontor.sales.sql.order_summary import order_summary_read
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.sales.orders import cancel, confirmed, draft, line, make_shop, place, placed, ship, taken
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db
PATH = "/api/v1/sales-orders/summary"


@pytest.fixture
def world() -> World:
    """Two days; C1 has four orders of 11.60 a piece: 1 shipped, 2 held, 3 cancelled, 4 a draft of the day after."""
    world = make_shop()
    ship(world, confirmed(world, line("OIL", 1)).id)
    placed(world, line("OIL", 200), confirm=True, when_short="hold")
    cancel(world, placed(world, line("OIL", 3)).id)
    taken(place(world, draft(world, line("OIL", 4)), now=NOW + timedelta(days=1)))
    placed(world, line("RICE", 5), customer=None, counter_sale=True)
    return world


def groups(world: World, by: str, **filters: Any) -> list[OrderSummary]:
    found = order_summary(actor=world.actor, by=by, filters=OrderFilters(**filters), cursor=None, limit=50)
    assert found.next_cursor is None
    return list(found.items)


def counted(group: OrderSummary) -> tuple[object, ...]:
    return group.code, group.orders, group.open, group.held, group.shipped, group.cancelled, group.total


def test_orders_are_summed_up_by_day_the_latest_first(world: World) -> None:
    assert [counted(group) for group in groups(world, "day")] == [
        ("2026-03-03", 1, 1, 0, 0, 0, "46.40"),
        ("2026-03-02", 4, 1, 1, 2, 1, "2389.60"),
    ]


def test_orders_are_summed_up_by_customer_and_those_of_nobody_together(world: World) -> None:
    assert [counted(group) for group in groups(world, "customer")] == [
        (None, 1, 0, 0, 1, 0, "58.00"),
        ("C1", 4, 2, 1, 1, 1, "2378.00"),
    ]


def test_orders_are_summed_up_by_state(world: World) -> None:
    assert [(group.code, group.orders, group.total) for group in groups(world, "state")] == [
        ("draft", 1, "46.40"),
        ("submitted", 1, "2320.00"),
        ("closed", 2, "69.60"),
        ("cancelled", 1, "0.00"),
    ]


@pytest.mark.parametrize("by", ["branch", "channel", "sales_rep"])
def test_what_all_orders_share_is_one_group(world: World, by: str) -> None:
    (group,) = groups(world, by)
    assert (group.orders, group.currency, group.net, group.tax) == (5, "GBP", "2100.00", "336.00")


def test_filters_narrow_what_is_summed_up(world: World) -> None:
    (group,) = groups(world, "day", lifecycle=("closed",), customer="C1", to_on=NOW.date())
    assert counted(group) == ("2026-03-02", 1, 0, 0, 1, 0, "11.60")
    assert groups(world, "day", branch="NOWHERE") == []


def test_nothing_of_a_foreign_branch_is_summed_up(world: World) -> None:
    assert groups(make_world(), "customer") == []


def test_two_businesses_are_never_one_group(world: World) -> None:
    other = make_world()
    other.sku("TEA")
    placed(other, line("TEA", 1))
    both = world.actor.__class__(1, "job", "test", world.actor.rights, world.actor.branch_ids | other.actor.branch_ids)
    found = order_summary(actor=both, by="state", filters=OrderFilters(lifecycle=("draft",)), cursor=None, limit=50)
    assert [group.total for group in found.items] == ["46.40", "11.60"]


def client(world: World) -> Client:
    return client_of(make_key(make_user("sales", branches=(world.branch,))))


def test_the_api_pages_through_the_groups(world: World) -> None:
    asker, cursor, seen = client(world), "", []
    for _ in range(4):
        page = send(asker, "GET", f"{PATH}?by=state&limit=1{cursor}").json()
        seen += [item["code"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == ["draft", "submitted", "closed", "cancelled"]


def test_the_api_refuses_what_it_does_not_know(world: World) -> None:
    asker = client(world)
    assert refusal(send(asker, "GET", f"{PATH}?by=moon")) == (422, "invalid_input")
    assert refusal(send(asker, "GET", f"{PATH}?colour=red")) == (422, "invalid_input")
    assert send(asker, "GET", PATH).json()["items"][0]["code"] == "2026-03-03"


def test_a_page_costs_one_statement(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        groups(world, "customer")


def test_the_orders_of_some_days_are_found_without_walking_past_the_others(world: World) -> None:
    filters = OrderFilters(from_on=date(2026, 3, 2), to_on=date(2026, 3, 3))
    read = order_summary_read(filters, [world.branch.pk], by="day", after=None, limit=51)
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute("SET LOCAL enable_seqscan = off")  # so few rows are read whole anyway
        cursor.execute(f"{'EXPLAIN' if is_postgres() else 'EXPLAIN QUERY PLAN'} {read.sql}", read.parameters)
        plan = "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())
    assert "order_branch_date" in plan
