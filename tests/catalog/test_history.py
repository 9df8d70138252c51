from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.test.utils import CaptureQueriesContext

from kontor.catalog.errors import ProductNotFound, VersionNotFound
from kontor.catalog.models import Category, ProductVersion
from kontor.catalog.operations import create_products, edit_product, put_products, set_sku_active
from kontor.catalog.queries import list_product_versions, product_as_of
from kontor.catalog.types import PackDraft, ProductDraft, ProductEdit, ProductPut, ProductState, SkuDraft, SkuEdit
from kontor.kernel.guards import install_guards
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db
EAN = "4006381333931"


@pytest.fixture
def world() -> World:
    return make_world()


def day(number: int) -> datetime:
    return NOW + timedelta(days=number)


def make(world: World, **values: Any) -> int:
    skus = (SkuDraft("OIL-1L", packs=(PackDraft("CASE", 12),)),)
    draft = ProductDraft("OIL", "Oil", world.tax_class.code, skus, **values)
    return create_products(drafts=[draft], actor=world.actor, now=day(0)).items[0].id


def as_of(world: World, product_id: int, at: datetime) -> ProductState:
    return product_as_of(product_id=product_id, at=at, actor=world.actor).product


def test_row_22_a_product_is_shown_as_it_stood_at_any_instant(world: World) -> None:
    food = Category.objects.create(name="Food")
    id_ = make(world, category_id=food.pk, brand="Mill")
    edit = ProductEdit(
        name="Fine oil",
        brand="Ridge",
        category_id=None,
        skus=(SkuEdit("OIL-1L", packs=(PackDraft("PALLET", 720, (EAN,)),)),),
        new_skus=(SkuDraft("OIL-5L"),),
    )
    edit_product(product_id=id_, version=1, edit=edit, actor=world.actor, now=day(2))
    set_sku_active(sku_codes=["OIL-5L"], is_active=False, actor=world.actor, now=day(4))
    away = ProductEdit(skus=(SkuEdit("OIL-1L", remove_barcodes=(EAN,)),))
    edit_product(product_id=id_, version=3, edit=away, actor=world.actor, now=day(6))

    first, second, third, last = (as_of(world, id_, day(number)) for number in (1, 3, 5, 7))
    assert (first.name, first.brand, first.category) == ("Oil", "Mill", "Food")
    assert [(pack.code, pack.factor) for pack in first.skus[0].packs] == [("EA", 1), ("CASE", 12)]
    assert (second.name, second.brand, second.category) == ("Fine oil", "Ridge", None)
    assert second.skus[0].packs[2].barcodes == (EAN,)
    assert [(sku.code, sku.is_active) for sku in second.skus] == [("OIL-1L", True), ("OIL-5L", True)]
    assert [(sku.code, sku.is_active) for sku in third.skus] == [("OIL-1L", True), ("OIL-5L", False)]
    assert last.skus[0].packs[2].barcodes == ()
    assert as_of(world, id_, day(2)) == second  # from the instant it was written
    assert as_of(world, id_, day(2) - timedelta(microseconds=1)) == first
    versions = list_product_versions(product_id=id_, actor=world.actor).items
    assert [(row.version, row.at, row.actor_id) for row in versions] == [
        (number, day(at), world.actor.id) for number, at in ((1, 0), (2, 2), (3, 4), (4, 6))
    ]


def test_row_22_nothing_is_told_of_a_time_before_the_product(world: World) -> None:
    id_ = make(world)
    with pytest.raises(VersionNotFound):
        as_of(world, id_, day(-1))
    with pytest.raises(ProductNotFound):
        as_of(world, id_ + 1, day(1))
    with pytest.raises(ProductNotFound):
        list_product_versions(product_id=id_ + 1, actor=world.actor)


def test_row_22_a_list_put_in_keeps_versions_of_what_it_changed_alone(world: World) -> None:
    rows = [ProductPut(code, "Name", world.tax_class.code) for code in ("A", "B", "C")]
    put_products(rows=rows, actor=world.actor, now=day(0))
    put_products(rows=[ProductPut("B", "Other"), rows[0]], actor=world.actor, now=day(1))
    put_products(rows=[ProductPut("C", "Never")], actor=world.actor, now=day(2), dry_run=True)
    kept = ProductVersion.objects.order_by("id").values_list("product__code", "version")
    assert list(kept) == [("A", 1), ("B", 1), ("C", 1), ("B", 2)]


def test_row_22_an_edit_that_is_refused_or_changes_nothing_keeps_no_version(world: World) -> None:
    id_ = make(world)
    edit_product(product_id=id_, version=1, edit=ProductEdit(name="Oil"), actor=world.actor, now=day(1))
    set_sku_active(sku_codes=["OIL-1L"], is_active=True, actor=world.actor, now=day(1))
    assert ProductVersion.objects.count() == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE catalog_productversion SET version = 9", "DELETE FROM catalog_productversion"]
)
def test_row_22_what_is_kept_cannot_be_changed(world: World, statement: str) -> None:
    make(world)
    install_guards()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_row_22_what_was_there_before_is_the_first_thing_known(world: World) -> None:
    sku = world.sku("OLD")
    loader = MigrationLoader(connection)
    begin = loader.get_migration("catalog", "0010_first_versions").operations[0]
    begin.code(loader.project_state(("catalog", "0010_first_versions")).apps, None)  # type: ignore[attr-defined]  # a RunPython
    (version,) = list_product_versions(product_id=sku.product_id, actor=world.actor).items
    assert (version.version, version.product.code, version.product.tax_class) == (1, "OLD", world.tax_class.code)
    assert [(pack.code, pack.factor) for pack in version.product.skus[0].packs] == [("EA", 1), ("CASE", 24)]


def test_history_costs_one_query_a_question(world: World) -> None:
    id_ = make(world)
    for ask in (lambda: as_of(world, id_, day(1)), lambda: list_product_versions(product_id=id_, actor=world.actor)):
        with CaptureQueriesContext(connection) as asked:
            ask()
        assert len(asked) == 1


def test_over_http_a_product_is_asked_for_as_it_stood(world: World) -> None:
    id_ = make(world)
    owner = client_of(make_key(make_user("owner")))
    path = f"/api/v1/products/{id_}"
    assert send(owner, "GET", f"{path}/as-of?at=2026-03-02T10:00:00Z").json()["product"]["name"] == "Oil"
    assert send(owner, "GET", f"{path}/as-of").json()["version"] == 1
    assert refusal(send(owner, "GET", f"{path}/as-of?at=2020-01-01T00:00:00Z")) == (404, "version_not_found")
    assert refusal(send(owner, "GET", f"{path}/as-of?at=yesterday")) == (422, "invalid_input")
    assert [row["version"] for row in send(owner, "GET", f"{path}/versions").json()["items"]] == [1]
