"""Categories and products at the desk: the tree, moving without circles, the picture, and a product's own fields."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kontor.catalog.models import Category, CategoryImage, Product
from kontor.catalog.operations import edit_category, edit_product, remake_images
from kontor.catalog.types import CategoryEdit, ProductEdit
from tests.backoffice.forms import form_in, form_of
from tests.backoffice.party_places import BY, NOW, make_category
from tests.catalog.test_pictures import picture
from tests.people import make_user
from tests.world import World, everything, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def client_of(world: World, role: str = "owner") -> Client:
    client = Client()
    client.force_login(make_user(role, branches=(world.branch,)))
    return client


def names_on(page: Any) -> list[str]:
    return re.findall(r'class="row" href="/categories/\d+">([^<]+)<', page.content.decode())


def test_row_74_the_tree_is_shown_in_its_order_with_how_much_is_in_it(world: World):
    food, goods = make_category("Food"), make_category("All goods")
    tea = make_category("Tea", make_category("Drinks", food))
    make_category("Bread", food)
    Product.objects.filter(id=world.sku("OIL").product_id).update(category_id=tea)
    client = client_of(world, "driver")
    page = client.get("/categories")
    assert names_on(page) == ["All goods", "Food", "Bread", "Drinks", "Tea"]
    assert "Food › Drinks › Tea" in page.content.decode()
    assert "Product OIL" in client.get(f"/categories/{food}").content.decode()
    assert "Product OIL" not in client.get(f"/categories/{goods}").content.decode()


def test_a_large_tree_is_opened_level_by_level(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kontor.backoffice.pages.categories._SHOWN_WHOLE", 2)
    food = make_category("Food")
    for name in ("Bread", "Tea"):
        make_category(name, food)
    page = client_of(world).get("/categories")
    assert names_on(page) == ["Food"]
    assert "3 in all" in page.content.decode()


def test_row_74_a_category_is_made_once_below_its_parent(world: World):
    food = make_category("Food")
    client = client_of(world)
    form = form_of(client, f"/categories/new?beneath={food}")
    assert form["parent_id"] == str(food)
    first, again = (client.post("/categories/new", {**form, "name": "Tea"}) for _ in range(2))
    assert (first.status_code, again["Location"]) == (302, first["Location"])
    before = everything()
    twice = client.post("/categories/new", {**form, "key": "", "name": "Tea"})
    assert twice.status_code == 409
    assert '<span class="wrong" id="d-name">' in twice.content.decode()
    assert everything() == before


def test_row_74_a_category_stands_neither_below_itself_nor_below_what_is_below_it(world: World):
    food = make_category("Food")
    drinks = make_category("Drinks", food)
    tea = make_category("Tea", drinks)
    client, path = client_of(world), f"/categories/{food}/edit"
    page = client.get(path).content.decode()
    assert f'<option value="{tea}"' not in page
    form = form_in(page)
    before = everything()
    for parent in (food, drinks, tea):
        refused = client.post(path, {**form, "parent_id": str(parent)})
        assert refused.status_code == 409
        assert "cannot be moved below itself" in refused.content.decode()
    assert client.post(path, {**form, "parent_id": "999999"}).status_code == 404
    assert everything() == before
    moved = form_of(client, f"/categories/{tea}/edit")
    assert client.post(f"/categories/{tea}/edit", {**moved, "parent_id": ""}).status_code == 302
    assert Category.objects.get(id=tea).parent_id is None


def test_a_renaming_that_comes_too_late_loses_nothing(world: World):
    food = make_category("Food")
    client, path = client_of(world), f"/categories/{food}/edit"
    form = form_of(client, path)
    edit_category(category_id=food, version=1, edit=CategoryEdit(name="Groceries"), actor=BY, now=NOW)
    late = client.post(path, {**form, "name": "Foods"})
    assert late.status_code == 412
    assert "Changed meanwhile to “Groceries”" in late.content.decode()
    assert client.post(path, form_in(late.content.decode())).status_code == 302
    assert Category.objects.get(id=food).name == "Foods"


def test_a_picture_is_sent_waits_and_is_shown_once_it_is_ready(world: World, tmp_path: Path):
    food = make_category("Food")
    client, path = client_of(world), f"/categories/{food}"
    form = {"key": form_of(client, path)["key"], "version": "1"}
    sent = client.post(f"{path}/picture", {**form, "picture": SimpleUploadedFile("a.jpg", picture("JPEG"))})
    assert sent.status_code == 302
    assert "being made ready" in client.get(path).content.decode()
    again = client.post(f"{path}/picture", {**form, "picture": SimpleUploadedFile("a.jpg", picture("JPEG"))})
    assert again.status_code == 302
    other = client.post(f"{path}/picture", {**form, "picture": SimpleUploadedFile("b.png", picture("PNG"))})
    assert other.status_code == 422
    remake_images(folder=tmp_path)
    page = client.get(path).content.decode()
    assert f'src="/api/v1/categories/{food}/thumbnail.jpg"' in page
    assert "Picture of Food" in page


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"\xff\xd8\xff"])
def test_what_is_no_picture_is_refused_and_changes_nothing(world: World, content: bytes):
    food = make_category("Food")
    client, path = client_of(world), f"/categories/{food}"
    form = {"version": "1", "picture": SimpleUploadedFile("a.jpg", content)}
    before = everything()
    refused = client.post(f"{path}/picture", form)
    assert refused.status_code == 422
    assert "This picture cannot be taken" in refused.content.decode()
    assert everything() == before


def test_a_picture_for_a_page_that_is_old_is_refused(world: World):
    food = make_category("Food")
    edit_category(category_id=food, version=1, edit=CategoryEdit(name="Groceries"), actor=BY, now=NOW)
    form = {"version": "1", "picture": SimpleUploadedFile("a.jpg", picture("JPEG"))}
    late = client_of(world).post(f"/categories/{food}/picture", form)
    assert late.status_code == 412
    assert "Somebody changed this meanwhile" in late.content.decode()
    assert not CategoryImage.objects.exists()


def test_a_product_is_changed_and_a_late_change_loses_nothing(world: World):
    product_id = world.sku("OIL").product_id
    tea = make_category("Tea")
    client, path = client_of(world), f"/goods/{product_id}/edit"
    form = form_of(client, path)
    wrong = client.post(path, {**form, "manufactured_on": "2026-05-01", "expires_on": "2026-04-01"})
    assert wrong.status_code == 422
    assert '<span class="wrong" id="d-expires_on">' in wrong.content.decode()
    saved = client.post(path, {**form, "name": "Oil 1 L", "category_id": str(tea), "expires_on": "2027-01-01"})
    assert (saved.status_code, saved["Location"]) == (302, "/products/OIL")
    row = Product.objects.get(id=product_id)
    assert (row.name, row.category_id, row.expires_on, row.version) == ("Oil 1 L", tea, date(2027, 1, 1), 2)
    edit_product(product_id=product_id, version=2, edit=ProductEdit(brand="Sunny"), actor=BY, now=NOW)
    late = client.post(path, {**form, "key": "", "description": "Keep cool"})
    page = late.content.decode()
    assert late.status_code == 412
    assert 'value="Sunny"' in page
    assert 'value="Oil 1 L"' in page
    assert client.post(path, form_in(page)).status_code == 302
    row.refresh_from_db()
    assert (row.brand, row.name, row.description) == ("Sunny", "Oil 1 L", "Keep cool")


def test_absurd_input_is_never_our_failure(world: World):
    food, product_id = make_category("Food"), world.sku("OIL").product_id
    client = client_of(world)
    for text in ("\x00", "9" * 4000, "9" * 18, "-1", "NaN", "²", "' OR 1=1 --", "\x07"):
        assert client.get(f"/categories/{food}", {"cursor": text}).status_code < 500, text
        assert client.get("/categories/new", {"beneath": text}).status_code < 500, text
        names = "name parent_id category_id tax_class brand packaging_unit quantity_unit manufactured_on is_limited"
        for name in names.split():
            form = {"name": "Fine", "version": "1", name: text}
            for path in ("/categories/new", f"/categories/{food}/edit", f"/goods/{product_id}/edit"):
                assert client.post(path, form).status_code < 500, (path, name, text)
        assert client.post(f"/categories/{food}/picture", {"version": text, "picture": text}).status_code < 500
    for path in ("/categories/99999999999999999999", "/categories/999999", "/goods/999999/edit"):
        assert client.get(path).status_code == 404, path
