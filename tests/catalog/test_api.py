from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kontor.access.models import AuditRecord
from kontor.catalog.models import SKU, Category, Product
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

BOTTLE = "4006381333931"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def owner(world: World) -> Client:
    return client_of(make_key(make_user("owner", branches=(world.branch,))))


def oil(world: World, **extra: Any) -> dict[str, Any]:
    packs = [{"code": "EA", "factor": 1, "barcodes": [BOTTLE]}, {"code": "CASE", "factor": 12}]
    sku = {"code": "OIL-1L", "weight_grams": 920, "packs": packs}
    return {"code": "OIL", "name": "Oil", "tax_class": world.tax_class.code, "skus": [sku], **extra}


def test_a_product_is_added_read_changed_and_found_by_its_barcode(world: World, owner: Client) -> None:
    added = send(owner, "POST", "/api/v1/products", oil(world))
    assert (added.status_code, added["ETag"]) == (201, '"1"')
    product_id = added.json()["id"]
    assert added.json() == {
        "id": product_id,
        "code": "OIL",
        "version": 1,
        "skus": [{"id": SKU.objects.get().pk, "code": "OIL-1L"}],
    }

    read = send(owner, "GET", f"/api/v1/products/{product_id}")
    assert read["ETag"] == '"1"'
    assert [(pack["code"], pack["factor"]) for pack in read.json()["skus"][0]["packs"]] == [("EA", 1), ("CASE", 12)]

    change = {"name": "Olive oil", "skus": [{"code": "OIL-1L", "packs": [{"code": "PALLET", "factor": 720}]}]}
    edited = send(owner, "PATCH", f"/api/v1/products/{product_id}", change, version=1)
    assert (edited.status_code, edited["ETag"]) == (200, '"2"')
    assert edited.json() == {"id": product_id, "code": "OIL", "version": 2}

    found = send(owner, "GET", f"/api/v1/barcodes/0{BOTTLE}")
    assert (found.json()["sku"], found.json()["pack"], found.json()["factor"]) == ("OIL-1L", "EA", 1)
    listed = send(owner, "GET", "/api/v1/products?search=olive&active=true").json()
    assert ([item["code"] for item in listed["items"]], listed["next_cursor"]) == (["OIL"], None)


def test_a_repeated_request_is_answered_with_the_same_bytes_and_another_body_refused(
    world: World, owner: Client
) -> None:
    first = send(owner, "POST", "/api/v1/products", oil(world), key="k1")
    again = send(owner, "POST", "/api/v1/products", oil(world), key="k1")
    assert (again.status_code, again.content) == (201, first.content)
    assert Product.objects.count() == 1
    other = send(owner, "POST", "/api/v1/products", oil(world, code="OIL2"), key="k1")
    assert refusal(other) == (422, "idempotency_key_reused")
    without = owner.post("/api/v1/products", oil(world), content_type="application/json")
    assert refusal(without) == (422, "invalid_input")
    assert Product.objects.count() == 1


def test_an_edit_needs_the_version_that_was_read(world: World, owner: Client) -> None:
    product_id = send(owner, "POST", "/api/v1/products", oil(world)).json()["id"]
    path = f"/api/v1/products/{product_id}"
    assert refusal(send(owner, "PATCH", path, {"name": "New"})) == (428, "if_match_required")
    send(owner, "PATCH", path, {"name": "First"}, version=1)
    audited = AuditRecord.objects.count()
    lost = send(owner, "PATCH", path, {"name": "Second"}, version=1)
    assert refusal(lost) == (412, "version_mismatch")
    assert lost.json()["version"] == 2
    assert Product.objects.get().name == "First"
    assert AuditRecord.objects.count() == audited


def test_a_retried_edit_is_answered_as_before_though_the_version_has_moved_on(world: World, owner: Client) -> None:
    product_id = send(owner, "POST", "/api/v1/products", oil(world)).json()["id"]
    path = f"/api/v1/products/{product_id}"
    first = send(owner, "PATCH", path, {"name": "First"}, version=1, key="k1")
    again = send(owner, "PATCH", path, {"name": "First"}, version=1, key="k1")
    assert (again.status_code, again.content, again["ETag"]) == (200, first.content, '"2"')


def test_a_refused_batch_names_every_wrong_row_and_stores_nothing(world: World, owner: Client) -> None:
    rows = [oil(world), oil(world), oil(world, code="RICE", name="", skus=[{"code": "RICE"}])]
    refused = send(owner, "POST", "/api/v1/products/batch", {"items": rows})
    assert refusal(refused) == (422, "rows_invalid")
    assert [(row["row"], row["code"], row["field"]) for row in refused.json()["rows"]] == [
        (1, "code_taken", "code"),
        (2, "text_invalid", "name"),
    ]
    assert not Product.objects.exists()
    taken = send(owner, "POST", "/api/v1/products/batch", {"items": rows[:1]})
    assert (taken.status_code, [item["code"] for item in taken.json()["items"]]) == (201, ["OIL"])


@pytest.mark.parametrize(
    ("extra", "status", "code"),
    [
        ({"version": 7}, 422, "invalid_input"),
        ({"skus": [{"code": "A", "is_stocked": False}]}, 422, "invalid_input"),
        ({"skus": [{"code": "A", "packs": [{"code": "CASE", "factor": 1.5}]}]}, 422, "invalid_input"),
        ({"skus": [{"code": "A", "packs": [{"code": "CASE", "factor": "12"}]}]}, 422, "invalid_input"),
        ({"skus": [{"code": "A", "packs": [{"code": "CASE", "factor": 10**30}]}]}, 422, "product_invalid"),
        (
            {"skus": [{"code": "A", "packs": [{"code": "CASE", "factor": 12, "barcodes": ["1"]}]}]},
            422,
            "barcode_invalid",
        ),
        ({"type": "gift"}, 422, "invalid_input"),
        ({"category_id": 10**30}, 422, None),
        ({"code": "A\x01B"}, 422, "text_invalid"),
        ({"code": "A\0B"}, 422, "invalid_input"),
        ({"tax_class": "\x01"}, 422, "product_invalid"),
        ({"name": "\ud800"}, 422, "invalid_input"),
    ],
)
def test_what_cannot_be_a_product_is_refused(
    world: World, owner: Client, extra: dict[str, Any], status: int, code: str | None
) -> None:
    refused = refusal(send(owner, "POST", "/api/v1/products", oil(world, **extra)))
    assert refused == (status, code or refused[1])
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    "query",
    ["active=yes", "category_id=food", "category_id=0", "limit=501", "cursor=x", "search=%00", f"search={'x' * 201}"],
)
def test_a_query_that_makes_no_sense_is_refused(owner: Client, query: str) -> None:
    assert refusal(send(owner, "GET", f"/api/v1/products?{query}")) == (422, "invalid_input")


@pytest.mark.parametrize("barcode", ["96385074", "%00", "9" * 50, "O'Brien", "٤٠٠٦"])
def test_an_unknown_barcode_is_not_found(owner: Client, barcode: str) -> None:
    assert refusal(send(owner, "GET", f"/api/v1/barcodes/{barcode}")) == (404, "barcode_unknown")


@pytest.mark.parametrize("product_id", [0, 10**9, 10**30])
def test_an_unknown_product_is_not_found(owner: Client, product_id: int) -> None:
    path = f"/api/v1/products/{product_id}"
    assert refusal(send(owner, "GET", path)) == (404, "product_not_found")
    assert refusal(send(owner, "PATCH", path, {"name": "New"}, version=1)) == (404, "product_not_found")


def test_skus_are_taken_off_sale(world: World, owner: Client) -> None:
    send(owner, "POST", "/api/v1/products", oil(world))
    done = send(owner, "POST", "/api/v1/skus/activation", {"skus": ["OIL-1L"], "is_active": False})
    assert done.json() == {"is_active": False, "changed": ["OIL-1L"]}
    assert SKU.objects.get().is_active is False
    missing = send(owner, "POST", "/api/v1/skus/activation", {"skus": ["NONE"], "is_active": False})
    assert refusal(missing) == (404, "sku_not_found")


def test_categories_are_added_moved_and_never_below_themselves(owner: Client) -> None:
    food = send(owner, "POST", "/api/v1/categories", {"name": "Food"})
    assert (food.status_code, food["ETag"]) == (201, '"1"')
    oils = send(owner, "POST", "/api/v1/categories", {"name": "Oils", "parent_id": food.json()["id"]}).json()
    path = f"/api/v1/categories/{food.json()['id']}"
    assert send(owner, "GET", path)["ETag"] == '"1"'
    cycle = send(owner, "PATCH", path, {"parent_id": oils["id"]}, version=1)
    assert refusal(cycle) == (409, "category_cycle")
    moved = send(owner, "PATCH", f"/api/v1/categories/{oils['id']}", {"parent_id": None}, version=1)
    assert (moved.json()["parent_id"], moved["ETag"]) == (None, '"2"')
    assert [item["name"] for item in send(owner, "GET", "/api/v1/categories").json()["items"]] == ["Food", "Oils"]
    assert Category.objects.filter(parent=None).count() == 2


def test_a_tax_class_is_added_once(world: World, owner: Client) -> None:
    assert send(owner, "POST", "/api/v1/tax-classes", {"code": "E", "name": "Reduced"}).status_code == 201
    assert refusal(send(owner, "POST", "/api/v1/tax-classes", {"code": "E", "name": "Again"})) == (409, "code_taken")
    codes = [item["code"] for item in send(owner, "GET", "/api/v1/tax-classes").json()["items"]]
    assert codes == [world.tax_class.code, "E"]
