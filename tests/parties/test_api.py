from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kontor.access.models import AuditRecord
from kontor.parties.models import Customer
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user

pytestmark = pytest.mark.django_db

SHOP: dict[str, Any] = {"code": "CSTD0001", "name": "Corner Shop", "phone": "+254 700", "registered_on": "2026-03-02"}


@pytest.fixture
def owner() -> Client:
    return client_of(make_key(make_user("owner")))


def test_a_customer_is_added_changed_delisted_and_relisted(owner: Client) -> None:
    assert send(owner, "POST", "/api/v1/channels", {"code": "TT", "name": "Traditional trade"}).status_code == 201
    added = send(owner, "POST", "/api/v1/customers", {**SHOP, "channel": "TT"})
    customer_id = added.json()["id"]
    assert (added.status_code, added["ETag"]) == (201, '"1"')
    assert added.json() == {"id": customer_id, "code": "CSTD0001", "is_active": True, "version": 1}
    path = f"/api/v1/customers/{customer_id}"

    edited = send(owner, "PATCH", path, {"email": "shop@example.com", "channel": None}, version=1)
    assert (edited.status_code, edited["ETag"]) == (200, '"2"')
    delisted = send(owner, "POST", f"{path}/delist", {"reason": "Closed"}, version=2)
    assert (delisted.json()["is_active"], delisted["ETag"]) == (False, '"3"')
    read = send(owner, "GET", path)
    assert read.json() == {
        "id": customer_id,
        "code": "CSTD0001",
        "name": "Corner Shop",
        "channel": None,
        "country": "",
        "address": "",
        "phone": "+254 700",
        "email": "shop@example.com",
        "tax_pin": "",
        "is_active": False,
        "registered_on": "2026-03-02",
        "version": 3,
        "area": None,
        "payment_terms": "immediate",
        "erased_at": None,
        "custom": {},
    }
    assert send(owner, "GET", "/api/v1/customers?active=true").json()["items"] == []
    assert send(owner, "POST", f"{path}/relist", version=3).json()["is_active"] is True


def test_a_repeated_request_adds_one_customer(owner: Client) -> None:
    first = send(owner, "POST", "/api/v1/customers", SHOP, key="k1")
    assert send(owner, "POST", "/api/v1/customers", SHOP, key="k1").content == first.content
    assert refusal(send(owner, "POST", "/api/v1/customers", SHOP)) == (409, "code_taken")
    assert Customer.objects.count() == 1


def test_an_edit_or_delisting_needs_the_version_that_was_read(owner: Client) -> None:
    path = f"/api/v1/customers/{send(owner, 'POST', '/api/v1/customers', SHOP).json()['id']}"
    send(owner, "PATCH", path, {"name": "First"}, version=1)
    before = list(Customer.objects.values()), AuditRecord.objects.count()
    assert refusal(send(owner, "PATCH", path, {"name": "New"})) == (428, "if_match_required")
    assert refusal(send(owner, "PATCH", path, {"name": "New"}, version=1)) == (412, "version_mismatch")
    assert refusal(send(owner, "POST", f"{path}/delist", {"reason": "Closed"})) == (428, "if_match_required")
    assert refusal(send(owner, "POST", f"{path}/delist", {"reason": "Closed"}, version=1)) == (412, "version_mismatch")
    assert (list(Customer.objects.values()), AuditRecord.objects.count()) == before


def test_a_refused_batch_names_every_wrong_row_and_stores_nothing(owner: Client) -> None:
    rows = [SHOP, SHOP, {**SHOP, "code": "C2", "email": "nobody"}]
    refused = send(owner, "POST", "/api/v1/customers/batch", {"items": rows})
    assert refusal(refused) == (422, "rows_invalid")
    assert [(row["row"], row["code"], row["field"]) for row in refused.json()["rows"]] == [
        (1, "code_taken", "code"),
        (2, "text_invalid", "email"),
    ]
    assert not Customer.objects.exists()
    assert send(owner, "POST", "/api/v1/customers/batch", {"items": rows[:1]}).status_code == 201


@pytest.mark.parametrize(
    "change",
    [{"version": 7}, {"is_active": False}, {"code": "C2"}, {"registered_on": "02.03.2026"}, {"name": None}],
)
def test_what_cannot_be_changed_is_refused(owner: Client, change: dict[str, Any]) -> None:
    path = f"/api/v1/customers/{send(owner, 'POST', '/api/v1/customers', SHOP).json()['id']}"
    assert refusal(send(owner, "PATCH", path, change, version=1)) == (422, "invalid_input")
    assert Customer.objects.get().version == 1


@pytest.mark.parametrize("customer_id", [0, 10**9, 10**30])
def test_an_unknown_customer_is_not_found(owner: Client, customer_id: int) -> None:
    path = f"/api/v1/customers/{customer_id}"
    assert refusal(send(owner, "GET", path)) == (404, "customer_not_found")
    assert refusal(send(owner, "PATCH", path, {"name": "New"}, version=1)) == (404, "customer_not_found")
    assert refusal(send(owner, "POST", f"{path}/delist", {"reason": "Closed"}, version=1)) == (
        404,
        "customer_not_found",
    )


def test_suppliers_are_added_and_found(owner: Client) -> None:
    assert send(owner, "POST", "/api/v1/suppliers", {"code": "MILL", "name": "Valley Mill"}).status_code == 201
    rows = [{"code": "FARM", "name": "Hill Farm"}, {"code": "SAW", "name": "Saw mill"}]
    assert send(owner, "POST", "/api/v1/suppliers/batch", {"items": rows}).status_code == 201
    found = send(owner, "GET", "/api/v1/suppliers?search=mill").json()["items"]
    assert [item["code"] for item in found] == ["MILL", "SAW"]
    assert refusal(send(owner, "POST", "/api/v1/suppliers", {"code": "MILL", "name": "Again"})) == (409, "code_taken")
    assert refusal(send(owner, "POST", "/api/v1/suppliers/batch", {"items": []})) == (422, "party_invalid")


def test_channels_are_added_once(owner: Client) -> None:
    assert send(owner, "POST", "/api/v1/channels", {"code": "TT", "name": "Traditional trade"}).status_code == 201
    assert refusal(send(owner, "POST", "/api/v1/channels", {"code": "TT", "name": "Again"})) == (409, "code_taken")
    assert [item["code"] for item in send(owner, "GET", "/api/v1/channels").json()["items"]] == ["TT"]
