"""What every page's menu counts as waiting for a person, and what the first page lists of it."""

from __future__ import annotations

import pytest
from django.db import connection

from kontor.backoffice.queries.home import home_figures
from kontor.backoffice.queries.shell import MOST_COUNTED, read_shell, waiting_ids
from kontor.kernel.statements import keys_text
from kontor.sales.models import Hold, SalesOrder
from kontor.sales.operations import place_orders
from tests.journeys.rights.table import new_branch
from tests.sales.orders import cancel, confirmed, draft, line, make_shop, placed
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_shop("OIL", on_hand=10)


def shown(world: World) -> list[str]:
    """The numbers that the first page lists, after a look that the menu counts as many."""
    listed = [order.number for order in home_figures(actor=world.actor, now=NOW).waiting]
    assert read_shell(actor=world.actor).orders_waiting == len(listed)
    return listed


def test_held_orders_and_those_that_lack_goods_wait_and_nothing_else(world: World) -> None:
    confirmed(world, line("OIL", 4))
    placed(world, line("OIL", 900))
    placed(world, line("OIL", 1), counter_sale=True)
    assert shown(world) == []
    short = confirmed(world, line("OIL", 20), when_short="backorder")
    held = placed(world, line("OIL", 900), confirm=True, when_short="hold")
    gone = confirmed(world, line("OIL", 21), when_short="backorder")
    cancel(world, gone.id)
    assert shown(world) == [short.number, held.number]


@pytest.mark.parametrize("hold", [hold for hold in Hold if hold])
def test_every_hold_waits_until_the_order_is_done(world: World, hold: Hold) -> None:
    order = confirmed(world, line("OIL", 4))
    SalesOrder.objects.update(hold=hold)
    assert shown(world) == [order.number]
    SalesOrder.objects.update(lifecycle="cancelled")
    assert shown(world) == []


def test_other_branches_orders_do_not_wait_here(world: World) -> None:
    other = make_world(new_branch())
    other.sku("RICE")
    other.receive("RICE", 10)
    confirmed(other, line("RICE", 20), when_short="backorder")
    placed(other, line("RICE", 20), confirm=True, when_short="hold")
    assert shown(world) == []
    assert len(shown(other)) == 2


def test_counting_walks_only_what_waits(world: World) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL plans by the table's size; SQLite by the words of the query")
    branches = keys_text(sorted(world.actor.branch_ids))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {waiting_ids()}", (branches, branches))
        searched = [row[3] for row in cursor.fetchall() if row[3].startswith("SEARCH")]
    assert searched == [
        "SEARCH o USING INDEX order_held (hold=?)",
        "SEARCH o USING INDEX order_backordered (branch_id=?)",
    ]


def test_the_menu_stops_counting_where_nobody_would_read_on(world: World) -> None:
    drafts = [draft(world, line("OIL", 1 + n), confirm=True, when_short="backorder") for n in range(MOST_COUNTED + 5)]
    place_orders(drafts=drafts, actor=world.actor, now=NOW)
    assert read_shell(actor=world.actor).orders_waiting == MOST_COUNTED
