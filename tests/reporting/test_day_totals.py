from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from kontor.catalog.operations import edit_product
from kontor.catalog.operations.keep_versions import keep_versions
from kontor.catalog.types import ProductEdit, SkuEdit
from kontor.reporting.operations import count_documents
from kontor.sales.models import SalesPolicy
from kontor.sales.types import AmendLine, OrderAmendment
from tests.reporting.counting_days import deliver, placed_at, reverse, total
from tests.sales.orders import amend, cancel, confirm, confirmed, line, make_shop, placed, ship
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def world() -> World:
    """OIL weighs 900 g and costs 5.00, nobody weighed RICE; both sell at 10.00 and 16 % tax."""
    world = make_shop()
    world.skus["OIL"].weight_grams = 900
    world.skus["OIL"].save()
    return world


def test_each_step_of_an_order_counts_on_its_own_day(world: World) -> None:
    order = placed(world, line("OIL", 10), line("RICE", 2))
    confirm(world, order.id, now=NOW + timedelta(days=1))
    ship(world, order.id, (1, 4), now=NOW + timedelta(days=2))
    ship(world, order.id, now=NOW + timedelta(days=3))
    deliver()
    assert total(world) == {"orders_placed": 1, "ordered_minor": 13920}
    assert total(world, TOMORROW) == {"orders_confirmed": 1}
    first = {"shipped_units": 4, "shipped_grams": 3600, "shipped_cost_minor": 2000}
    assert total(world, date(2026, 3, 4)) == first
    last = {"orders_shipped": 1, "shipped_units": 8, "shipped_grams": 5400, "shipped_cost_minor": 4000}
    assert total(world, date(2026, 3, 5)) == last


def test_a_counter_sale_is_no_order_but_takes_goods_from_stock(world: World) -> None:
    placed(world, line("OIL", 3), counter_sale=True, customer=None)
    deliver()
    goods = {"shipped_units": 3, "shipped_grams": 2700, "shipped_cost_minor": 1500}
    assert total(world) == {"counter_sales": 1, "counter_minor": 3480, **goods}


def test_an_order_whose_goods_are_issued_early_is_no_counter_sale(world: World) -> None:
    SalesPolicy.objects.update_or_create(business=world.business, defaults={"deduct_at": "place"})
    order = confirmed(world, line("OIL", 3))
    ship(world, order.id, now=NOW + timedelta(minutes=1))
    deliver()
    goods = {"shipped_units": 3, "shipped_grams": 2700, "shipped_cost_minor": 1500}
    steps = {"orders_placed": 1, "orders_confirmed": 1, "orders_shipped": 1}
    assert total(world) == {**steps, "ordered_minor": 3480, **goods}


def test_a_cancelled_order_stays_placed_but_is_no_longer_ordered(world: World) -> None:
    first, _second = confirmed(world, line("OIL", 10)), confirmed(world, line("OIL", 1))
    deliver()
    assert total(world) == {"orders_placed": 2, "orders_confirmed": 2, "ordered_minor": 12_760}
    cancel(world, first.id, now=NOW + timedelta(days=1))
    deliver()
    assert total(world) == {"orders_placed": 2, "orders_confirmed": 2, "ordered_minor": 1160}
    assert total(world, TOMORROW) == {"orders_cancelled": 1}


def test_an_amended_order_counts_as_it_now_stands(world: World) -> None:
    order = placed(world, line("OIL", 10))
    deliver()
    amend(world, order, OrderAmendment(lines=(AmendLine(position=1, quantity=4),)))
    deliver()
    assert total(world) == {"orders_placed": 1, "ordered_minor": 4640}


def test_goods_given_back_before_they_left_are_taken_off_again(world: World) -> None:
    SalesPolicy.objects.update_or_create(business=world.business, defaults={"deduct_at": "confirm"})
    order = confirmed(world, line("OIL", 10))
    deliver()
    assert total(world)["shipped_units"] == 10
    cancel(world, order.id)
    deliver()
    assert total(world) == {"orders_placed": 1, "orders_confirmed": 1, "orders_cancelled": 1}


def test_a_reversal_counts_on_its_own_day_and_takes_nothing_off_what_was_shipped(world: World) -> None:
    order = placed(world, line("OIL", 3), counter_sale=True)
    reverse(world, order, 2, now=NOW + timedelta(days=1))
    deliver()
    assert total(world)["shipped_units"] == 3
    assert total(world, TOMORROW) == {"sales_reversed": 1, "reversed_minor": 2320}


def test_the_branchs_clock_and_cut_over_say_which_day_it_is(world: World) -> None:
    world.branch.time_zone, world.branch.day_starts_at = "Africa/Lusaka", time(4, 0)
    world.branch.save()
    night = datetime(2026, 3, 3, 1, 59, tzinfo=UTC)  # 03:59 in Lusaka
    for at in (night, night + timedelta(minutes=1)):
        order = placed_at(world, at, line("OIL", 1))
        confirm(world, order.id, now=at)
    deliver()
    assert total(world, date(2026, 3, 2)) == {"orders_placed": 1, "orders_confirmed": 1, "ordered_minor": 1160}
    assert total(world, date(2026, 3, 3)) == {"orders_placed": 1, "orders_confirmed": 1, "ordered_minor": 1160}


def test_a_cut_over_moved_later_moves_no_figure_that_was_seen(world: World) -> None:
    order = confirmed(world, line("OIL", 1))
    deliver()
    world.branch.day_starts_at = time(12, 0)  # 09:30 would now be the day before
    world.branch.save()
    cancel(world, order.id, now=NOW + timedelta(hours=6))
    deliver()
    assert total(world) == {"orders_placed": 1, "orders_confirmed": 1, "orders_cancelled": 1}
    assert total(world, TODAY - timedelta(days=1)) == {}


def test_a_weight_corrected_later_moves_no_figure_of_the_past(world: World) -> None:
    product = world.skus["OIL"].product
    keep_versions([product.pk], actor=world.actor, now=NOW - timedelta(days=1))
    order = placed(world, line("OIL", 10), confirm=True)
    ship(world, order.id, (1, 4))
    edit = ProductEdit(skus=(SkuEdit(code="OIL", weight_grams=1000),))
    edit_product(product_id=product.pk, version=1, edit=edit, actor=world.actor, now=NOW + timedelta(hours=1))
    ship(world, order.id, now=NOW + timedelta(days=1))
    deliver()
    assert total(world)["shipped_grams"] == 4 * 900
    assert total(world, TOMORROW)["shipped_grams"] == 6 * 1000


def test_nothing_to_count_touches_nothing(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]  # pytest-django's fixture
        assert count_documents() == []
