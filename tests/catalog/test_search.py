from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test.utils import CaptureQueriesContext

from kontor.catalog.models import Category, Product, SearchGram, SearchWord, SkuWord
from kontor.catalog.operations import (
    create_category,
    create_products,
    edit_category,
    edit_product,
    put_products,
    rebuild_search,
    set_sku_active,
)
from kontor.catalog.queries import search_categories, search_products
from kontor.catalog.types import (
    CategoryDraft,
    CategoryEdit,
    PackDraft,
    ProductDraft,
    ProductEdit,
    ProductPut,
    SkuDraft,
    SkuEdit,
)
from tests.calls import refusal, send
from tests.catalog.real_lists import wine_rows
from tests.people import client_of, make_key, make_user
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def put(world: World, code: str, name: str, **values: Any) -> None:
    row = ProductPut(code, name, world.tax_class.code, **values)
    assert put_products(rows=[row], actor=world.actor, now=NOW).refused == 0


def found(world: World, text: str, **asked: Any) -> list[str]:
    return [row.sku for row in search_products(text, actor=world.actor, **asked)]


@pytest.fixture
def goods(world: World) -> World:
    put(world, "OIL-1L", "Sunflower oil", brand="Valley Mill", barcodes=("0737628025602",), description="Cold pressed")
    put(world, "CHOC", "Chocolate spread", brand="Heinz")
    put(world, "MILK", "Milk chocolate", description="with sunflower lecithin")
    put(world, "TEA", "Green tea")
    return world


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        ("sunflower", ["OIL-1L", "MILK"]),  # a name before a description
        ("SUNFL", ["OIL-1L", "MILK"]),
        ("sunfolwer", ["OIL-1L", "MILK"]),
        ("sunflowr", ["OIL-1L", "MILK"]),
        ("sunflowwer", ["OIL-1L", "MILK"]),
        ("xunflower", ["OIL-1L", "MILK"]),
        ("flower", ["OIL-1L", "MILK"]),
        ("low", ["OIL-1L", "MILK"]),
        ("chocolate", ["MILK", "CHOC"]),  # as close in both, so the shorter name
        ("chocolate spread", ["CHOC", "MILK"]),
        ("spread choclate", ["CHOC", "MILK"]),
        ("choco heinz", ["CHOC", "MILK"]),
        ("hienz", ["CHOC"]),
        ("valley", ["OIL-1L"]),
        ("pressed", ["OIL-1L"]),
        ("oil-1l", ["OIL-1L"]),
        ("oil1l", ["OIL-1L"]),
        ("oil-1", ["OIL-1L"]),
        ("0737628025602", ["OIL-1L"]),
        ("737628025602", ["OIL-1L"]),
        ("00737628025602", ["OIL-1L"]),
        ("073762", ["OIL-1L"]),
        ("0737628025603", []),  # another digit is another article
        ("t", ["TEA"]),
        ("tae", []),  # three letters forgive nothing
        ("grén TEA", ["TEA"]),
        ("nothing of this", []),
        ("", []),
        (" -%_' ", []),
    ],
)
def test_goods_are_found_by_what_is_typed(goods: World, text: str, skus: list[str]) -> None:
    assert found(goods, text) == skus


def test_what_is_not_for_sale_is_told_apart_and_the_best_come_first(goods: World) -> None:
    set_sku_active(sku_codes=["CHOC"], is_active=False, actor=goods.actor, now=NOW)
    assert found(goods, "chocolate", is_active=True) == ["MILK"]
    assert found(goods, "chocolate", is_active=False) == ["CHOC"]
    assert found(goods, "chocolate", limit=1) == ["MILK"]


def test_three_queries_find_however_much_is_typed(goods: World) -> None:
    with CaptureQueriesContext(connection) as few:
        found(goods, "tea")
    with CaptureQueriesContext(connection) as many:
        found(goods, "sunflwer oil valley mill cold pressed chocolate")
    assert (len(few), len(many)) == (3, 3)


def test_every_way_to_write_a_product_lets_it_be_found(world: World) -> None:
    draft = ProductDraft("TEA", "Green tea", world.tax_class.code, (SkuDraft("TEA-50"), SkuDraft("TEA-100", "Big bag")))
    made = create_products(drafts=[draft], actor=world.actor, now=NOW).items[0]
    assert sorted(found(world, "green")) == ["TEA-100", "TEA-50"]
    edit_product(
        product_id=made.id,
        version=1,
        edit=ProductEdit(
            name="Black tea",
            brand="Ridge",
            skus=(SkuEdit("TEA-50", name="Small bag", packs=(PackDraft("EA", 1, ("4006381333931",)),)),),
            new_skus=(SkuDraft("TEA-500", "Sack"),),
        ),
        actor=world.actor,
        now=NOW,
    )
    assert found(world, "green") == []
    assert sorted(found(world, "black")) == sorted(found(world, "ridge")) == ["TEA-100", "TEA-50", "TEA-500"]
    assert found(world, "4006381333931") == ["TEA-50"]
    edit = ProductEdit(skus=(SkuEdit("TEA-50", remove_barcodes=("4006381333931",)),))
    edit_product(product_id=made.id, version=2, edit=edit, actor=world.actor, now=NOW)
    assert found(world, "4006381333931") == []
    put(world, "OIL", "Oil")
    put(world, "OIL", "Vinegar")
    assert (found(world, "vinegar"), found(world, "oil")) == (["OIL"], ["OIL"])  # it keeps its code


def test_what_did_not_change_is_not_written_again(goods: World) -> None:
    before = list(SkuWord.objects.order_by("pk").values_list("pk", "weight"))
    put(goods, "TEA", "Green tea", weight_grams=50)
    with CaptureQueriesContext(connection) as asked:
        put(goods, "TEA", "Green tea", weight_grams=60)
    assert [query["sql"] for query in asked if "INTO catalog_skuword" in query["sql"]] == []
    assert list(SkuWord.objects.order_by("pk").values_list("pk", "weight")) == before


def test_a_rebuild_brings_back_what_is_missing_and_forgets_what_nobody_has(goods: World) -> None:
    before = [list(model.objects.order_by("pk").values_list()) for model in (SearchGram, SkuWord)]
    put(goods, "TEA", "Whisky")
    put(goods, "TEA", "Green tea")
    assert SearchWord.objects.filter(word="whisky").exists()
    SkuWord.objects.filter(word="chocolate").delete()
    SkuWord.objects.filter(word="tea").update(weight=1)
    assert rebuild_search(actor=goods.actor) == 4
    assert [list(model.objects.order_by("pk").values_list()) for model in (SearchGram, SkuWord)] == before
    assert not SearchWord.objects.filter(word="whisky").exists()
    assert found(goods, "chocolate") == ["MILK", "CHOC"]


def test_the_migration_fills_what_was_there_before_as_the_operations_would(goods: World) -> None:
    tables = (SearchWord, SearchGram, SkuWord)
    before = [list(model.objects.order_by("pk").values_list()) for model in tables]
    for model in tables:
        model.objects.all().delete()
    loader = MigrationLoader(connection)
    fill = loader.get_migration("catalog", "0006_fill_search_words").operations[0]
    fill.code(loader.project_state(("catalog", "0006_fill_search_words")).apps, None)  # type: ignore[attr-defined]  # a RunPython
    assert [list(model.objects.order_by("pk").values_list()) for model in tables] == before


def test_a_real_list_is_found_with_an_error_in_any_long_word(world: World) -> None:
    rows = wine_rows(world.tax_class.code)
    put_products(rows=rows, actor=world.actor, now=NOW, make_categories=True)
    missed = [
        (row.code, typed)
        for row in rows
        for word in str(row.name).split()
        if word.isalpha() and len(word) >= 5
        for typed in (word[:2] + word[3:], word[:1] + word[2] + word[1] + word[3:])
        if row.code not in found(world, typed, limit=75)
    ]
    assert missed == []


def test_categories_are_found_with_an_error_and_tell_their_way(world: World) -> None:
    food = create_category(draft=CategoryDraft("Food"), actor=world.actor, now=NOW)
    drinks = create_category(draft=CategoryDraft("Soft drinks", food.id), actor=world.actor, now=NOW)
    create_category(draft=CategoryDraft("Drinking glasses"), actor=world.actor, now=NOW)
    hits = search_categories("drniks", actor=world.actor)
    assert [(hit.id, hit.path) for hit in hits] == [(drinks.id, ("Food", "Soft drinks"))]
    assert [hit.name for hit in search_categories("drin", actor=world.actor)] == ["Soft drinks", "Drinking glasses"]
    assert search_categories("", actor=world.actor) == search_categories("wine", actor=world.actor) == []
    edit_category(category_id=drinks.id, version=1, edit=CategoryEdit(name="Water"), actor=world.actor, now=NOW)
    assert search_categories("drniks", actor=world.actor) == []
    assert Category.objects.count() == 3


def test_over_http_goods_and_categories_are_found(goods: World) -> None:
    owner = client_of(make_key(make_user("owner")))
    answer = send(owner, "GET", "/api/v1/products/search?q=sunflwer&active=true&limit=1")
    product = Product.objects.get(code="OIL-1L")
    (hit,) = answer.json()["items"]
    assert (answer.status_code, hit["sku"], hit["product_id"], hit["unit"]) == (200, "OIL-1L", product.pk, "EA")
    assert send(owner, "GET", "/api/v1/products/search").json() == {"items": []}
    assert refusal(send(owner, "GET", "/api/v1/products/search?q=a&limit=101")) == (422, "invalid_input")
    create_category(draft=CategoryDraft("Oils"), actor=goods.actor, now=NOW)
    assert send(owner, "GET", "/api/v1/categories/search?q=oil").json()["items"][0]["path"] == ["Oils"]
