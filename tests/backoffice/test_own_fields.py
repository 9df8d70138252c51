"""The company's own fields in forms, on pages and in files."""

from __future__ import annotations

import pytest
from django.test import Client

from kontor.catalog.models import Product
from kontor.customization.queries import custom_fields
from kontor.parties.models import Customer
from kontor.sales.models import SalesOrder
from tests.backoffice.test_exporting import rows_of, signed_in
from tests.backoffice.test_pages import order
from tests.customization.schemas import DOCK, OPENED, WINDOW, put
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
KEY = "0b8a4f0e-9f35-4f0a-9a53-0a5d1f7c0001"


@pytest.fixture
def world() -> World:
    world = make_world()
    world.sku("OIL")
    world.receive("OIL", 500)
    world.customer("C1")
    return world


@pytest.fixture
def client(world: World) -> Client:
    return signed_in(world)


def order_form(world: World, **own: str) -> dict[str, str]:
    base = {"key": KEY, "location": world.location.code, "customer": "C1", "sku": "OIL", "quantity": "2", "pack": ""}
    return base | {f"custom.{name}": text for name, text in own.items()}


def test_own_fields_are_typed_into_a_new_order_and_shown_on_its_page(world: World, client: Client):
    put("sales_order", {"dock": DOCK, "window": WINDOW, "cold": {"type": "boolean"}, "due": OPENED})
    form = client.get("/orders/new").content.decode()
    assert '<label for="f-custom.window">Delivery window</label>' in form
    assert '<option value="afternoon">afternoon</option>' in form
    assert 'name="custom.due" value="" type="date"' in form
    sent = order_form(world, dock="7", window="morning", cold="false", due="2026-03-04")
    placed = client.post("/orders/new", sent)
    assert placed.status_code == 302, placed.content.decode()
    assert SalesOrder.objects.get().custom == '{"cold":false,"dock":7,"due":"2026-03-04","window":"morning"}'
    shown = client.get(f"/orders/{SalesOrder.objects.get().pk}").content.decode()
    assert "<dt>Delivery window</dt><dd>morning</dd>" in shown
    assert "<dt>Cold</dt><dd>no</dd><dt>Due</dt><dd>4 Mar 2026</dd>" in shown


def test_every_wrong_field_is_told_beside_it_and_what_was_typed_stays(world: World, client: Client):
    put("sales_order", {"dock": DOCK, "window": WINDOW}, "window")
    refused = client.post("/orders/new", order_form(world, dock="many", window=""))
    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'id="d-custom.dock">Dock must be a whole number.</span>' in page
    assert "Delivery window is required." in page
    assert 'name="custom.dock" value="many"' in page
    assert SalesOrder.objects.count() == 0


def test_an_orders_fields_are_filled_in_later_and_a_late_save_keeps_both(world: World, client: Client):
    put("sales_order", {"dock": DOCK, "window": WINDOW})
    path = f"/orders/{order(world)}"
    assert f'href="{path}/fields"' in client.get(path).content.decode()
    typed = {"key": KEY, "version": "1", "was.custom.dock": "", "custom.dock": "3", "custom.window": ""}
    assert client.post(f"{path}/fields", typed)["Location"] == path
    assert SalesOrder.objects.get().custom == '{"dock":3}'
    late = {**typed, "key": KEY[:-1] + "2", "custom.dock": "", "custom.window": "morning"}
    refused = client.post(f"{path}/fields", late)
    assert refused.status_code == 412
    assert 'name="version" value="2"' in refused.content.decode()
    again = {**late, "version": "2", "was.custom.dock": "3", "custom.dock": "3", "key": KEY[:-1] + "3"}
    assert client.post(f"{path}/fields", again).status_code == 302
    assert SalesOrder.objects.get().custom == '{"dock":3,"window":"morning"}'


def test_a_customers_fields_stand_in_its_form_on_its_page_and_in_its_file(client: Client):
    put("customer", {"opened_on": OPENED, "shelf_metres": {"type": "number"}})
    made = client.post(
        "/customers/new", {"key": KEY, "name": "Shop", "payment_terms": "immediate", "custom.shelf_metres": "2.5"}
    )
    assert made.status_code == 302, made.content.decode()
    row = Customer.objects.get(name="Shop")
    assert row.custom == '{"shelf_metres":2.5}'
    assert "<dt>Shelf metres</dt><dd>2.5</dd>" in client.get(f"/customers/{row.pk}").content.decode()
    edit = {"key": KEY[:-1] + "2", "version": "1", "name": "Shop", "was.name": "Shop", "custom.opened_on": "2026-03-01"}
    edit |= {"custom.shelf_metres": "2.5", "was.custom.shelf_metres": "2.5"}
    edit |= {"payment_terms": "immediate", "was.payment_terms": "immediate"}
    assert client.post(f"/customers/{row.pk}/edit", edit).status_code == 302
    (listed,) = [row for row in rows_of(client, "/customers?format=csv") if row["name"] == "Shop"]
    assert (listed["custom.opened_on"], listed["custom.shelf_metres"]) == ("2026-03-01", "2.5")
    wrong = client.post(
        f"/customers/{row.pk}/edit", {**edit, "key": KEY[:-1] + "3", "version": "2", "custom.opened_on": "soon"}
    )
    assert "Opened on must be a day such as 2026-11-21." in wrong.content.decode()


def test_a_products_fields_are_filled_in_and_shown(world: World, client: Client):
    put("product", {"shelf": {"type": "string", "description": "Where it stands in shops"}})
    product = world.skus["OIL"].product
    assert f'href="/goods/{product.pk}/fields"' in client.get("/products/OIL").content.decode()
    assert "Where it stands in shops" in client.get(f"/goods/{product.pk}/fields").content.decode()
    typed = {"key": KEY, "version": "1", "custom.shelf": "<b>A3</b>"}
    assert client.post(f"/goods/{product.pk}/fields", typed)["Location"] == "/products/OIL"
    assert Product.objects.get(pk=product.pk).custom == '{"shelf":"<b>A3</b>"}'
    assert "<dt>Shelf</dt><dd>&lt;b&gt;A3&lt;/b&gt;</dd>" in client.get("/products/OIL").content.decode()


def test_a_file_of_orders_has_a_column_for_each_field_and_no_formulas(world: World, client: Client):
    put("sales_order", {"dock": DOCK, "note": {"type": "string"}})
    client.post("/orders/new", order_form(world, dock="7", note="=1+1"))
    order(world)
    rows = rows_of(client, "/orders?format=csv&sort=id")
    assert [(row["custom.dock"], row["custom.note"]) for row in rows] == [("7", "'=1+1"), ("", "")]


def test_without_fields_of_ones_own_no_page_speaks_of_them(world: World, client: Client):
    paths = ["/orders/new", f"/orders/{order(world)}", "/products/OIL", "/customers/new"]
    spoken = (">Own fields</h2>", 'aria-label="Own fields"')
    assert [path for path in paths if any(text in client.get(path).content.decode() for text in spoken)] == []
    assert not [name for name in rows_of(client, "/orders?format=csv")[0] if name.startswith("custom.")]


def field_form(**typed: str) -> dict[str, str]:
    empty = {
        "title": "",
        "type": "string",
        "enum": "",
        "minimum": "",
        "maximum": "",
        "maxLength": "",
        "description": "",
    }
    return {"key": KEY, "version": "0", **empty, **typed}


def test_a_field_is_added_changed_and_taken_out_at_the_desk(world: World, client: Client):
    path = "/own-fields/sales_order"
    added = field_form(name="dock", title="Dock", type="integer", minimum="1", maximum="40", required="true")
    asked = client.post(path, added)
    assert asked.status_code == 409
    assert "Documents without it stay" in asked.content.decode()
    added["accepts_misfits"] = "true"
    assert client.post(path, added)["Location"] == "/own-fields"
    listed = client.get("/own-fields").content.decode()
    assert "whole number; at least 1; at most 40" in listed
    assert "must be filled in" in listed
    assert client.post("/orders/new", order_form(world, dock="30") | {"key": KEY[:-1] + "9"}).status_code == 302
    tighter = field_form(title="Dock", type="integer", minimum="1", maximum="9", version="1", key=KEY[:-1] + "2")
    refused = client.post(f"{path}?name=dock", tighter)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "dock: tighter: maximum" in page
    assert 'name="accepts_misfits"' in page
    knowingly = {**tighter, "accepts_misfits": "true", "key": KEY[:-1] + "3"}
    assert client.post(f"{path}?name=dock", knowingly).status_code == 302
    number = SalesOrder.objects.get().number
    assert f"<span>{number}</span><span>dock must be at most 9</span>" in client.get("/own-fields").content.decode()
    gone = {**knowingly, "version": "2", "take_out": "true", "key": KEY[:-1] + "4"}
    assert client.post(f"{path}?name=dock", gone).status_code == 302
    assert "whole number" not in client.get("/own-fields").content.decode()
    assert SalesOrder.objects.get().custom == '{"dock":30}'


def test_rules_the_form_does_not_show_stay_and_a_wrong_one_is_told_beside_its_field(client: Client):
    put("customer", {"code": {"type": "string", "pattern": "^[A-Z]+$"}})
    path = "/own-fields/customer?name=code"
    assert client.post(path, field_form(title="Ledger", version="1")).status_code == 302
    assert custom_fields("customer").properties["code"] == {"type": "string", "title": "Ledger", "pattern": "^[A-Z]+$"}
    wrong = client.post(path, field_form(maxLength="x", version="2", key=KEY[:-1] + "2"))
    assert wrong.status_code == 422
    assert 'id="d-maxLength"' in wrong.content.decode()
    assert client.post(path, field_form(version="1", key=KEY[:-1] + "3")).status_code == 412
    assert client.get("/own-fields/customer?name=nothing").status_code == 404
    assert client.get("/own-fields/invoice").status_code == 404
