from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.access.models import AuditRecord
from kontor.catalog.errors import ProductInvalid
from kontor.catalog.models import SKU, Barcode, Category, Pack, Product
from kontor.catalog.operations import create_products, put_products
from kontor.catalog.types import PackDraft, ProductDraft, ProductPut, PutProducts, SkuDraft
from kontor.kernel.wire import RequestKey
from tests.calls import refusal, send
from tests.catalog.real_lists import barcode_rows, batches, wine_rows
from tests.people import client_of, make_key, make_user
from tests.world import NOW, World, everything, make_world

pytestmark = pytest.mark.django_db

EAN = "4006381333931"
UPC = "036000291452"


@pytest.fixture
def world() -> World:
    return make_world()


def put(world: World, *rows: ProductPut, **asked: Any) -> PutProducts:
    return put_products(rows=rows, actor=world.actor, now=NOW, **asked)


def oil(world: World, **values: Any) -> ProductPut:
    return ProductPut(**{"code": "OIL", "name": "Oil", "tax_class": world.tax_class.code, **values})


def verdicts(answer: PutProducts) -> list[tuple[str, str | None]]:
    return [(item.verdict, item.field) for item in answer.items]


def counts(answer: PutProducts) -> tuple[int, int, int, int]:
    return answer.created, answer.updated, answer.unchanged, answer.refused


def test_a_new_product_gets_its_one_sku_its_packs_and_barcodes(world: World) -> None:
    row = oil(
        world,
        brand="Mill",
        category=("Food", "Oils"),
        packaging_unit="bq",
        quantity_unit="L",
        weight_grams=920,
        packs=(PackDraft("CASE", 12, (UPC,)),),
        barcodes=(EAN,),
        is_active=False,
        description="Cold pressed",
    )
    answer = put(world, row, make_categories=True)
    assert (counts(answer), answer.categories_made) == ((1, 0, 0, 0), 2)
    product = Product.objects.get(code="OIL")
    assert (product.brand, product.packaging_unit, product.quantity_unit) == ("Mill", "BQ", "LTR")
    assert (product.type, product.description, product.version) == ("finished", "Cold pressed", 1)
    assert list(Category.objects.order_by("id").values_list("name", "parent__name")) == [
        ("Food", None),
        ("Oils", "Food"),
    ]
    assert product.category == Category.objects.get(name="Oils")
    assert answer.items[0].id == product.pk
    sku = SKU.objects.get(product=product)
    assert (sku.code, sku.name, sku.base_unit, sku.weight_grams) == ("OIL", "Oil", "EA", 920)
    assert (sku.is_active, sku.is_stocked) == (False, True)
    assert list(Pack.objects.order_by("id").values_list("code", "factor")) == [("EA", 1), ("CASE", 12)]
    assert dict(Barcode.objects.values_list("code", "pack__code")) == {EAN: "EA", UPC: "CASE"}
    assert put(world, row).items[0].verdict == "unchanged"


def test_rows_are_made_changed_left_alone_and_refused_one_by_one(world: World) -> None:
    put(world, oil(world), oil(world, code="TEA", name="Tea", barcodes=(EAN,)))
    answer = put(
        world,
        oil(world, name="Fine oil", packs=(PackDraft("CASE", 6),)),
        ProductPut("TEA"),
        oil(world, code="NEW", name="New"),
        ProductPut("TWO", "No tax class"),
        ProductPut("SIX", tax_class=world.tax_class.code),
        oil(world, code="BAD", barcodes=("4006381333932",)),
        oil(world, code="TWICE", barcodes=("0" + EAN,)),
        oil(world, code="CAT", category=("Nowhere",)),
        oil(world, code="UNIT", packaging_unit="ZZ"),
        oil(world, code="TYPE", type="imaginary"),
        oil(world, code="TAX", tax_class="NONE"),
        oil(world, code="HEAVY", weight_grams=-1),
        oil(world, code=" "),
    )
    assert verdicts(answer) == [
        ("updated", None), ("unchanged", None), ("created", None), ("refused", "tax_class"), ("refused", "name"),
        ("refused", "barcodes"), ("refused", "barcodes"), ("refused", "category"), ("refused", "packaging_unit"),
        ("refused", "type"), ("refused", "tax_class"), ("refused", "weight_grams"), ("refused", "code"),
    ]  # fmt: skip
    assert counts(answer) == (1, 1, 1, 10)
    assert "TEA EA" in str(answer.items[6].reason)
    stored = Product.objects.order_by("code").values_list("code", "name", "version")
    assert list(stored) == [("NEW", "New", 1), ("OIL", "Fine oil", 2), ("TEA", "Tea", 1)]
    assert dict(SKU.objects.values_list("code", "name")) == {"NEW": "New", "OIL": "Fine oil", "TEA": "Tea"}


def test_what_stock_and_orders_rest_on_does_not_change(world: World) -> None:
    put(world, oil(world, packs=(PackDraft("CASE", 12),)))
    before = everything()
    answer = put(world, oil(world, type="service"))
    answer2 = put(world, oil(world, base_unit="L"))
    answer3 = put(world, oil(world, packs=(PackDraft("CASE", 24),)))
    answer4 = put(world, oil(world, packs=(PackDraft("EA", 2),)))
    assert [verdicts(one)[0] for one in (answer, answer2, answer3, answer4)] == [
        ("refused", "type"), ("refused", "base_unit"), ("refused", "packs"), ("refused", "factor"),
    ]  # fmt: skip
    assert everything() == before


def test_a_product_with_other_skus_is_left_to_those_who_edit_it(world: World) -> None:
    skus = (SkuDraft("OIL-1L"), SkuDraft("OIL"))
    draft = ProductDraft(code="OIL", name="Oil", tax_class=world.tax_class.code, skus=skus)
    create_products(drafts=[draft], actor=world.actor, now=NOW)
    assert verdicts(put(world, oil(world, name="X"), oil(world, code="OIL-1L"))) == [
        ("refused", "code"), ("refused", "code"),
    ]  # fmt: skip
    assert list(Product.objects.values_list("code", "name")) == [("OIL", "Oil")]


def test_a_code_that_comes_again_is_unchanged_if_it_says_the_same(world: World) -> None:
    answer = put(world, oil(world), oil(world), oil(world, name="Other"))
    assert verdicts(answer) == [("created", None), ("unchanged", None), ("refused", "code")]
    assert answer.items[0].id == answer.items[1].id
    assert Product.objects.count() == 1


def test_a_barcode_in_the_same_list_goes_to_the_first(world: World) -> None:
    rows = [oil(world, barcodes=(EAN,)), oil(world, code="B", barcodes=("0" + EAN,)), oil(world, code="C")]
    assert verdicts(put(world, *rows)) == [("created", None), ("refused", "barcodes"), ("created", None)]
    more = oil(world, code="C", packs=(PackDraft("CASE", 6, (UPC,)),), barcodes=(UPC,))
    assert verdicts(put(world, more)) == [("refused", "barcodes")]


def test_a_refused_row_makes_no_category_and_takes_no_barcode(world: World) -> None:
    answer = put(
        world,
        oil(world, category=("Food",), barcodes=(EAN,), packs=(PackDraft("CASE", 0),)),
        oil(world, code="B", barcodes=(EAN,)),
        make_categories=True,
    )
    assert (verdicts(answer), answer.categories_made) == ([("refused", "factor"), ("created", None)], 0)
    assert Category.objects.count() == 0


def test_categories_are_made_once_and_a_product_leaves_them_again(world: World) -> None:
    rows = [oil(world, category=("Food", "Oils")), oil(world, code="B", category=("Food", "Tea"))]
    assert put(world, *rows, make_categories=True).categories_made == 3
    assert put(world, *rows, make_categories=True).categories_made == 0
    assert verdicts(put(world, oil(world, category=None), oil(world, code="B", category=()))) == [
        ("updated", None), ("refused", "category"),
    ]  # fmt: skip
    assert Product.objects.get(code="OIL").category_id is None


def test_a_sku_with_a_name_of_its_own_keeps_it(world: World) -> None:
    put(world, oil(world))
    SKU.objects.update(name="Oil, 1 l")
    assert put(world, oil(world, name="Fine oil")).updated == 1
    assert SKU.objects.get().name == "Oil, 1 l"


def test_a_dry_run_tells_all_and_writes_nothing(world: World) -> None:
    before = everything()
    answer = put(world, oil(world, category=("Food",)), ProductPut("B"), dry_run=True, make_categories=True)
    assert (counts(answer), answer.categories_made) == ((1, 0, 0, 1), 1)
    assert answer.items[0].id is None
    assert everything() == before


def test_the_same_key_answers_the_same_and_too_many_rows_are_refused(world: World) -> None:
    key = RequestKey(1, "k", "f")
    first = put(world, oil(world), key=key)
    assert put(world, oil(world), key=key) == first
    assert first.created == 1
    with pytest.raises(ProductInvalid):
        put(world, *[oil(world, code=f"X{n}") for n in range(5_001)])
    assert Product.objects.count() == 1


def test_what_changed_is_told_in_the_audit_trail(world: World) -> None:
    put(world, oil(world))
    put(world, oil(world, name="Fine oil", weight_grams=5, packs=(PackDraft("CASE", 6, (UPC,)),)))
    assert json.loads(AuditRecord.objects.filter(action="product.put").latest("id").diff) == {
        "name": ["Oil", "Fine oil"],
        "OIL.weight_grams": [None, 5],
        "OIL.name": ["Oil", "Fine oil"],
        "OIL.packs": [None, {"CASE": 6}],
        "OIL.barcodes": [None, [UPC]],
    }


def test_a_wine_distributors_list_goes_in_and_again_changes_nothing(world: World) -> None:
    rows = wine_rows(world.tax_class.code)
    with CaptureQueriesContext(connection) as few:
        put(world, rows[0], make_categories=True)
    with CaptureQueriesContext(connection) as many:
        answer = put(world, *rows, make_categories=True)
    assert counts(answer) == (74, 0, 1, 0)
    assert len(many) == len(few)
    assert SKU.objects.filter(is_active=True).count() == 22
    written = AuditRecord.objects.count()
    assert counts(put(world, *rows)) == (0, 0, 75, 0)
    assert AuditRecord.objects.count() == written


def test_of_38709_real_barcodes_514_are_none_and_one_is_there_already(world: World) -> None:
    rows = barcode_rows(world.tax_class.code)
    named = [msgspec.structs.replace(row, name=row.code) for row in rows]  # four names hold a control character
    answers = [put(world, *batch) for batch in batches(named)]
    reasons = [str(item.reason) for answer in answers for item in answer.items if item.verdict == "refused"]
    assert [sum(part) for part in zip(*map(counts, answers), strict=True)] == [38_194, 0, 0, 515]
    assert sum("is no GTIN" in reason for reason in reasons) == 514
    assert [reason for reason in reasons if "is no GTIN" not in reason] == [
        "Barcode 0737628025602 stands on 00737628025602 EA."
    ]
    assert Barcode.objects.count() == 38_194


def test_over_http_a_list_is_put_in_and_a_broken_one_is_refused_whole(world: World) -> None:
    owner = client_of(make_key(make_user("owner")))
    path = "/api/v1/products/put"
    row = {"code": "OIL", "name": "Oil", "tax_class": world.tax_class.code, "category": ["Food"], "barcodes": [EAN]}
    body = {"items": [row, {"code": "B"}], "make_categories": True}
    first = send(owner, "POST", path, body, key="k1")
    assert (first.status_code, first.json()["created"], first.json()["refused"]) == (200, 1, 1)
    assert first.json()["items"][1]["reason"] == "B is new and needs a name."
    assert send(owner, "POST", path, body, key="k1").content == first.content
    assert send(owner, "POST", path, {**body, "dry_run": True}).json()["unchanged"] == 1
    assert refusal(send(owner, "POST", path, {"items": [{"code": "B", "colour": "red"}]})) == (422, "invalid_input")
    assert refusal(send(owner, "POST", path, {"items": []})) == (422, "product_invalid")
    assert Product.objects.count() == 1
