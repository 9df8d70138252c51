from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.access.models import AuditRecord
from kontor.catalog.errors import BarcodeInvalid, BarcodeTaken, CodeTaken, PackFactorFixed, ProductInvalid
from kontor.catalog.models import SKU, Barcode, Category, Pack, Product
from kontor.catalog.operations import create_products
from kontor.catalog.types import CreatedProducts, PackDraft, ProductDraft, SkuDraft
from kontor.kernel.errors import KontorError
from kontor.kernel.idempotency import KeyReused
from kontor.kernel.models import IdempotencyKey
from kontor.kernel.row_checks import RowRefusal, RowsConflict, RowsInvalid
from kontor.kernel.text import TextInvalid
from kontor.kernel.wire import RequestKey
from tests.shared import shared_rows
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db

OIL_BOTTLE, OIL_CASE = "4006381333931", "10614141000415"


@pytest.fixture
def world() -> World:
    return make_world()


def draft(
    world: World, code: str = "OIL", *, skus: tuple[SkuDraft, ...] | None = None, **extra: object
) -> ProductDraft:
    values: dict[str, Any] = {"name": f"Product {code}", "tax_class": world.tax_class.code, **extra}
    return ProductDraft(code=code, skus=skus or (SkuDraft(code=code),), **values)


def create(world: World, *drafts: ProductDraft, key: RequestKey | None = None) -> CreatedProducts:
    return create_products(drafts=drafts, actor=world.actor, now=NOW, key=key)


def stored() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Product, SKU, Pack, Barcode, AuditRecord, IdempotencyKey))


def test_a_product_is_stored_with_its_skus_packs_and_barcodes(world: World) -> None:
    food = Category.objects.create(name="Food")
    packs = (PackDraft("EA", 1, (OIL_BOTTLE,)), PackDraft("CASE", 24, (OIL_CASE,)))
    sku = SkuDraft(code="OIL-1L", name="Oil, 1 l", weight_grams=920, packs=packs)
    (item,) = create(world, draft(world, skus=(sku,), category_id=food.pk, description="cold pressed")).items
    product = Product.objects.get(id=item.id)
    assert (product.code, product.name, product.category_id, product.tax_class_id) == (
        "OIL", "Product OIL", food.pk, world.tax_class.pk,
    )  # fmt: skip
    assert (product.type, product.description, product.version) == ("finished", "cold pressed", 1)
    row = SKU.objects.get(id=item.skus[0].id, product=product)
    assert (row.code, row.name, row.base_unit, row.weight_grams) == ("OIL-1L", "Oil, 1 l", "EA", 920)
    assert (row.is_stocked, row.is_active, row.version) == (True, True, 1)
    assert list(Pack.objects.filter(sku=row).order_by("id").values_list("code", "factor")) == [("EA", 1), ("CASE", 24)]
    assert dict(Barcode.objects.values_list("code", "pack__code")) == {OIL_BOTTLE: "EA", OIL_CASE: "CASE"}


def test_every_sku_gets_its_base_pack_and_its_products_name(world: World) -> None:
    create(world, draft(world, skus=(SkuDraft(code="FLOUR", base_unit="G", packs=(PackDraft("BAG", 1000),)),)))
    assert dict(Pack.objects.values_list("code", "factor")) == {"G": 1, "BAG": 1000}
    assert SKU.objects.get().name == "Product OIL"


def test_a_service_moves_no_stock(world: World) -> None:
    create(world, draft(world, "FREIGHT", type="service"))
    assert SKU.objects.get().is_stocked is False


def test_codes_are_trimmed_and_case_sensitive(world: World) -> None:
    create(world, draft(world, " 85123A "), draft(world, "85123a"))
    assert set(SKU.objects.values_list("code", flat=True)) == {"85123A", "85123a"}


def test_the_answer_names_every_product_in_the_order_given(world: World) -> None:
    answer = create(world, draft(world, "B"), draft(world, "A", skus=(SkuDraft(code="A1"), SkuDraft(code="A2"))))
    assert [(item.code, [sku.code for sku in item.skus]) for item in answer.items] == [
        ("B", ["B"]),
        ("A", ["A1", "A2"]),
    ]
    assert [item.id for item in answer.items] == list(Product.objects.order_by("id").values_list("id", flat=True))


def test_each_new_product_leaves_an_audit_row(world: World) -> None:
    (item,) = create(world, draft(world)).items
    row = AuditRecord.objects.get()
    assert (row.action, row.subject, row.actor_id) == ("product.create", f"catalog.product:{item.id}", world.actor.id)
    assert row.diff == '{"code":[null,"OIL"],"name":[null,"Product OIL"],"skus":[null,["OIL"]]}'


def test_the_same_key_creates_once_and_answers_the_same(world: World) -> None:
    key = RequestKey(7, "k1", "f1")
    first = create(world, draft(world), key=key)
    after = stored()
    assert create(world, draft(world), key=key) == first
    assert stored() == after
    with pytest.raises(KeyReused):
        create(world, draft(world, "RICE"), key=RequestKey(7, "k1", "another body"))


def packed(*packs: PackDraft) -> tuple[SkuDraft, ...]:
    return (SkuDraft(code="OIL", packs=packs),)


@pytest.mark.parametrize(
    ("extra", "error", "detail"),
    [
        ({"code": "  "}, TextInvalid, "code must not be empty."),
        ({"code": "X" * 41}, TextInvalid, "code has 41 characters, at most 40 fit."),
        ({"code": "A\x00B"}, TextInvalid, "code holds a control character."),
        ({"name": ""}, TextInvalid, "name must not be empty."),
        ({"tax_class": "none"}, ProductInvalid, "There is no tax class 'none'; make it first."),
        ({"category_id": 10**9}, ProductInvalid, "There is no category 1000000000."),
        ({"skus": ()}, ProductInvalid, "OIL needs 1 to 200 SKUs."),
        ({"skus": (SkuDraft(code="A"), SkuDraft(code="A "))}, ProductInvalid, "The SKU A is named twice."),
        ({"skus": (SkuDraft(code=""),)}, TextInvalid, "sku code must not be empty."),
        ({"skus": (SkuDraft(code="A", weight_grams=-1),)}, ProductInvalid, "weight_grams is 0 to 1000000000."),
        ({"skus": packed(PackDraft("CASE", 0))}, ProductInvalid, "Pack CASE holds 1 to 1000000 base units."),
        ({"skus": packed(PackDraft("CASE", -24))}, ProductInvalid, "Pack CASE holds 1 to 1000000 base units."),
        ({"skus": packed(PackDraft("EA", 12))}, PackFactorFixed, "EA is the base unit, its factor is 1."),
        (
            {"skus": packed(PackDraft("CASE", 24), PackDraft("CASE", 12))},
            ProductInvalid,
            "The pack of OIL CASE is named twice.",
        ),
        (
            {"skus": packed(PackDraft("EA", 1, ("4006381333932",)))},
            BarcodeInvalid,
            "'4006381333932' is no GTIN: 8, 12, 13 or 14 digits with a check digit.",
        ),
        (
            {"skus": packed(PackDraft("EA", 1, (OIL_BOTTLE,)), PackDraft("CASE", 24, (f"0{OIL_BOTTLE}",)))},
            BarcodeTaken,
            f"Barcode 0{OIL_BOTTLE} is in use.",
        ),
    ],
)
def test_a_product_that_is_not_right_is_refused_and_nothing_stored(
    world: World, extra: dict[str, Any], error: type[KontorError], detail: str
) -> None:
    before = stored()
    values: dict[str, Any] = {
        "code": "OIL",
        "name": "Oil",
        "tax_class": world.tax_class.code,
        "skus": (SkuDraft(code="OIL"),),
    }
    with pytest.raises(error) as refused:
        create(world, ProductDraft(**{**values, **extra}), key=RequestKey(7, "k1", "f1"))
    assert refused.value.detail == detail
    assert stored() == before


def test_a_code_in_use_is_a_conflict_that_names_it(world: World) -> None:
    create(world, draft(world, skus=packed(PackDraft("EA", 1, ("614141000036",)))))
    before = stored()
    with pytest.raises(CodeTaken) as product:
        create(world, draft(world, "OIL", skus=(SkuDraft(code="NEW"),)))
    with pytest.raises(CodeTaken) as sku:
        create(world, draft(world, "NEW", skus=(SkuDraft(code="OIL"),)))
    with pytest.raises(BarcodeTaken) as barcode:  # the same number, as an EAN
        create(
            world, draft(world, "NEW", skus=(SkuDraft(code="NEW", packs=(PackDraft("EA", 1, ("0614141000036",)),)),))
        )
    assert (product.value.data["taken"], sku.value.data["taken"]) == ("OIL", "OIL")
    assert barcode.value.data["taken"] == "0614141000036"
    assert stored() == before


def test_one_wrong_row_refuses_all_and_every_wrong_row_is_named(world: World) -> None:
    before = stored()
    wrong = draft(world, "B", skus=(SkuDraft(code="B", packs=(PackDraft("EA", 1, ("123",)),)),))
    with pytest.raises(RowsInvalid) as refused:
        create(world, draft(world, "A"), wrong, draft(world, "C", tax_class="none"), draft(world, "A"))
    assert refused.value.data["rows"] == [
        RowRefusal(1, "barcode_invalid", "'123' is no GTIN: 8, 12, 13 or 14 digits with a check digit.", "barcodes"),
        RowRefusal(2, "product_invalid", "There is no tax class 'none'; make it first.", "tax_class"),
        RowRefusal(3, "code_taken", "There is a product A already.", "code"),
    ]
    assert refused.value.detail.startswith("3 of 4 rows are refused, nothing was stored. Row 2: '123' is no GTIN")
    assert stored() == before


def test_rows_that_all_clash_are_a_conflict(world: World) -> None:
    create(world, draft(world, "A"))
    before = stored()
    with pytest.raises(RowsConflict) as refused:
        create(world, draft(world, "A"), draft(world, "B"), draft(world, "B"))
    assert [row.row for row in refused.value.data["rows"]] == [0, 2]
    assert stored() == before


@pytest.mark.parametrize("count", [0, 5_001])
def test_a_batch_of_none_or_too_many_is_refused(world: World, count: int) -> None:
    with pytest.raises(ProductInvalid):
        create(world, *[draft(world)] * count)


def statements(world: World, count: int, prefix: str) -> int:
    drafts = [draft(world, f"{prefix}{number}") for number in range(count)]
    with CaptureQueriesContext(connection) as captured:
        create(world, *drafts)
    return len(captured)


def test_the_number_of_statements_does_not_depend_on_the_number_of_products(world: World) -> None:
    statements(world, 1, "W")  # the words they share are written with the first
    few, many = statements(world, 1, "A"), statements(world, 500, "B")
    assert few == many
    savepoints = 2  # opened and released by the transaction inside the test's own
    assert many - savepoints == (8 if connection.vendor == "postgresql" else 12)


def test_real_products_with_their_barcodes_go_in_at_once(world: World) -> None:
    rows = list(shared_rows("open_food_facts_sample/products.csv.gz"))[:1_000]
    drafts = [
        draft(
            world, row["barcode_id"], name=row["product_name"].strip()[:200] or "no name",
            skus=(SkuDraft(code=row["barcode_id"], packs=(PackDraft("EA", 1, (row["barcode_id"],)),)),),
        )
        for row in rows
    ]  # fmt: skip
    with pytest.raises(RowsInvalid) as refused:
        create(world, *drafts)
    wrong = {refusal.row for refusal in refused.value.data["rows"]}
    answer = create(world, *[draft for index, draft in enumerate(drafts) if index not in wrong])
    assert len(answer.items) == 1_000 - len(wrong) == Barcode.objects.count()
