"""Taking a product in at the desk: with packs, barcodes, a price and own fields, or nothing of it."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from kontor.access.models import Role
from kontor.catalog.models import SKU, Barcode, Pack, Product
from kontor.customization.document_kinds import PRODUCT
from kontor.inventory.models import StockLevel
from kontor.pricing.models import Price
from tests.backoffice.forms import form_in, form_of
from tests.backoffice.party_places import make_category
from tests.customization.schemas import put
from tests.people import make_user
from tests.world import World, everything, make_world

pytestmark = pytest.mark.django_db
PATH = "/goods/new"
BOTTLE, CASE = "4006381333931", "10614141000415"


@pytest.fixture
def world() -> World:
    return make_world()


def client_of(world: World, role: str = "owner") -> Client:
    client = Client()
    client.force_login(make_user(role, branches=(world.branch,)))
    return client


def filled(client: Client, **more: str) -> dict[str, str]:
    form = {**form_of(client, PATH), "code": "OIL-1L", "name": "Sunflower oil, 1 l", **more}
    return {name: text for name, text in form.items() if name != "csrfmiddlewaretoken"}


def wrong_on(answer: Any) -> dict[str, str]:
    """Field -> what is said beside it."""
    page = answer.content.decode()
    return {name: html.unescape(said) for name, said in re.findall(r'class="wrong" id="d-([^"]+)">([^<]+)<', page)}


def test_a_product_is_taken_in_with_its_packs_barcodes_and_price(world: World) -> None:
    oils, client = make_category("Oils"), client_of(world)
    form = filled(
        client, category_id=str(oils), brand="Valley Mill", barcode=BOTTLE, weight_grams="920", pack_1="CASE",
        holds_1="12", gtin_1=CASE, pack_2="PALLET", holds_2="720", unit_price="31.20", valid_from="2026-03-02",
    )  # fmt: skip
    taken = client.post(PATH, form)
    assert (taken.status_code, taken["Location"]) == (302, "/products/OIL-1L")
    product, sku = Product.objects.get(), SKU.objects.get()
    assert (product.code, product.name, product.category_id, product.brand) == (
        "OIL-1L", "Sunflower oil, 1 l", oils, "Valley Mill",
    )  # fmt: skip
    assert (sku.code, sku.base_unit, sku.weight_grams, sku.is_stocked) == ("OIL-1L", "EA", 920, True)
    packs = Pack.objects.order_by("factor").values_list("code", "factor")
    assert list(packs) == [("EA", 1), ("CASE", 12), ("PALLET", 720)]
    assert dict(Barcode.objects.values_list("code", "pack__code")) == {BOTTLE: "EA", CASE: "CASE"}
    price = Price.objects.get()
    assert (price.pack.code, price.unit_price_micros, price.valid_from) == ("EA", 31_200_000, date(2026, 3, 2))
    page = client.get("/products/OIL-1L").content.decode()
    assert "CASE of 12" in page
    assert "GBP 31.20" in page


def test_without_a_price_it_has_none_and_a_service_moves_no_stock(world: World) -> None:
    client = client_of(world)
    assert client.post(PATH, filled(client, type="service", base_unit="H")).status_code == 302
    assert (Price.objects.count(), SKU.objects.get().is_stocked, Pack.objects.get().code) == (0, False, "H")
    assert StockLevel.objects.count() == 0


def test_the_same_form_twice_takes_one_product_in(world: World) -> None:
    client = client_of(world)
    form = filled(client, unit_price="2")
    first, again = (client.post(PATH, form) for _ in range(2))
    assert (first.status_code, again["Location"]) == (302, first["Location"])
    assert (Product.objects.count(), Price.objects.count()) == (1, 1)
    other = client.post(PATH, {**form, "name": "Another"})
    assert other.status_code == 422
    assert form_in(other.content.decode())["key"] != form["key"]
    assert Product.objects.get().name == "Sunflower oil, 1 l"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "RICE"}, "code"),
        ({"code": "x" * 41}, "code"),
        ({"name": ""}, "name"),
        ({"brand": "x" * 81}, "brand"),
        ({"category_id": "999"}, "category_id"),
        ({"tax_class": "none such"}, "tax_class"),
        ({"type": "gas"}, "type"),
        ({"base_unit": ""}, "base_unit"),
        ({"weight_grams": "9.5"}, "weight_grams"),
        ({"weight_grams": "9999999999"}, "weight_grams"),
        ({"barcode": "4006381333932"}, "barcode"),
        ({"pack_1": "CASE", "holds_1": "12", "gtin_1": "12345678"}, "gtin_1"),
        ({"barcode": BOTTLE, "pack_1": "CASE", "holds_1": "12", "gtin_1": BOTTLE}, "gtin_1"),
        ({"pack_1": "CASE"}, "holds_1"),
        ({"pack_1": "CASE", "holds_1": "twelve"}, "holds_1"),
        ({"pack_2": "CASE", "holds_2": "0"}, "holds_2"),
        ({"pack_1": "CASE", "holds_1": "6", "pack_2": "BOX", "holds_2": "1000001"}, "holds_2"),
        ({"pack_1": "EA", "holds_1": "12"}, "holds_1"),
        ({"pack_1": "CASE", "holds_1": "12", "pack_2": "CASE", "holds_2": "24"}, "pack_2"),
        ({"pack_1": "x" * 21, "holds_1": "12"}, "pack_1"),
        ({"holds_1": "12"}, "pack_1"),
        ({"unit_price": "much"}, "unit_price"),
        ({"unit_price": "-1"}, "unit_price"),
        ({"unit_price": "2", "valid_from": ""}, "valid_from"),
        ({"unit_price": "2", "valid_from": "soon"}, "valid_from"),
        ({"unit_price": "2", "price_list_id": "999"}, "price_list_id"),
        ({"expires_on": "soon"}, "expires_on"),
    ],
)
def test_what_is_refused_stays_typed_names_its_field_and_changes_nothing(
    world: World, typed: dict[str, str], field: str
) -> None:
    world.sku("RICE")
    client = client_of(world)
    form = filled(client, **typed)
    before = everything()
    refused = client.post(PATH, form)
    assert refused.status_code in (404, 409, 422)
    assert list(wrong_on(refused)) == [field]
    kept = form_in(refused.content.decode())
    choices = ("category_id", "tax_class", "type", "price_list_id")
    texts = {name: text for name, text in form.items() if name not in choices}
    assert {name: kept[name] for name in texts} == texts  # a choice that is no choice falls back to the list
    assert everything() == before


def test_a_barcode_of_another_product_is_named(world: World) -> None:
    client = client_of(world)
    assert client.post(PATH, filled(client, barcode=BOTTLE)).status_code == 302
    refused = client.post(PATH, {**filled(client), "code": "OIL-2L", "barcode": BOTTLE})
    assert wrong_on(refused) == {"barcode": f"Barcode {BOTTLE} is in use."}


def test_a_corrected_form_goes_on_with_its_key(world: World) -> None:
    client = client_of(world)
    refused = client.post(PATH, filled(client, name=""))
    form = form_in(refused.content.decode())
    assert client.post(PATH, {**form, "name": "Oil"}).status_code == 302


def test_own_fields_are_asked_for_and_a_wrong_one_is_named(world: World) -> None:
    put(PRODUCT, {"shelf": {"type": "integer", "title": "Shelf", "minimum": 1}}, "shelf")
    client = client_of(world)
    assert "custom.shelf" in form_of(client, PATH)
    refused = client.post(PATH, filled(client))
    assert list(wrong_on(refused)) == ["custom.shelf"]
    assert client.post(PATH, filled(client, **{"custom.shelf": "4"})).status_code == 302
    assert Product.objects.get().custom == '{"shelf":4}'


def test_who_may_set_no_prices_is_asked_for_none_and_cannot_send_one(world: World) -> None:
    Role.objects.create(code="lister", name="Lister", rights=["catalog.read", "catalog.write", "stock.read"])
    client = client_of(world, "lister")
    form = filled(client)
    assert not {"unit_price", "price_list_id", "valid_from"} & form.keys()
    before = everything()
    sent = {**form, "unit_price": "2", "price_list_id": str(world.price_list.pk), "valid_from": "2026-03-02"}
    assert client.post(PATH, sent).status_code == 403
    assert everything() == before
    assert client.post(PATH, form).status_code == 302


def test_a_list_of_another_business_takes_no_price(world: World) -> None:
    theirs = make_world().price_list
    client = client_of(world)
    form = filled(client, unit_price="2")
    assert f'value="{theirs.pk}"' not in client.get(PATH).content.decode()
    assert client.post(PATH, {**form, "price_list_id": str(theirs.pk)}).status_code == 404
    assert Product.objects.count() == 0


def test_the_way_in_is_shown_to_whom_it_is_open(world: World) -> None:
    oils = make_category("Oils")
    for role, is_open in (("owner", True), ("branch_manager", True), ("storekeeper", False), ("sales", False)):
        client = client_of(world, role)
        for path in ("/stock", "/categories", f"/categories/{oils}"):
            assert (f'href="{PATH}' in client.get(path).content.decode()) == is_open, (role, path)
        assert client.get(PATH).status_code == (200 if is_open else 403)
    form = form_in(client_of(world).get(f"{PATH}?category={oils}").content.decode())
    assert form["category_id"] == str(oils)


def test_without_a_tax_class_the_page_says_what_to_do_first() -> None:
    client = Client()
    client.force_login(make_user("owner"))
    page = client.get(PATH).content.decode()
    assert "There is no tax class yet" in page
    assert client.post(PATH, {"code": "OIL", "name": "Oil", "type": "finished", "base_unit": "EA"}).status_code == 422


def test_absurd_input_is_never_our_failure(world: World) -> None:
    client = client_of(world)
    form = filled(client)
    for text in ("\x00", "9" * 4000, "-1", "NaN", "1e99", "²", "' OR 1=1 --", "\x07", "\u202e"):
        for name in form:
            sent = {**form, "key": "", "pack_1": "C", "holds_1": "2", name: text}
            assert client.post(PATH, sent).status_code < 500, (name, text)
        assert client.get(PATH, {"category": text}).status_code < 500
