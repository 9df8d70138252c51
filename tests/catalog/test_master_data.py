from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kontor.catalog.errors import ProductInvalid
from kontor.catalog.models import SKU, Category, Product, TaxClass
from kontor.catalog.operations import create_products, create_tax_class, edit_product, put_products
from kontor.catalog.queries import product_detail
from kontor.catalog.shelf_life import is_expired
from kontor.catalog.types import ProductDraft, ProductEdit, ProductPut, SkuDraft, TaxClassDraft
from kontor.catalog.units import PACKAGING_UNITS, QUANTITY_UNITS, packaging_unit, quantity_unit
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.world import NOW, World, everything, make_world

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def world() -> World:
    return make_world()


def make(world: World, **values: Any) -> int:
    draft = ProductDraft("OIL", "Oil", world.tax_class.code, (SkuDraft("OIL"),), **values)
    return create_products(drafts=[draft], actor=world.actor, now=NOW).items[0].id


def edit(world: World, product_id: int, version: int, **values: Any) -> None:
    change = ProductEdit(**values)
    edit_product(product_id=product_id, version=version, edit=change, actor=world.actor, now=NOW)


def test_row_53_there_are_51_packaging_and_40_quantity_units() -> None:
    assert (len(PACKAGING_UNITS), len(QUANTITY_UNITS)) == (51, 40)
    assert (PACKAGING_UNITS["AM"], PACKAGING_UNITS["BC"], QUANTITY_UNITS["AV"]) == ("Ampoule", "Bottlecrate", "Cap")
    assert (packaging_unit(" ct "), packaging_unit(""), quantity_unit("kg")) == ("CT", "", "KG")
    assert [quantity_unit(code) for code in ("4B", "L", "M")] == ["PR", "LTR", "MTR"]  # published twice, kept once
    for judge in (packaging_unit, quantity_unit):
        with pytest.raises(ProductInvalid):
            judge("ZZ")


def test_row_53_type_units_and_flags_are_kept_and_a_service_has_no_stock(world: World) -> None:
    id_ = make(world, type="service", brand="Mill", packaging_unit="OU", quantity_unit="U", is_limited=True)
    product = product_detail(product_id=id_, actor=world.actor)
    assert (product.type, product.brand, product.packaging_unit, product.quantity_unit) == (
        "service", "Mill", "OU", "U",
    )  # fmt: skip
    assert product.is_limited
    assert not SKU.objects.get().is_stocked
    edit(world, id_, 1, is_limited=False, brand="", packaging_unit="BG", quantity_unit="4B")
    product = product_detail(product_id=id_, actor=world.actor)
    assert (product.is_limited, product.brand, product.packaging_unit, product.quantity_unit) == (
        False, "", "BG", "PR",
    )  # fmt: skip


@pytest.mark.parametrize("letter", ["A", "B", "C", "D", "E", "e", ""])
def test_row_53_a_tax_class_has_one_of_five_letters_or_none(world: World, letter: str) -> None:
    draft = TaxClassDraft("X", "Some", letter)
    assert create_tax_class(draft=draft, actor=world.actor, now=NOW).tax_type == letter.upper()


def test_row_53_another_letter_is_refused_even_by_the_database(world: World) -> None:
    before = everything()
    with pytest.raises(ProductInvalid):
        create_tax_class(draft=TaxClassDraft("X", "Some", "F"), actor=world.actor, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        TaxClass.objects.create(code="X", name="Some", tax_type="F")
    assert everything() == before


def test_row_73_a_product_expires_after_it_was_made(world: World) -> None:
    with pytest.raises(ProductInvalid):
        make(world, manufactured_on=DAY, expires_on=DAY)
    id_ = make(world, manufactured_on=DAY, expires_on=DAY + timedelta(days=1))
    for values in ({"expires_on": DAY}, {"manufactured_on": DAY + timedelta(days=1)}):
        with pytest.raises(ProductInvalid):
            edit(world, id_, 1, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.update(expires_on=DAY)
    row = ProductPut("OIL", expires_on=DAY)
    assert put_products(rows=[row], actor=world.actor, now=NOW).items[0].field == "expires_on"
    row = ProductPut("OIL", manufactured_on=None, expires_on=DAY)
    assert put_products(rows=[row], actor=world.actor, now=NOW).updated == 1


def test_row_73_it_is_good_until_the_end_of_its_last_day(world: World) -> None:
    id_ = make(world, expires_on=DAY)
    days = [DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)]
    assert [product_detail(product_id=id_, actor=world.actor, on=on).is_expired for on in days] == [False, False, True]
    assert not is_expired(None, DAY)


def test_row_74_a_category_is_unique_below_its_parent(world: World) -> None:
    food = Category.objects.create(name="Food")
    Category.objects.create(name="Food", parent=food)
    for parent in (None, food):
        with pytest.raises(IntegrityError), transaction.atomic():
            Category.objects.create(name="Food", parent=parent)


def test_the_codes_are_told_over_http_and_a_wrong_one_is_refused(world: World) -> None:
    owner = client_of(make_key(make_user("owner")))
    codes = send(owner, "GET", "/api/v1/product-codes").json()
    assert [len(codes[name]) for name in ("packaging_units", "quantity_units", "tax_types")] == [51, 40, 5]
    draft = {"code": "OIL", "name": "Oil", "tax_class": world.tax_class.code, "skus": [{"code": "OIL"}]}
    wrong = {**draft, "packaging_unit": "ZZ"}
    assert refusal(send(owner, "POST", "/api/v1/products", wrong)) == (422, "product_invalid")
    made = send(owner, "POST", "/api/v1/products", {**draft, "expires_on": "2020-01-01", "brand": "Mill"}).json()
    read = send(owner, "GET", f"/api/v1/products/{made['id']}").json()
    assert (read["expires_on"], read["is_expired"], read["brand"]) == ("2020-01-01", True, "Mill")
