"""Fields of a company's own on orders, customers and products: written, read, edited, listed."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kontor.access.models import AuditRecord
from kontor.catalog.models import Product, ProductVersion
from kontor.parties.models import Customer
from kontor.sales.models import SalesOrder
from tests.calls import refusal, send
from tests.customization.schemas import DOCK, OPENED, WINDOW, put
from tests.people import client_of, make_key, make_user
from tests.sales.http import line, open_shop
from tests.sales.orders import draft, make_shop, place
from tests.sales.orders import line as order_line
from tests.world import everything, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    make_world()
    return client_of(make_key(make_user("owner")))


def test_row_14_an_order_carries_a_field_of_the_companys_own():
    put("sales_order", {"dock": DOCK, "window": WINDOW})
    shop = open_shop("OIL")
    placed = shop.placed(line("OIL", 2), confirm=True, custom={"dock": 7, "window": "morning"})
    path = f"/{placed['id']}"
    assert shop.send("GET", path).json()["custom"] == {"dock": 7, "window": "morning"}
    amended = shop.send("PATCH", path, {"custom": {"dock": 8, "window": None}}, version=1)
    assert amended.status_code == 200, amended.content
    assert shop.send("GET", path).json()["custom"] == {"dock": 8}
    assert shop.send("GET", "").json()["items"][0]["custom"] == {"dock": 8}
    trail = AuditRecord.objects.filter(action="order.amend").latest("id")
    before, after = json.loads(trail.diff)["order"]
    assert (before["custom"], after["custom"]) == ({"dock": 7, "window": "morning"}, {"dock": 8})


def test_steps_leave_an_orders_own_fields_as_they_are():
    put("sales_order", {"dock": DOCK})
    shop = open_shop("OIL")
    placed = shop.placed(line("OIL", 2), custom={"dock": 7}, submit=True)
    assert shop.send("POST", f"/{placed['id']}/confirm", {}).status_code == 200
    assert shop.send("POST", f"/{placed['id']}/ship", {}).status_code == 200
    assert shop.send("GET", f"/{placed['id']}").json()["custom"] == {"dock": 7}


def test_an_order_with_wrong_fields_is_refused_by_field_and_nothing_changes():
    put("sales_order", {"dock": DOCK, "window": WINDOW}, "window")
    shop = open_shop("OIL")
    before = everything()
    refused = shop.send("POST", "", shop.draft(line("OIL", 1), custom={"dock": 99, "color": "red"}))
    assert refusal(refused) == (422, "custom_invalid")
    assert refused.json()["fields"] == [
        {"field": "color", "reason": "is no field here; there are: dock, window"},
        {"field": "dock", "reason": "must be at most 40"},
        {"field": "window", "reason": "is required"},
    ]
    assert refusal(shop.send("POST", "", shop.draft(line("OIL", 1), custom={"dock": {"no": 1}})))[0] == 422
    assert everything() == before


def test_a_till_sells_without_what_the_desk_requires():
    put("sales_order", {"window": WINDOW}, "window")
    shop = open_shop("OIL")
    sold = shop.send("POST", "", shop.draft(line("OIL", 1), counter_sale=True))
    assert (sold.status_code, sold.json()["lifecycle"]) == (201, "closed")


def test_in_a_batch_only_the_order_with_wrong_fields_is_refused():
    put("sales_order", {"dock": DOCK})
    shop = open_shop("OIL")
    drafts = [shop.draft(line("OIL", 1), custom={"dock": dock}) for dock in (1, 99)]
    items = shop.send("POST", "/batch", {"orders": drafts}).json()["items"]
    assert [item["refusal"] and item["refusal"]["code"] for item in items] == [None, "custom_invalid"]
    assert SalesOrder.objects.get().custom == '{"dock":1}'


def test_fields_of_ones_own_cost_an_order_no_statement():
    world = make_shop("OIL")
    place(world, draft(world, order_line("OIL", 1)))  # what is kept in memory is there now

    def statements(**extra):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            place(world, draft(world, order_line("OIL", 1), **extra))
        return len(captured)

    without = statements()
    put("sales_order", {"dock": DOCK, "window": WINDOW}, "window")
    assert statements(custom={"dock": 1, "window": "morning"}) == without


def test_a_customers_own_fields_are_written_edited_and_never_spelled_out_in_the_trail(owner):
    put("customer", {"opened_on": OPENED, "dock": DOCK})
    shop = {"code": "S1", "name": "Shop", "custom": {"opened_on": "2026-03-01"}}
    added = send(owner, "POST", "/api/v1/customers", shop).json()
    path = f"/api/v1/customers/{added['id']}"
    assert send(owner, "GET", path).json()["custom"] == {"opened_on": "2026-03-01"}
    edited = send(owner, "PATCH", path, {"custom": {"dock": 4}}, version=1)
    assert (edited.status_code, edited["ETag"]) == (200, '"2"')
    assert send(owner, "PATCH", path, {"custom": {"dock": 4}}, version=2)["ETag"] == '"2"'
    assert send(owner, "GET", "/api/v1/customers").json()["items"][0]["custom"] == {
        "opened_on": "2026-03-01",
        "dock": 4,
    }
    assert json.loads(AuditRecord.objects.get(action="customer.edit").diff) == {"custom": ["changed", "changed"]}
    wrong = send(owner, "PATCH", path, {"custom": {"opened_on": "soon"}}, version=2)
    assert refusal(wrong) == (422, "custom_invalid")
    assert wrong.json()["field"] == "custom.opened_on"
    assert Customer.objects.get(code="S1").version == 2


def test_erasing_a_customer_erases_its_own_fields(owner):
    put("customer", {"dock": DOCK})
    added = send(owner, "POST", "/api/v1/customers", {"code": "S1", "name": "Shop", "custom": {"dock": 1}}).json()
    path = f"/api/v1/customers/{added['id']}"
    assert send(owner, "POST", f"{path}/delist", {"reason": "Asked"}, version=1).status_code == 200
    assert send(owner, "POST", f"{path}/pseudonymize", version=2).status_code == 200
    assert Customer.objects.get(code="S1").custom == "{}"


def test_a_list_of_customers_puts_fields_and_leaves_those_it_does_not_name(owner):
    put("customer", {"dock": DOCK}, "dock")
    rows = [
        {"code": "S1", "name": "Shop", "custom": {"dock": 1}},
        {"code": "S2", "name": "Other"},
        {"code": "S3", "name": "Third", "custom": {"dock": 99}},
    ]
    items = send(owner, "POST", "/api/v1/customers/put", {"items": rows}).json()["items"]
    assert [(item["verdict"], item["field"]) for item in items] == [
        ("created", None),
        ("refused", "custom.dock"),
        ("refused", "custom.dock"),
    ]
    again = send(owner, "POST", "/api/v1/customers/put", {"items": [{"code": "S1", "name": "Shop 1"}]})
    assert again.json()["updated"] == 1
    assert Customer.objects.get(code="S1").custom == '{"dock":1}'


def test_a_products_own_fields_are_written_edited_and_kept_in_every_version(owner):
    put("product", {"shelf": {"type": "string"}, "fragile": {"type": "boolean"}})
    tax = make_world().tax_class.code
    body = {"code": "P1", "name": "Glass", "tax_class": tax, "skus": [{"code": "P1"}], "custom": {"shelf": "A3"}}
    added = send(owner, "POST", "/api/v1/products", body).json()
    path = f"/api/v1/products/{added['id']}"
    assert send(owner, "PATCH", path, {"custom": {"fragile": True}}, version=1).status_code == 200
    assert send(owner, "GET", path).json()["custom"] == {"shelf": "A3", "fragile": True}
    kept = ProductVersion.objects.filter(product_id=added["id"]).order_by("version")
    assert [json.loads(row.state)["custom"] for row in kept] == [{"shelf": "A3"}, {"shelf": "A3", "fragile": True}]
    wrong = send(owner, "PATCH", path, {"custom": {"fragile": "very"}}, version=2)
    assert refusal(wrong) == (422, "custom_invalid")
    assert Product.objects.get(code="P1").version == 2


def test_a_list_of_products_puts_fields(owner):
    put("product", {"shelf": {"type": "string"}})
    tax = make_world().tax_class.code
    rows = [
        {"code": "P1", "name": "Glass", "tax_class": tax, "custom": {"shelf": "A3"}},
        {"code": "P2", "name": "Cup", "tax_class": tax, "custom": {"shelf": 3}},
    ]
    items = send(owner, "POST", "/api/v1/products/put", {"items": rows}).json()["items"]
    assert [(item["verdict"], item["field"]) for item in items] == [("created", None), ("refused", "custom.shelf")]
    same = send(owner, "POST", "/api/v1/products/put", {"items": rows[:1]}).json()
    assert same["unchanged"] == 1


def test_a_tighter_schema_leaves_what_is_stored_and_shows_it_until_it_is_edited():
    put("sales_order", {"dock": DOCK})
    shop = open_shop("OIL")
    placed = shop.placed(line("OIL", 2), custom={"dock": 30})
    put("sales_order", {"dock": {**DOCK, "maximum": 9}, "window": WINDOW})
    path = f"/{placed['id']}"
    assert shop.send("GET", path).json()["custom"] == {"dock": 30}
    assert shop.send("PATCH", path, {"priority": 1}, version=1).status_code == 200
    refused = shop.send("PATCH", path, {"custom": {"window": "morning"}}, version=2)
    assert refused.json()["fields"] == [{"field": "dock", "reason": "must be at most 9"}]
    mended = shop.send("PATCH", path, {"custom": {"window": "morning", "dock": 9}}, version=2)
    assert mended.status_code == 200
    assert SalesOrder.objects.get().custom == '{"dock":9,"window":"morning"}'


def test_what_does_not_fit_a_new_schema_is_listed_until_it_is_mended():
    put("sales_order", {"dock": DOCK})
    shop = open_shop("OIL")
    orders = [shop.placed(line("OIL", 1), custom={"dock": dock}) for dock in (3, 30, 40)]
    shop.placed(line("OIL", 1))
    put("sales_order", {"dock": {**DOCK, "maximum": 9}})
    path = "/api/v1/custom-fields/sales_order/misfits"
    fault = {"field": "dock", "reason": "must be at most 9"}
    first = send(shop.client, "GET", f"{path}?limit=1").json()
    assert first["items"] == [{"id": orders[1]["id"], "label": orders[1]["number"], "faults": [fault]}]
    rest = send(shop.client, "GET", f"{path}?limit=1&cursor={first['next_cursor']}").json()
    assert ([item["id"] for item in rest["items"]], rest["next_cursor"]) == ([orders[2]["id"]], None)
    assert shop.send("PATCH", f"/{orders[1]['id']}", {"custom": {"dock": 9}}, version=1).status_code == 200
    assert [item["id"] for item in send(shop.client, "GET", path).json()["items"]] == [orders[2]["id"]]
    stranger = client_of(make_key(make_user("owner")))
    assert send(stranger, "GET", path).json()["items"] == []


def test_a_field_that_became_required_is_missed_in_every_document(owner):
    send(owner, "POST", "/api/v1/customers", {"code": "S1", "name": "Shop"})
    put("customer", {"dock": DOCK})
    put("customer", {"dock": DOCK}, "dock")
    (misfit,) = send(owner, "GET", "/api/v1/custom-fields/customer/misfits").json()["items"]
    assert (misfit["label"], misfit["faults"]) == ("S1", [{"field": "dock", "reason": "is required"}])


def test_the_description_an_installation_serves_names_its_own_fields():
    put("sales_order", {"dock": DOCK, "window": WINDOW})
    described = Client().get("/api/schema/?format=json").json()["components"]["schemas"]
    for shape in ("OrderDraft", "OrderAmendment", "OrderDetail", "OrderListItem"):
        custom = described[shape]["properties"]["custom"]
        own = custom if "properties" in custom else custom["anyOf"][0]
        assert own["properties"]["dock"] == {"type": ["integer", "null"], "minimum": 1, "maximum": 40}, shape
        assert own["properties"]["window"]["enum"] == ["morning", "afternoon", None]
    assert described["CustomerDraft"]["properties"]["custom"]["properties"] == {}
