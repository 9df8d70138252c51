"""What an order must be, row by row: numbers, customers, products, packs, places and days."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.access.models import AuditRecord
from kontor.alerts.models import Alert
from kontor.catalog.models import SKU
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.models import Event
from kontor.parties.models import Customer
from kontor.sales.models import OrderLine, OrderPosting, SalesOrder
from kontor.sales.queries import sales_differences
from tests.sales.orders import (
    cancel,
    confirm,
    confirmed,
    draft,
    line,
    make_shop,
    nothing_changed,
    place,
    placed,
    quantities,
    refused,
    taken,
)
from tests.world import NOW, World, assert_ledger_proves_levels, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_shop("OIL", "RICE")


# --- row 24: numbers ---------------------------------------------------------------------------------------------


def test_row_24_numbers_carry_the_business_date_and_begin_anew_each_day(world: World) -> None:
    """Row 24."""
    numbers = [placed(world, line("OIL", 1)).number for _ in range(3)]
    assert [re.fullmatch(r"SO-20260302-(\d{4})", number) is not None for number in numbers] == [True] * 3
    assert len(set(numbers)) == 3
    tomorrow = placed(world, line("OIL", 1), ordered_at=NOW + timedelta(days=1))
    assert tomorrow.number == "SO-20260303-0001"


def test_row_24_a_refused_order_leaves_a_gap_and_no_number_is_used_again(world: World) -> None:
    """Row 24: the policy is gaps allowed, reuse never."""
    items = place(world, *[draft(world, line("OIL", 60), confirm=True) for _ in range(3)]).items
    orders = [item.order for item in items if item.order]
    assert [item.order is not None for item in items] == [True, False, False]
    assert placed(world, line("OIL", 1)).number > orders[0].number
    assert len(set(SalesOrder.objects.values_list("number", flat=True))) == SalesOrder.objects.count() == 2


# --- row 26: cancelling ------------------------------------------------------------------------------------------


def test_row_26_cancelling_releases_the_promise_and_the_audit_keeps_every_line(world: World) -> None:
    """Row 26: who, when, which lines; and no half-cancelled document is left behind."""
    order = confirmed(world, line("OIL", 5), line("RICE", 1, pack="CASE"))
    answer = taken(cancel(world, order.id, reason="ordered twice"))
    assert (answer.lifecycle, world.stock("OIL"), world.stock("RICE")) == ("cancelled", (100, 0), (100, 0))
    record = AuditRecord.objects.get(subject=f"sales.order:{order.id}", action="order.cancel")
    assert (record.actor_id, record.at) == (world.actor.id, NOW)
    assert '"lines":[[["OIL",5,5000],["RICE",24,24000]],null]' in record.diff
    assert '"reason":[null,"ordered twice"]' in record.diff
    assert list(OrderPosting.objects.order_by("id").values_list("kind", flat=True)) == ["reserve", "release"]
    assert Event.objects.filter(type="OrderCancelled").count() == 1
    assert_ledger_proves_levels()
    assert sales_differences() == []


# --- row 86: what is no order ------------------------------------------------------------------------------------


def test_row_86_an_unknown_customer_is_named(world: World) -> None:
    """Row 86."""
    with nothing_changed():
        refusal = refused(place(world, draft(world, line("OIL", 1), customer="NOBODY")))
    assert (refusal.status, refusal.code, refusal.data) == (404, "customer_unknown", {"customer": "NOBODY"})


def test_row_86_an_inactive_customer_is_refused(world: World) -> None:
    """Row 86."""
    Customer.objects.update(is_active=False)
    with nothing_changed():
        refusal = refused(place(world, draft(world, line("OIL", 1))))
    assert (refusal.status, refusal.code) == (409, "customer_inactive")


def test_row_86_an_order_without_lines_is_refused(world: World) -> None:
    """Row 86."""
    with nothing_changed():
        refusal = refused(place(world, draft(world)))
    assert (refusal.status, refusal.code, refusal.data) == (422, "order_invalid", {"field": "lines"})


def test_row_86_an_unknown_product_is_named_with_its_line(world: World) -> None:
    """Row 86. Codes are case-sensitive."""
    with nothing_changed():
        refusal = refused(place(world, draft(world, line("OIL", 1), line("oil", 1))))
    assert (refusal.status, refusal.code) == (404, "product_unknown")
    assert refusal.data == {"field": "lines[1].sku", "product": "oil"}


def test_row_86_a_product_that_is_not_for_sale_is_refused(world: World) -> None:
    """Row 86."""
    SKU.objects.filter(code="OIL").update(is_active=False)
    with nothing_changed():
        assert refused(place(world, draft(world, line("OIL", 1)))).code == "product_inactive"


@pytest.mark.parametrize("quantity", [0, -1, "0", "-0.5", "0.5"])
def test_row_86_a_quantity_must_be_more_than_nothing_and_whole_base_units(world: World, quantity) -> None:
    """Row 86."""
    with nothing_changed():
        assert refused(place(world, draft(world, line("OIL", quantity)))).status == 422


def test_row_86_the_same_product_twice_is_counted_together(world: World) -> None:
    """Row 86: two lines that are covered alone and not together."""
    lines = (line("OIL", 60), line("OIL", 2, pack="CASE"))
    with nothing_changed():
        refusal = refused(place(world, draft(world, *lines, confirm=True)))
    assert refusal.data["details"] == [{"product": "OIL", "available": 100, "requested": 108}]
    order = confirmed(world, line("OIL", 52), line("OIL", 2, pack="CASE"))
    assert quantities(order.id) == [(52, 52, 0, 0), (48, 48, 0, 0)]
    assert world.stock("OIL") == (100, 100)


def test_row_86_a_product_that_was_never_in_stock_is_short(world: World) -> None:
    """Row 86: no inventory row at all."""
    world.sku("TEA")
    with nothing_changed():
        refusal = refused(place(world, draft(world, line("TEA", 1), line("OIL", 1), confirm=True)))
    assert refusal.code == "stock_short"
    assert refusal.data["details"] == [{"product": "TEA", "available": 0, "requested": 1}]
    late = placed(world, line("TEA", 1))
    with nothing_changed():
        assert refused(confirm(world, late.id)).data["details"] == refusal.data["details"]


def test_row_86_one_wrong_line_keeps_the_whole_order_out(world: World) -> None:
    """Row 86: atomic."""
    with nothing_changed():
        place(world, draft(world, line("OIL", 1), line("RICE", 101), confirm=True))


def test_an_order_needs_a_customer_unless_it_is_a_counter_sale(world: World) -> None:
    with nothing_changed():
        assert refused(place(world, draft(world, line("OIL", 1), customer=None))).data == {"field": "customer"}
    assert placed(world, line("OIL", 1), customer=None, counter_sale=True).lifecycle == "closed"


def test_an_unknown_pack_is_refused_with_those_there_are(world: World) -> None:
    with nothing_changed():
        refusal = refused(place(world, draft(world, line("OIL", 1, pack="PALLET"))))
    assert refusal.detail == "OIL has no pack 'PALLET'; it has CASE, EA."


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ({"priority": 0}, "priority"),
        ({"when_short": "maybe"}, "when_short"),
        ({"order_mix": "frozen"}, "order_mix"),
        ({"location_capacity": -1}, "location_capacity"),
        ({"channel": "MOON"}, "channel"),
        ({"sales_rep": "nobody"}, "sales_rep"),
        ({"area_sales_manager": "nobody"}, "area_sales_manager"),
        ({"route": "x" * 41}, "route"),
        ({"source": "x" * 41}, "source"),
        ({"external_reference": "x" * 81}, "external_reference"),
    ],
)
def test_row_2_a_header_field_that_cannot_be_is_refused_by_name(world: World, header: dict, field: str) -> None:
    """Row 2."""
    with nothing_changed():
        refusal = refused(place(world, draft(world, line("OIL", 1), **header)))
    assert (refusal.status, refusal.data) == (422, {"field": field})


# --- places and days ---------------------------------------------------------------------------------------------


def test_a_location_of_another_branch_is_not_there(world: World) -> None:
    elsewhere = make_world()
    with nothing_changed():
        refusal = refused(place(world, draft(world, line("OIL", 1), location=elsewhere.location.code)))
    assert (refusal.status, refusal.data) == (404, {"field": "location"})


def test_a_closed_location_sells_nothing(world: World) -> None:
    world.location.is_active = False
    world.location.save()
    with nothing_changed():
        assert refused(place(world, draft(world, line("OIL", 1)))).data == {"field": "location"}


def test_an_order_is_not_dated_into_a_closed_period(world: World) -> None:
    world.branch.closed_through_on = date(2026, 3, 1)
    world.branch.save()
    late = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
    with nothing_changed():
        refusal = refused(place(world, draft(world, line("OIL", 1), ordered_at=late)))
    assert (refusal.status, refusal.code) == (409, "period_closed")
    assert placed(world, line("OIL", 1)).id


def test_nothing_is_confirmed_in_a_closed_period(world: World) -> None:
    order = placed(world, line("OIL", 1))
    world.branch.closed_through_on = date(2026, 3, 2)
    world.branch.save()
    with nothing_changed():
        assert refused(confirm(world, order.id)).code == "period_closed"


def test_the_business_date_follows_the_branchs_clock_and_cut_over(world: World) -> None:
    world.branch.time_zone, world.branch.day_starts_at = "Africa/Nairobi", time(4, 0)
    world.branch.save()
    other = world.another_location("NIGHT")  # branches' clocks are kept in memory for a moment, by location
    night = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)  # 03:30 in Nairobi, still the day before
    order = placed(world, line("OIL", 1), location=other.code, ordered_at=night)
    assert SalesOrder.objects.get(pk=order.id).business_date == date(2026, 3, 2)
    assert order.number.startswith("SO-20260302-")


# --- counter sales -----------------------------------------------------------------------------------------------


def test_a_counter_sale_is_refused_where_the_goods_are_not_there(world: World) -> None:
    with nothing_changed():
        assert refused(place(world, draft(world, line("OIL", 101), counter_sale=True))).code == "stock_short"


def test_a_counter_sale_at_a_till_that_accepts_is_taken_flagged_and_told(world: World) -> None:
    till = world.another_location("TILL1", shortage_policy="accept")
    order = placed(world, line("OIL", 7), customer=None, location=till.code, counter_sale=True)
    assert (order.lifecycle, order.fulfillment, order.total) == ("closed", "full", "81.20")
    level = world.level("OIL", till)
    assert (level.on_hand, level.reserved, level.floor) == (-7, 0, -7)
    assert OrderPosting.objects.get(order_id=order.id).posting.is_oversold
    assert Alert.objects.get(kind="oversold").text == "OIL: 7 more promised or sold than there is"
    assert Event.objects.filter(type="StockOversold").count() == 1
    assert_ledger_proves_levels()
    assert sales_differences() == []


def test_a_promise_is_refused_even_where_tills_are_believed(world: World) -> None:
    till = world.another_location("TILL1", shortage_policy="accept")
    with nothing_changed():
        assert refused(place(world, draft(world, line("OIL", 1), location=till.code, confirm=True))).status == 409


@pytest.mark.parametrize("when_short", ["hold", "backorder"])
def test_a_counter_sale_hands_over_what_is_there_and_cannot_wait(world: World, when_short: str) -> None:
    with nothing_changed():
        refusal = refused(place(world, draft(world, line("OIL", 1), counter_sale=True, when_short=when_short)))
    assert refusal.data == {"field": "when_short"}


# --- versions ----------------------------------------------------------------------------------------------------


def test_a_step_on_another_version_is_refused_with_the_newest(world: World) -> None:
    order = placed(world, line("OIL", 1))
    with nothing_changed():
        refusal = refused(confirm(world, order.id, versions={order.id: 3}))
    assert (refusal.status, refusal.code, refusal.data) == (412, PreconditionFailed.code, {"version": 1})


def test_orders_cost_the_same_statements_whatever_their_lines(world: World) -> None:
    place(world, draft(world, line("OIL", 1)))  # the branch's clock is remembered from here on
    costs = []
    for count in (1, 10, 100):
        with CaptureQueriesContext(connection) as queries:
            place(world, draft(world, *[line("OIL", 1)] * count))
        costs.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))
    assert len(set(costs)) == 1
    assert OrderLine.objects.count() == 112
