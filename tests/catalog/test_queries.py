from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.catalog.errors import ProductNotFound
from kontor.catalog.models import Category
from kontor.catalog.operations import create_products, set_sku_active
from kontor.catalog.queries import (
    PackFound,
    ProductFilter,
    list_categories,
    list_products,
    list_tax_classes,
    packs_by_barcode,
    packs_of_skus,
    product_detail,
    sku_ids_by_code,
    tax_class_ids_by_code,
)
from kontor.catalog.types import PackDraft, ProductDraft, SkuDraft, SkuItem, Type
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db

UPC, BOTTLE = "614141000036", "4006381333931"


@pytest.fixture
def world() -> World:
    """OIL (two SKUs, below Food > Oils), RICE (below Food), FREIGHT (a service, in no category, not for sale)."""
    world = make_world()
    food = Category.objects.create(name="Food")
    oils = Category.objects.create(name="Oils", parent=food)
    litre = SkuDraft(
        code="OIL-1L", name="Olive oil 1 l", packs=(PackDraft("EA", 1, (BOTTLE,)), PackDraft("CASE", 12, (UPC,)))
    )
    drafts = [
        product(world, "OIL", "Olive oil", oils.pk, litre, SkuDraft(code="OIL-5L", name="Canister")),
        product(world, "RICE", "Basmati Rice", food.pk, SkuDraft(code="RICE")),
        product(world, "FREIGHT", "Freight", None, SkuDraft(code="FREIGHT"), type_="service"),
    ]
    create_products(drafts=drafts, actor=world.actor, now=NOW)
    set_sku_active(sku_codes=["FREIGHT", "OIL-5L"], is_active=False, actor=world.actor, now=NOW)
    return world


def product(
    world: World, code: str, name: str, category_id: int | None, *skus: SkuDraft, type_: Type = "finished"
) -> ProductDraft:
    return ProductDraft(
        code=code, name=name, tax_class=world.tax_class.code, skus=skus, category_id=category_id, type=type_
    )


def codes(world: World, **wanted: Any) -> list[str]:
    return [item.code for item in list_products(actor=world.actor, wanted=ProductFilter(**wanted)).items]


def test_a_listed_product_shows_its_category_tax_class_and_skus(world: World) -> None:
    oil = list_products(actor=world.actor, wanted=ProductFilter()).items[0]
    assert (oil.code, oil.name, oil.type, oil.category, oil.tax_class) == (
        "OIL", "Olive oil", "finished", "Oils", world.tax_class.code,
    )  # fmt: skip
    assert oil.version == 2
    ids = sku_ids_by_code(["OIL-1L", "OIL-5L"])
    assert oil.skus == (
        SkuItem(ids["OIL-1L"], "OIL-1L", "Olive oil 1 l", "EA", True),
        SkuItem(ids["OIL-5L"], "OIL-5L", "Canister", "EA", False),
    )


def test_pages_follow_each_other_by_id_until_none_is_left(world: World) -> None:
    first = list_products(actor=world.actor, wanted=ProductFilter(), limit=2)
    assert [item.code for item in first.items] == ["OIL", "RICE"]
    assert first.next_cursor == str(first.items[1].id)
    second = list_products(actor=world.actor, wanted=ProductFilter(), after=int(first.next_cursor), limit=2)
    assert ([item.code for item in second.items], second.next_cursor) == (["FREIGHT"], None)
    exact = list_products(actor=world.actor, wanted=ProductFilter(), limit=3)
    assert (len(exact.items), exact.next_cursor) == (3, None)


def test_a_category_shows_what_stands_below_it_too(world: World) -> None:
    food, oils = Category.objects.order_by("id")
    assert codes(world, category_id=food.pk) == ["OIL", "RICE"]
    assert codes(world, category_id=oils.pk) == ["OIL"]
    assert codes(world, category_id=10**9) == []


def test_a_product_is_active_while_one_of_its_skus_is_for_sale(world: World) -> None:
    assert codes(world, is_active=True) == ["OIL", "RICE"]
    assert codes(world, is_active=False) == ["FREIGHT"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("OIL-5", ["OIL"]),
        ("RI", ["RICE"]),
        ("basmati", ["RICE"]),
        ("canister", ["OIL"]),
        (" olive OIL ", ["OIL"]),
        ("406381", []),
        ("400638", ["OIL"]),
        (BOTTLE, ["OIL"]),
        (f"0{UPC}", ["OIL"]),
        ("%", []),
        ("_", []),
        ("", ["OIL", "RICE", "FREIGHT"]),
    ],
)
def test_search_finds_codes_and_barcodes_by_their_start_and_names_by_a_part(
    world: World, search: str, found: list[str]
) -> None:
    assert codes(world, search=search) == found


def test_filters_hold_together(world: World) -> None:
    food = Category.objects.get(name="Food")
    assert codes(world, category_id=food.pk, is_active=True, search="rice") == ["RICE"]
    assert codes(world, category_id=food.pk, is_active=False, search="rice") == []


def test_the_detail_shows_packs_and_barcodes(world: World) -> None:
    listed = list_products(actor=world.actor, wanted=ProductFilter()).items[0]
    oil = product_detail(product_id=listed.id, actor=world.actor)
    assert [(pack.code, pack.factor, pack.barcodes) for pack in oil.skus[0].packs] == [
        ("EA", 1, (BOTTLE,)),
        ("CASE", 12, (UPC,)),
    ]
    assert [(pack.code, pack.factor, pack.barcodes) for pack in oil.skus[1].packs] == [("EA", 1, ())]
    assert (oil.skus[1].is_active, oil.skus[1].is_stocked, oil.skus[1].version) == (False, True, 2)


def test_an_unknown_product_is_not_found(world: World) -> None:
    with pytest.raises(ProductNotFound):
        product_detail(product_id=10**9, actor=world.actor)


def queries(read: Callable[..., object], **asked: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        read(**asked)
    return len(captured)


def test_lists_cost_the_same_queries_whatever_their_length(world: World) -> None:
    active = ProductFilter(search="i", is_active=True)
    assert queries(list_products, actor=world.actor, wanted=active, limit=1) == 2
    assert queries(list_products, actor=world.actor, wanted=active, limit=500) == 2
    below = ProductFilter(category_id=Category.objects.get(name="Food").pk)
    assert queries(list_products, actor=world.actor, wanted=below) == 3
    oil = list_products(actor=world.actor, wanted=below).items[0]
    assert queries(product_detail, actor=world.actor, product_id=oil.id) == 4
    assert queries(list_categories, actor=world.actor) == 1
    assert queries(list_tax_classes, actor=world.actor) == 1


def test_categories_and_tax_classes_come_in_pages(world: World) -> None:
    page = list_categories(actor=world.actor, limit=1)
    assert [item.name for item in page.items] == ["Food"]
    rest = list_categories(actor=world.actor, after=int(page.next_cursor or 0), limit=1)
    assert ([item.name for item in rest.items], rest.next_cursor) == (["Oils"], None)
    assert [item.code for item in list_tax_classes(actor=world.actor).items] == [world.tax_class.code]


def test_codes_lead_to_ids_and_unknown_ones_are_left_out(world: World) -> None:
    assert set(sku_ids_by_code(["OIL-1L", "oil-1l", "none"])) == {"OIL-1L"}
    assert tax_class_ids_by_code([world.tax_class.code, "none"]) == {world.tax_class.code: world.tax_class.pk}
    found = packs_of_skus(["OIL-1L", "none"])
    assert [(row.sku, row.base_unit, row.pack, row.factor) for row in found] == [
        ("OIL-1L", "EA", "EA", 1),
        ("OIL-1L", "EA", "CASE", 12),
    ]
    assert all(isinstance(row, PackFound) for row in found)


def test_a_barcode_is_found_with_or_without_the_zero_a_scanner_puts_before_it(world: World) -> None:
    found = packs_by_barcode([BOTTLE, UPC, f"0{UPC}", "96385074", "9" * 30])
    assert {code: (pack.sku, pack.pack, pack.factor) for code, pack in found.items()} == {
        BOTTLE: ("OIL-1L", "EA", 1),
        UPC: ("OIL-1L", "CASE", 12),
        f"0{UPC}": ("OIL-1L", "CASE", 12),
    }
