from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.access.types import Actor
from kontor.kernel.wire import Page
from kontor.sales.queries import OrderFilters, OrderListItem, list_orders
from tests.sales.orders import bill, cancel, confirmed, line, make_shop, placed, ship
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_shop("OIL", "RICE")


def listed(world: World, *, actor: Actor | None = None, cursor: int | None = None, limit: int = 50, **filters):
    wanted = OrderFilters(**filters)
    return list_orders(actor=actor or world.actor, filters=wanted, cursor=cursor, limit=limit)


def numbers(page: Page[OrderListItem]) -> list[str]:
    return [item.number for item in page.items]


def test_a_list_shows_the_newest_orders_first_page_by_page(world: World) -> None:
    orders = [placed(world, line("OIL", 1)) for _ in range(5)]
    expected = [order.number for order in reversed(orders)]
    first = listed(world, limit=2)
    assert numbers(first) == expected[:2]
    assert first.next_cursor == str(orders[3].id)
    second = listed(world, limit=2, cursor=int(first.next_cursor))
    assert numbers(second) == expected[2:4]
    placed(world, line("OIL", 1))  # a new order does not shift the pages behind the first
    last = listed(world, limit=2, cursor=int(second.next_cursor))
    assert numbers(last) == expected[4:]
    assert last.next_cursor is None


def test_a_listed_order_names_its_customer_its_totals_and_counts_its_lines(world: World) -> None:
    order = confirmed(
        world, line("OIL", 2, pack="CASE"), line("RICE", 10), priority=1, source="web", external_reference="A-1"
    )
    (item,) = listed(world).items
    assert item == OrderListItem(
        id=order.id,
        number=order.number,
        branch=world.branch.code,
        location=world.location.code,
        customer="C1",
        customer_name="Customer C1",
        lifecycle="confirmed",
        hold="",
        hold_reason="",
        fulfillment="none",
        is_billed=False,
        priority=1,
        currency="GBP",
        net="580.00",
        tax="92.80",
        total="672.80",
        line_count=2,
        source="web",
        external_reference="A-1",
        ordered_at=NOW,
        business_date=date(2026, 3, 2),
        wanted_on=None,
        version=1,
    )
    assert b'"lines"' not in msgspec.json.encode(item)
    assert b'"ordered_at":"2026-03-02T09:30:00Z"' in msgspec.json.encode(item)


def test_a_list_with_lines_shows_each_line_in_its_pack(world: World) -> None:
    confirmed(world, line("OIL", "1.5", pack="CASE"), line("RICE", 10))
    (item,) = list_orders(actor=world.actor, filters=OrderFilters(), cursor=None, limit=50, with_lines=True).items
    assert isinstance(item.lines, tuple)
    assert [msgspec.structs.astuple(row) for row in item.lines] == [
        (1, "OIL", "Product OIL", "CASE", "1.5", 36, 36, 0, "240.00", "360.00", "57.60"),
        (2, "RICE", "Product RICE", "EA", "10", 10, 10, 0, "10.00", "100.00", "16.00"),
    ]


@pytest.mark.parametrize(("with_lines", "reads"), [(False, 1), (True, 2)])
@pytest.mark.parametrize("count", [1, 12])
def test_a_list_costs_the_same_reads_whatever_it_holds(world: World, count: int, with_lines: bool, reads: int) -> None:
    for _ in range(count):
        placed(world, line("OIL", 1), line("RICE", 1))
    with CaptureQueriesContext(connection) as queries:
        page = list_orders(actor=world.actor, filters=OrderFilters(), cursor=None, limit=50, with_lines=with_lines)
    assert len(page.items) == count
    assert len(queries) == reads


def test_each_filter_narrows_the_list_to_what_it_names(world: World) -> None:
    world.customer("C2")
    van = world.another_location("VAN7")
    late = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
    plain = placed(world, line("OIL", 1))
    other = placed(world, line("OIL", 1), customer="C2", priority=1, source="web", external_reference="A-1")
    held = placed(world, line("OIL", 500), confirm=True, when_short="hold")
    shipped = confirmed(world, line("OIL", 2))
    ship(world, shipped.id)
    dropped = placed(world, line("OIL", 1))
    cancel(world, dropped.id)
    later = placed(world, line("OIL", 1), location=van.code, ordered_at=late)
    names = {order.number: name for name, order in locals().items() if hasattr(order, "number")}

    def found(**filters) -> set[str]:
        return {names[number] for number in numbers(listed(world, **filters))}

    everything = {"plain", "other", "held", "shipped", "dropped", "later"}
    assert found() == found(branch=world.branch.code) == everything
    assert found(branch="ELSEWHERE") == set()
    assert found(location="VAN7") == {"later"}
    assert found(customer="C2") == {"other"}
    assert found(customer="NOBODY") == set()
    assert found(lifecycle=("draft",)) == {"plain", "other", "later"}
    assert found(lifecycle=("closed", "cancelled")) == {"shipped", "dropped"}
    assert found(hold=("oos",)) == {"held"}
    assert found(hold=("none",)) == everything - {"held"}
    assert found(fulfillment=("full",)) == {"shipped"}
    assert found(priority=(1, 3)) == {"other"}
    assert found(number=held.number) == {"held"}
    assert found(external_reference="A-1") == found(source="web") == {"other"}
    assert found(external_reference="") == set()
    assert found(from_on=date(2026, 3, 3)) == {"later"}
    assert found(to_on=date(2026, 3, 2)) == everything - {"later"}
    assert found(from_on=date(2026, 3, 9), to_on=date(2026, 3, 9)) == {"later"}
    assert found(customer="C1", lifecycle=("draft",), to_on=date(2026, 3, 2)) == {"plain"}


def test_a_billed_order_is_listed_as_billed(world: World) -> None:
    order = confirmed(world, line("OIL", 1))
    bill(world, order.id)
    assert [item.is_billed for item in listed(world).items] == [True]


def test_a_walk_in_sale_is_listed_without_a_customer(world: World) -> None:
    placed(world, line("OIL", 1), customer=None, counter_sale=True)
    (item,) = listed(world).items
    assert (item.customer, item.customer_name, item.lifecycle) == (None, None, "closed")


def test_a_list_holds_the_orders_of_the_actors_branches_only(world: World) -> None:
    mine = placed(world, line("OIL", 1))
    elsewhere = make_world()
    assert listed(world, actor=elsewhere.actor).items == []
    nowhere = Actor(id=1, kind="user", name="new", rights=world.actor.rights, branch_ids=frozenset())
    assert listed(world, actor=nowhere).items == []
    assert numbers(listed(world)) == [mine.number]


@pytest.mark.parametrize("text", ["'; DROP TABLE sales_salesorder; --", "%", "100%s", "\\", "ü"])
def test_a_filter_is_only_ever_compared(world: World, text: str) -> None:
    placed(world, line("OIL", 1))
    for name in ("branch", "location", "customer", "number", "source", "external_reference"):
        filters = OrderFilters(**{name: text})  # type: ignore[arg-type]  # each of these is a text
        assert list_orders(actor=world.actor, filters=filters, cursor=None, limit=50).items == []
    assert listed(world, lifecycle=(text,), hold=(text,), fulfillment=(text,)).items == []
