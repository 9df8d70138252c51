from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from kontor.catalog.models import Product
from kontor.catalog.operations.index_words import index_words
from kontor.inventory.answers import StockAt
from kontor.inventory.errors import SkuUnknown
from kontor.inventory.queries.stock import list_stock, stock_as_believed, stock_as_known, stock_of_sku
from kontor.inventory.sql.stock_pages import StockFilters
from kontor.inventory.types import LineRequest
from tests.inventory.desk import another_branch, at_branches, receive, without
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db
EVERYTHING = StockFilters()


@pytest.fixture
def world() -> World:
    world = make_world()
    for code in ("RICE", "OIL", "TEA 50%"):
        world.sku(code)
    receive(world, ("OIL", 100, "4"), ("RICE", 10, "2.50"), ("TEA 50%", 7, "1"))
    world.post(world.line("OIL", reserved=30), kind="reservation")
    return world


def skus(world: World, **wanted: object) -> list[str]:
    filters = StockFilters(**wanted)  # type: ignore[arg-type]  # tests pass what fits
    return [row.sku for row in list_stock(actor=world.actor, filters=filters, cursor=None, limit=50).items]


def test_the_list_shows_each_level_with_what_is_available_and_its_cost(world):
    (oil, *_), cursor = list_stock(actor=world.actor, filters=EVERYTHING, cursor=None, limit=50).items, None
    assert cursor is None
    assert (oil.sku, oil.unit, oil.location) == ("OIL", "EA", world.location.code)
    assert (oil.on_hand, oil.reserved, oil.available) == (100, 30, 70)
    assert (oil.average_cost, oil.value, oil.is_low) == ("4.00", "400.00", False)


def test_the_list_is_narrowed_by_location_sku_text_and_lowness(world):
    world.another_location("SHOP")
    level = world.level("OIL")
    level.reorder_point = 70
    level.save()
    assert skus(world) == ["OIL", "RICE", "TEA 50%"]
    assert skus(world, location="SHOP") == []
    assert skus(world, branch=world.branch.code, sku="RICE") == ["RICE"]
    assert skus(world, text="oduct ri") == ["RICE"]
    assert skus(world, text="50%") == ["TEA 50%"]
    assert skus(world, text="50% rice") == ["RICE", "TEA 50%"]  # each has one of the words
    assert skus(world, text="%%") == []
    assert skus(world, text="vinegar") == []
    assert skus(world, text="rice", location="SHOP") == []
    assert skus(world, text="product", only_low=True) == ["OIL"]
    assert skus(world, only_low=True) == ["OIL"]
    assert skus(world, sku="rice") == []


def test_row_65_stock_is_found_in_spite_of_a_typing_error_the_best_first(world):
    for code in ("AAA sunflower", "SUNFLOWER", "ZZZ"):
        world.sku(code)
        world.receive(code, 1)
    Product.objects.filter(code="ZZZ").update(description="pressed from sunflowers")
    with transaction.atomic():
        index_words([Product.objects.get(code="ZZZ").pk])
    assert skus(world, text="sunflwoer")[:2] == ["SUNFLOWER", "AAA sunflower"]
    assert skus(world, text="sunflower") == ["SUNFLOWER", "AAA sunflower", "ZZZ"]
    assert skus(world, text="aaa sunflower") == ["AAA sunflower"]


def test_pages_of_what_was_found_follow_each_other_without_gap_or_repeat(world):
    shop = world.another_location("SHOP")
    for code in ("RICE", "OIL"):
        world.post(LineRequest(shop.pk, world.skus[code].pk, 3, unit_cost_micros=1_000_000))
    filters, seen, cursor = StockFilters(text="product"), [], None
    for _ in range(6):
        page = list_stock(actor=world.actor, filters=filters, cursor=cursor, limit=1)
        seen += [(row.sku, row.location) for row in page.items]
        if page.next_cursor is None:
            break
        cursor = int(page.next_cursor)
    everything = list_stock(actor=world.actor, filters=filters, cursor=None, limit=50).items
    assert seen == [(row.sku, row.location) for row in everything]
    assert len(set(seen)) == 5


def test_pages_follow_each_other_without_gap_or_repeat(world):
    seen, cursor = [], None
    for _ in range(3):
        page = list_stock(actor=world.actor, filters=EVERYTHING, cursor=cursor, limit=1)
        seen += [row.sku for row in page.items]
        cursor = int(page.next_cursor) if page.next_cursor else None
    assert (seen, cursor) == (["OIL", "RICE", "TEA 50%"], None)


def test_another_branchs_stock_is_neither_listed_nor_summed(world):
    side = another_branch(world)
    place = world.another_location("SIDE", branch=side)
    both = replace(world, actor=at_branches(world, world.branch, side), location=place, branch=side)
    receive(both, ("OIL", 5, "4"))
    assert skus(world, sku="OIL") == ["OIL"]
    assert stock_of_sku(actor=world.actor, sku="OIL").on_hand == 100
    together = stock_of_sku(actor=both.actor, sku="OIL")
    assert (together.on_hand, together.reserved, together.available) == (105, 30, 75)
    assert [(row.location, row.branch, row.on_hand) for row in together.locations] == [
        (world.location.code, world.branch.code, 100),
        ("SIDE", side.code, 5),
    ]


def test_an_unknown_sku_is_not_found_and_a_known_one_without_stock_is_empty(world):
    with pytest.raises(SkuUnknown):
        stock_of_sku(actor=world.actor, sku="NOPE")
    nothing = stock_of_sku(actor=make_world().actor, sku="OIL")
    assert (nothing.on_hand, list(nothing.locations)) == (0, [])


def test_costs_are_hidden_from_those_without_the_right_to_see_them(world):
    clerk = without(world.actor, "costs.read")
    assert {row.value for row in list_stock(actor=clerk, filters=EVERYTHING, cursor=None, limit=50).items} == {None}
    assert [row.average_cost for row in stock_of_sku(actor=clerk, sku="OIL").locations] == [None]
    assert {row.value for row in stock_as_known(actor=clerk, at=NOW)} == {None}


def test_what_was_known_then_is_not_what_is_believed_now(world):
    fifth, seventh = NOW + timedelta(days=3), NOW + timedelta(days=5)
    receive(world, ("RICE", 6, "2.50"), at=fifth, now=seventh)  # happened on the 5th, entered on the 7th
    only = StockFilters(sku="RICE")
    place = world.location.code
    assert stock_as_known(actor=world.actor, at=fifth, filters=only) == [StockAt("RICE", place, 10, 0, "25.00")]
    assert stock_as_believed(actor=world.actor, at=fifth, filters=only) == [StockAt("RICE", place, 16, 0, "40.00")]
    assert stock_as_known(actor=world.actor, at=seventh, filters=only) == stock_as_believed(
        actor=world.actor, at=fifth, filters=only
    )


def test_other_days_are_told_for_every_level_that_held_something(world):
    place = world.location.code
    assert stock_as_known(actor=world.actor, at=NOW) == [
        StockAt("OIL", place, 100, 30, "400.00"),
        StockAt("RICE", place, 10, 0, "25.00"),
        StockAt("TEA 50%", place, 7, 0, "7.00"),
    ]
    assert stock_as_known(actor=world.actor, at=NOW - timedelta(days=1)) == []
    assert stock_as_known(actor=make_world().actor, at=NOW) == []


@pytest.mark.parametrize("more", [0, 10])
def test_lists_cost_one_query_whatever_they_hold(world, more, django_assert_num_queries):
    for number in range(more):
        world.sku(f"S{number}")
        world.receive(f"S{number}", 1)
    with django_assert_num_queries(1):
        list_stock(actor=world.actor, filters=EVERYTHING, cursor=None, limit=50)
    with django_assert_num_queries(1):
        stock_as_known(actor=world.actor, at=NOW)
