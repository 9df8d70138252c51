from __future__ import annotations

import pytest

from kontor.access.models import AuditRecord
from kontor.catalog.errors import (
    BarcodeInvalid,
    BarcodeTaken,
    CodeTaken,
    PackFactorFixed,
    ProductInvalid,
    ProductNotFound,
    SkuNotFound,
)
from kontor.catalog.models import SKU, Barcode, Category, Pack, Product, TaxClass
from kontor.catalog.operations import create_products, edit_product, set_sku_active
from kontor.catalog.queries import product_detail
from kontor.catalog.types import EditedProduct, PackDraft, ProductDraft, ProductEdit, SkuDraft, SkuEdit
from kontor.kernel.errors import KontorError, PreconditionFailed
from kontor.kernel.text import TextInvalid
from kontor.kernel.wire import RequestKey
from tests.world import NOW, World, make_world

BOTTLE, CASE, OTHER = "4006381333931", "10614141000415", "96385074"


pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def oil(world: World) -> int:
    packs = (PackDraft("EA", 1, (BOTTLE,)), PackDraft("CASE", 24))
    skus = (SkuDraft(code="OIL-1L", weight_grams=920, packs=packs), SkuDraft(code="OIL-5L"))
    draft = ProductDraft(code="OIL", name="Oil", tax_class=world.tax_class.code, skus=skus)
    (created,) = create_products(drafts=[draft], actor=world.actor, now=NOW).items
    return created.id


def edit(
    world: World, product_id: int, edit: ProductEdit, *, version: int = 1, key: RequestKey | None = None
) -> EditedProduct:
    return edit_product(product_id=product_id, version=version, edit=edit, actor=world.actor, now=NOW, key=key)


def everything() -> tuple[list[tuple[object, ...]], ...]:
    models = (Product, SKU, Pack, Barcode, AuditRecord)
    return tuple(list(model.objects.order_by("id").values_list()) for model in models)


def test_what_an_edit_names_changes_and_the_rest_stays(world: World, oil: int) -> None:
    food = Category.objects.create(name="Food")
    reduced = TaxClass.objects.create(code="REDUCED", name="Reduced")
    answer = edit(world, oil, ProductEdit(name=" Olive oil ", category_id=food.pk, tax_class="REDUCED"))
    assert answer == EditedProduct(oil, "OIL", 2)
    product = Product.objects.get(id=oil)
    assert (product.name, product.category_id, product.tax_class_id) == ("Olive oil", food.pk, reduced.pk)
    assert (product.code, product.description, product.version) == ("OIL", "", 2)
    assert edit(world, oil, ProductEdit(category_id=None), version=2).version == 3
    assert Product.objects.get(id=oil).category_id is None


def test_an_edit_reaches_the_skus_their_packs_and_barcodes(world: World, oil: int) -> None:
    packs = (PackDraft("CASE", 24, (CASE,)), PackDraft("PALLET", 1152, (OTHER,)))
    change = SkuEdit(code="OIL-1L", name="Oil 1 l", weight_grams=None, packs=packs, remove_barcodes=(BOTTLE,))
    edit(world, oil, ProductEdit(skus=(change,)))
    first, second = product_detail(product_id=oil, actor=world.actor).skus
    assert (first.name, first.weight_grams, first.version) == ("Oil 1 l", None, 2)
    assert [(pack.code, pack.factor, pack.barcodes) for pack in first.packs] == [
        ("EA", 1, ()), ("CASE", 24, (CASE,)), ("PALLET", 1152, (OTHER,)),
    ]  # fmt: skip
    assert (second.name, second.version) == ("Oil", 1)


def test_a_product_gains_skus_with_their_packs_and_barcodes(world: World, oil: int) -> None:
    can = SkuDraft(code=" OIL-10L ", packs=(PackDraft("EA", 1, (OTHER,)),))
    edit(world, oil, ProductEdit(name="Olive oil", new_skus=(can, SkuDraft(code="OIL-20L", base_unit="CAN"))))
    detail = product_detail(product_id=oil, actor=world.actor)
    assert [(sku.code, sku.name, sku.base_unit) for sku in detail.skus[2:]] == [
        ("OIL-10L", "Olive oil", "EA"),
        ("OIL-20L", "Olive oil", "CAN"),
    ]
    assert [(pack.code, pack.factor, pack.barcodes) for sku in detail.skus[2:] for pack in sku.packs] == [
        ("EA", 1, (OTHER,)),
        ("CAN", 1, ()),
    ]
    assert '"skus":[null,["OIL-10L","OIL-20L"]]' in AuditRecord.objects.get(action="product.edit").diff


def test_a_new_sku_of_a_service_moves_no_stock(world: World) -> None:
    draft = ProductDraft("FREIGHT", "Freight", world.tax_class.code, (SkuDraft(code="FREIGHT"),), type="service")
    (created,) = create_products(drafts=[draft], actor=world.actor, now=NOW).items
    edit(world, created.id, ProductEdit(new_skus=(SkuDraft(code="EXPRESS"),)))
    assert SKU.objects.get(code="EXPRESS").is_stocked is False


def test_a_barcode_moves_to_another_pack_in_one_edit(world: World, oil: int) -> None:
    change = SkuEdit(code="OIL-1L", packs=(PackDraft("CASE", 24, (BOTTLE,)),), remove_barcodes=(BOTTLE,))
    edit(world, oil, ProductEdit(skus=(change,)))
    assert Barcode.objects.get().pack.code == "CASE"


def test_an_edit_leaves_the_difference_in_the_audit_trail(world: World, oil: int) -> None:
    change = SkuEdit(code="OIL-5L", is_active=False, packs=(PackDraft("CASE", 4, (OTHER,)),))
    edit(world, oil, ProductEdit(name="Olive oil", description="", skus=(change,)))
    row = AuditRecord.objects.get(action="product.edit")
    assert row.subject == f"catalog.product:{oil}"
    assert row.diff == (
        '{"name":["Oil","Olive oil"],"OIL-5L.is_active":[true,false],'
        f'"OIL-5L.packs":[null,{{"CASE":4}}],"OIL-5L.barcodes":[null,["{OTHER}"]]}}'
    )


def test_an_edit_that_changes_nothing_keeps_the_version(world: World, oil: int) -> None:
    before = everything()
    assert edit(world, oil, ProductEdit(name="Oil", skus=(SkuEdit(code="OIL-1L", weight_grams=920),))).version == 1
    assert everything() == before


def test_an_edit_of_an_older_version_is_refused_so_no_update_is_lost(world: World, oil: int) -> None:
    edit(world, oil, ProductEdit(name="First"))
    before = everything()
    with pytest.raises(PreconditionFailed) as refused:
        edit(world, oil, ProductEdit(description="by somebody who did not see First"))
    assert refused.value.data == {"version": 2}
    assert everything() == before


def test_the_same_key_edits_once_and_answers_the_same(world: World, oil: int) -> None:
    key = RequestKey(7, "k1", "f1")
    first = edit(world, oil, ProductEdit(name="First"), key=key)
    assert edit(world, oil, ProductEdit(name="First"), key=key) == first
    assert Product.objects.get(id=oil).version == 2


@pytest.mark.parametrize(
    ("change", "error", "detail"),
    [
        (ProductEdit(name=" "), TextInvalid, "name must not be empty."),
        (ProductEdit(tax_class="none"), ProductInvalid, "There is no tax class 'none'; make it first."),
        (ProductEdit(category_id=10**9), ProductInvalid, "There is no category 1000000000."),
        (ProductEdit(skus=(SkuEdit(code="RICE"),)), SkuNotFound, "OIL has no SKU 'RICE'."),
        (ProductEdit(skus=(SkuEdit(code="OIL-1L"),) * 2), ProductInvalid, "The SKU OIL-1L is named twice."),
        (
            ProductEdit(skus=(SkuEdit(code="OIL-1L", weight_grams=-1),)),
            ProductInvalid,
            "weight_grams is 0 to 1000000000.",
        ),
        (ProductEdit(name="New", new_skus=(SkuDraft(code="OIL-1L"),)), CodeTaken, "There is a SKU OIL-1L already."),
        (
            ProductEdit(name="New", new_skus=(SkuDraft(code="N"), SkuDraft(code="N"))),
            ProductInvalid,
            "The SKU N is named twice.",
        ),
        (
            ProductEdit(new_skus=tuple(SkuDraft(code=f"N{number}") for number in range(199))),
            ProductInvalid,
            "OIL would have more than 200 SKUs.",
        ),
        (
            ProductEdit(name="New", skus=(SkuEdit(code="OIL-1L", packs=(PackDraft("CASE", 12),)),)),
            PackFactorFixed,
            "CASE of OIL-1L holds 24 base units, not 12; name another pack.",
        ),
        (
            ProductEdit(name="New", skus=(SkuEdit(code="OIL-1L", packs=(PackDraft("BOX", 6), PackDraft("BOX", 6))),)),
            ProductInvalid,
            "The pack BOX of OIL-1L is named twice.",
        ),
        (
            ProductEdit(name="New", skus=(SkuEdit(code="OIL-5L", packs=(PackDraft("BOX", 6, (BOTTLE,)),)),)),
            BarcodeTaken,
            f"Barcode {BOTTLE} is in use.",
        ),
        (
            ProductEdit(name="New", skus=(SkuEdit(code="OIL-5L", packs=(PackDraft("BOX", 6, (OTHER, OTHER)),)),)),
            BarcodeTaken,
            f"Barcode {OTHER} is in use.",
        ),
        (
            ProductEdit(name="New", skus=(SkuEdit(code="OIL-5L", packs=(PackDraft("BOX", 6, ("1",)),)),)),
            BarcodeInvalid,
            "'1' is no GTIN: 8, 12, 13 or 14 digits with a check digit.",
        ),
        (
            ProductEdit(name="New", skus=(SkuEdit(code="OIL-5L", remove_barcodes=(BOTTLE,)),)),
            ProductInvalid,
            f"OIL-5L has no barcode '{BOTTLE}'.",
        ),
    ],
)  # fmt: skip
def test_an_edit_that_is_not_right_is_refused_and_changes_nothing(
    world: World, oil: int, change: ProductEdit, error: type[KontorError], detail: str
) -> None:
    before = everything()
    with pytest.raises(error) as refused:
        edit(world, oil, change)
    assert refused.value.detail == detail
    assert everything() == before


def test_an_unknown_product_is_not_found(world: World) -> None:
    with pytest.raises(ProductNotFound):
        edit(world, 10**9, ProductEdit(name="New"))


# --- for sale or not ---------------------------------------------------------------------------------------------


def test_skus_are_taken_off_sale_and_their_products_version_moves_on(world: World, oil: int) -> None:
    answer = set_sku_active(sku_codes=["OIL-5L", "OIL-1L"], is_active=False, actor=world.actor, now=NOW)
    assert (answer.is_active, answer.changed) == (False, ("OIL-1L", "OIL-5L"))
    assert not SKU.objects.filter(is_active=True).exists()
    assert Product.objects.get(id=oil).version == 2
    again = set_sku_active(sku_codes=["OIL-5L"], is_active=False, actor=world.actor, now=NOW)
    assert again.changed == ()
    assert Product.objects.get(id=oil).version == 2
    assert AuditRecord.objects.filter(action="sku.set_active").count() == 2


def test_an_unknown_sku_refuses_all_of_them(world: World, oil: int) -> None:
    before = everything()
    with pytest.raises(SkuNotFound) as refused:
        set_sku_active(sku_codes=["OIL-1L", "B", "A"], is_active=False, actor=world.actor, now=NOW)
    assert refused.value.data == {"unknown": ["A", "B"]}
    assert everything() == before
