"""Supplier items over HTTP: both directions, versions, masks, files."""

from __future__ import annotations

import pytest

from kontor.access.models import Role
from kontor.access.roles import RIGHTS
from kontor.procurement.models import SupplierItem
from tests.calls import refusal, send
from tests.imports.files import bring, counts, told
from tests.people import client_of, make_key, make_user
from tests.procurement.supplies import item, make_market, put, row_of
from tests.world import World, everything

pytestmark = pytest.mark.django_db
ITEMS = "/api/v1/supplier-items"


@pytest.fixture
def world() -> World:
    return make_market()


def test_over_http(world: World) -> None:
    owner = client_of(make_key(make_user("owner")))
    row = {"supplier": "MILL", "sku": "OIL", "supplier_sku": "M-1", "pack": "CASE", "cost": "96.50", "currency": "GBP"}
    body = {"items": [{**row, "is_preferred": True}, {"supplier": "NOBODY", "sku": "OIL"}]}
    first = send(owner, "POST", f"{ITEMS}/put", body, key="p1")
    assert (first.json()["created"], first.json()["refused"], first.json()["items"][1]["field"]) == (1, 1, "supplier")
    assert send(owner, "POST", f"{ITEMS}/put", body, key="p1").content == first.content
    item_id = first.json()["items"][0]["id"]
    (seen,) = send(owner, "GET", f"{ITEMS}?supplier=MILL").json()["items"]
    assert seen == send(owner, "GET", f"{ITEMS}?product_id={seen['product_id']}&preferred=true").json()["items"][0]
    assert (seen["cost"], seen["pack_factor"], seen["is_preferred"]) == ("96.50", 24, True)
    one = send(owner, "GET", f"{ITEMS}/{item_id}")
    assert (one["ETag"], one.json()) == ('"1"', seen)
    assert send(owner, "PATCH", f"{ITEMS}/{item_id}", {"lead_time_days": 5}, version=1).json()["version"] == 2
    assert refusal(send(owner, "PATCH", f"{ITEMS}/{item_id}", {"lead_time_days": 6}, version=1)) == (
        412, "version_mismatch",
    )  # fmt: skip
    assert refusal(send(owner, "PATCH", f"{ITEMS}/{item_id}", {"cost": ""}, version=2))[0] == 422
    assert refusal(send(owner, "GET", f"{ITEMS}?suplier=MILL")) == (422, "invalid_input")
    assert refusal(send(owner, "DELETE", f"{ITEMS}/{item_id}", version=1)) == (412, "version_mismatch")
    assert send(owner, "DELETE", f"{ITEMS}/{item_id}", version=2).json()["sku"] == "OIL"
    assert refusal(send(owner, "GET", f"{ITEMS}/{item_id}")) == (404, "supplier_item_not_found")


def test_costs_are_seen_and_set_by_those_who_may(world: World) -> None:
    put(world, item("MILL", "OIL", cost="2", currency="GBP", lead_time_days=3))
    sales, path = client_of(make_key(make_user("sales"))), f"{ITEMS}/{row_of('MILL', 'OIL').pk}"
    seen = send(sales, "GET", path).json()
    assert (seen["cost"], seen["currency"], seen["lead_time_days"]) == (None, None, 3)
    before = everything()
    for field, value in (("cost", "1"), ("cost", None), ("currency", "KES")):
        assert refusal(send(sales, "PATCH", path, {field: value}, version=1)) == (403, "field_masked")
        body = {"items": [{"supplier": "FARM", "sku": "OIL", field: value}]}
        assert refusal(send(sales, "POST", f"{ITEMS}/put", body)) == (403, "field_masked")
    assert everything() == before
    assert send(sales, "PATCH", path, {"lead_time_days": 4}, version=1).status_code == 200
    assert (row_of("MILL", "OIL").cost_micros, row_of("MILL", "OIL").currency) == (2_000_000, "GBP")


def test_who_only_reads_writes_nothing(world: World) -> None:
    put(world, item("MILL", "OIL"))
    Role.objects.create(code="r", name="Reader", rights=[right for right in RIGHTS if right != "parties.write"])
    reader, path = client_of(make_key(make_user("r"))), f"{ITEMS}/{row_of('MILL', 'OIL').pk}"
    before = everything()
    for method, where, body in (("PATCH", path, {"lead_time_days": 1}), ("DELETE", path, None),
                                ("POST", f"{ITEMS}/put", {"items": [{"supplier": "FARM", "sku": "OIL"}]})):  # fmt: skip
        assert send(reader, method, where, body, version=1).status_code == 403
    assert everything() == before


def test_a_file_of_supplier_items_comes_in(world: World) -> None:
    lines = (
        "Vendor No,Item No,Vendor Item No,UoM,Purchase Price,Currency,Lead Time",
        "MILL,OIL,M-1,CASE,96.50,GBP,3",
        "MILL,RICE,,,,,7",
        "MILL,NOTHING,,,,,",
    )
    report = bring(world, "supplier_items", lines, skip_bad=True)
    assert counts(report) == (2, 0, 0, 1)
    assert [(row, column) for row, column, _ in told(report)] == [(4, "Item No")]
    assert SupplierItem.objects.count() == 2
    assert row_of("MILL", "OIL").cost_micros == 96_500_000
    assert (row_of("MILL", "RICE").lead_time_days, row_of("MILL", "RICE").pack.code) == (7, "EA")
    before = SupplierItem.objects.values_list()
    assert counts(bring(world, "supplier_items", lines, skip_bad=True)) == (0, 0, 2, 1)
    assert list(SupplierItem.objects.values_list()) == list(before)
