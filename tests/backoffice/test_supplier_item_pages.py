"""What a supplier delivers, at the desk: seen from both sides, added, changed, taken off."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from kontor.parties.models import Supplier
from kontor.procurement.models import SupplierItem
from kontor.procurement.operations import edit_supplier_item
from kontor.procurement.types import SupplierItemEdit
from tests.backoffice.forms import form_in, form_of
from tests.people import make_user
from tests.procurement.supplies import item, make_market, preferred, put, row_of
from tests.world import NOW, World, everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_market()
    put(world, item("MILL", "OIL", supplier_sku="M-1", pack="CASE", cost="96.50", currency="GBP", lead_time_days=3))
    return world


def client_of(world: World, role: str = "owner") -> Client:
    client = Client()
    client.force_login(make_user(role, branches=(world.branch,)))
    return client


def page_of(supplier: str, more: str = "") -> str:
    return f"/suppliers/{Supplier.objects.get(code=supplier).pk}{more}"


def item_page() -> str:
    return page_of("MILL", f"/items/{row_of('MILL', 'OIL').pk}")


@pytest.mark.parametrize(("role", "sees_costs"), [("accountant", True), ("sales", False)])
def test_row_51_the_supplier_lists_its_products_and_the_product_names_its_suppliers(world, role, sees_costs):
    put(world, item("FARM", "OIL", is_preferred=True, lead_time_days=1))
    client = client_of(world, role)
    mill = client.get(page_of("MILL")).content.decode()
    oil = client.get("/products/OIL").content.decode()
    assert re.findall(r'class="row" href="/suppliers/\d+/items/\d+">([^<]+)<', mill) == ["Product OIL"]
    assert "M-1" in mill
    assert "CASE of 24 EA" in mill
    assert re.findall(r'<a href="/suppliers/\d+">([^<]+)</a>', oil) == ["Green Farm", "Valley Mill"]
    assert "bought here first" in oil
    assert "3 days" in oil
    assert "1 day<" in oil
    assert ("96.50" in mill, "96.50" in oil) == (sees_costs, sees_costs)
    assert "No supplier of it is known yet." in client.get("/products/RICE").content.decode()


def test_a_supplier_with_many_products_shows_them_in_pages(world):
    for number in range(60):
        world.sku(f"S{number:02}")
    put(world, *[item("MILL", f"S{number:02}") for number in range(60)])
    client = client_of(world)
    first = client.get(page_of("MILL")).content.decode()
    (further,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = client.get(page_of("MILL") + further[further.index("?") :]).content.decode()
    rows = [re.findall(r"/items/(\d+)\"", text) for text in (first, second)]
    assert (len(rows[0]), len(rows[1]), len({*rows[0], *rows[1]})) == (50, 11, 61)


def test_a_product_is_added_once(world):
    client, path = client_of(world), page_of("MILL", "/items/new")
    form = {**form_of(client, path), "sku": "RICE", "cost": "5", "currency": "GBP", "is_preferred": "true"}
    before = everything()
    for wrong, field in (({"sku": "NOTHING"}, "sku"), ({"pack": "BOX"}, "pack"), ({"currency": ""}, "currency"),
                         ({"lead_time_days": "soon"}, "lead_time_days"), ({"cost": "much"}, "cost")):  # fmt: skip
        refused = client.post(path, {**form, **wrong})
        assert refused.status_code == 422, wrong
        page = refused.content.decode()
        assert f'<span class="wrong" id="d-{field}">' in page, wrong
        form["key"] = form_in(page)["key"]  # what the corrected form goes on with
    keys = before.pop("kernel.IdempotencyKey")
    after = everything()
    assert len(after.pop("kernel.IdempotencyKey")) >= len(keys)  # a verdict is an answer, also a refused one
    assert after == before
    first, again = (client.post(path, form) for _ in range(2))
    assert (first.status_code, again["Location"]) == (302, first["Location"])
    assert (SupplierItem.objects.count(), preferred(), row_of("MILL", "RICE").version) == (2, {"RICE": "MILL"}, 1)


def test_an_edit_that_comes_too_late_loses_nothing(world):
    client, path = client_of(world), item_page()
    form = form_of(client, path)
    assert (form["cost"], form["pack"], form["lead_time_days"]) == ("96.50", "CASE", "3")
    theirs = SupplierItemEdit(lead_time_days=9, supplier_sku="M-2")
    edit_supplier_item(item_id=row_of("MILL", "OIL").pk, version=1, edit=theirs, actor=world.actor, now=NOW)
    late = client.post(path, {**form, "lead_time_days": "5", "cost": "97"})
    assert late.status_code == 412
    assert "Changed meanwhile to “9”" in late.content.decode()
    assert client.post(path, form_in(late.content.decode())).status_code == 302
    row = row_of("MILL", "OIL")
    assert (row.lead_time_days, row.cost_micros, row.supplier_sku) == (5, 97_000_000, "M-2")
    assert client.post(path, {**form_of(client, path), "cost": "", "lead_time_days": ""}).status_code == 302
    row = row_of("MILL", "OIL")
    assert (row.cost_micros, row.currency, row.lead_time_days) == (None, "", None)


def test_who_may_not_see_costs_changes_the_rest_and_cannot_set_them(world):
    client, path = client_of(world, "sales"), item_page()
    form = form_of(client, path)
    assert not {"cost", "currency"} & form.keys()
    assert client.post(path, {**form, "cost": "1"}).status_code == 403
    assert client.post(path, {**form, "lead_time_days": "4"}).status_code == 302
    assert (row_of("MILL", "OIL").lead_time_days, row_of("MILL", "OIL").cost_micros) == (4, 96_500_000)


def test_a_product_is_taken_off_once_and_not_by_an_old_page(world):
    client, path = client_of(world), item_page()
    form = form_of(client, path)
    edit_supplier_item(
        item_id=row_of("MILL", "OIL").pk, version=1, edit=SupplierItemEdit(lead_time_days=9), actor=world.actor, now=NOW
    )
    assert client.post(f"{path}/remove", form).status_code == 412
    form = form_of(client, path)
    assert [client.post(f"{path}/remove", form).status_code for _ in range(2)] == [302, 302]
    assert SupplierItem.objects.count() == 0
    assert client.get(path).status_code == 404


def test_an_item_of_another_supplier_is_not_there(world):
    path = page_of("FARM", f"/items/{row_of('MILL', 'OIL').pk}")
    client = client_of(world)
    assert client.get(path).status_code == 404
    assert client.post(path, {"version": "1", "lead_time_days": "1"}).status_code == 404
    assert row_of("MILL", "OIL").lead_time_days == 3


def test_absurd_input_is_never_our_failure(world):
    client = client_of(world)
    for text in ("\x00", "9" * 4000, "-1", "NaN", "1e99", "²", "' OR 1=1 --", "\x07"):
        for name in "sku supplier_sku pack cost currency lead_time_days is_preferred version".split():
            form = {"sku": "OIL", "version": "1", name: text}
            for path in (page_of("MILL", "/items/new"), item_page(), item_page() + "/remove"):
                if SupplierItem.objects.filter(sku__code="OIL").exists():
                    assert client.post(path, form).status_code < 500, (path, name, text)
            put(world, item("MILL", "OIL"))
    assert client.get(page_of("MILL", "/items/new?sku=%00")).status_code < 500
    assert client.get(page_of("MILL", "/items/99999999999999999999")).status_code == 404
