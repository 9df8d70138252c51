from __future__ import annotations

import json
from typing import Any

import pytest

from kontor.access.models import AuditRecord
from kontor.organization.models import Branch, Business, Employment
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user

pytestmark = pytest.mark.django_db

DEPOT: dict[str, Any] = {
    "code": "NAIROBI",
    "name": "Depot",
    "time_zone": "Africa/Nairobi",
    "day_starts_at": "06:00",
}
NORTH: dict[str, Any] = {"code": "NORTH", "name": "Northern Trading", "currency": "KES", "branch": DEPOT}


@pytest.fixture
def business():
    return Business.objects.create(code="B1", name="One", currency="GBP")


@pytest.fixture
def branch(business):
    return Branch.objects.create(business=business, code="A1", name="Depot")


@pytest.fixture
def foreign():
    business = Business.objects.create(code="B9", name="Other", currency="USD")
    return Branch.objects.create(business=business, code="Z9", name="Other depot")


@pytest.fixture
def owner(branch):
    return make_user("owner", branches=(branch,))


@pytest.fixture
def client(owner):
    return client_of(make_key(owner))


def audit_of(subject: str) -> list[tuple[int, str, dict]]:
    rows = AuditRecord.objects.filter(subject=subject).order_by("id")
    return [(row.actor_id, row.action, json.loads(row.diff)) for row in rows]


def test_a_new_business_has_a_branch_its_maker_works_in(client, owner):
    made = send(client, "POST", "/api/v1/businesses", NORTH)
    assert made.status_code == 201
    business, branch = made.json()["business"], made.json()["branch"]
    assert (business["code"], business["currency"], business["version"]) == ("NORTH", "KES", 1)
    assert branch == {
        "id": branch["id"],
        "business_id": business["id"],
        "code": "NAIROBI",
        "name": "Depot",
        "time_zone": "Africa/Nairobi",
        "day_starts_at": "06:00",
        "closed_through_on": None,
        "is_active": True,
        "version": 1,
    }
    assert client.get(f"/api/v1/branches/{branch['id']}").json() == branch
    assert client.get(f"/api/v1/businesses/{business['id']}").json() == business
    diff = {
        "code": [None, "NORTH"],
        "name": [None, "Northern Trading"],
        "currency": [None, "KES"],
        "branch": [None, "NAIROBI"],
        "owner_id": [None, None],
    }
    expected = [(owner.pk, "organization.create_business", diff)]
    assert audit_of(f"organization.business:{business['id']}") == expected


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"code": "B1"}, 409, "code_taken"),
        ({"branch": DEPOT | {"code": "A1"}}, 409, "code_taken"),
        ({"branch": DEPOT | {"time_zone": "Mars/Olympus"}}, 422, "time_zone_unknown"),
        ({"branch": DEPOT | {"time_zone": "../../etc/passwd"}}, 422, "time_zone_unknown"),
        ({"branch": DEPOT | {"day_starts_at": "24:00"}}, 422, "invalid_input"),
        ({"currency": "pound"}, 422, "invalid_input"),
        ({"currency": "XXX"}, 422, "money_invalid"),
        ({"code": "lower"}, 422, "invalid_input"),
        ({"version": 7}, 422, "invalid_input"),
    ],
)
def test_a_refused_business_leaves_nothing(client, change, status, code):
    before = Business.objects.count(), Branch.objects.count(), Employment.objects.count(), AuditRecord.objects.count()
    assert refusal(send(client, "POST", "/api/v1/businesses", NORTH | change)) == (status, code)
    after = Business.objects.count(), Branch.objects.count(), Employment.objects.count(), AuditRecord.objects.count()
    assert after == before


def test_create_business_does_it_once_per_key(client):
    first = send(client, "POST", "/api/v1/businesses", NORTH, key="k1")
    assert send(client, "POST", "/api/v1/businesses", NORTH, key="k1").content == first.content
    assert Business.objects.filter(code="NORTH").count() == 1


def test_create_branch_adds_it_to_the_business(client, business, owner):
    body = {"code": "A2", "name": "Port"}
    made = send(client, "POST", f"/api/v1/businesses/{business.pk}/branches", body)
    assert (made.status_code, made.json()["business_id"], made.json()["time_zone"]) == (201, business.pk, "UTC")
    assert Employment.objects.filter(user=owner, branch__code="A2").exists()
    ((actor_id, action, diff),) = audit_of(f"organization.branch:{made.json()['id']}")
    assert (actor_id, action, diff["code"]) == (owner.pk, "organization.create_branch", [None, "A2"])


def test_what_belongs_to_others_is_not_found(client, foreign, branch, business):
    business_id = foreign.business_id
    answers = [
        client.get(f"/api/v1/businesses/{business_id}"),
        client.get(f"/api/v1/branches/{foreign.pk}"),
        send(client, "PATCH", f"/api/v1/businesses/{business_id}", {"name": "Mine"}, version=1),
        send(client, "PATCH", f"/api/v1/branches/{foreign.pk}", {"name": "Mine"}, version=1),
        send(client, "POST", f"/api/v1/businesses/{business_id}/branches", {"code": "A2", "name": "Port"}),
        send(client, "POST", f"/api/v1/branches/{foreign.pk}/close-period", {"through_on": "2026-01-31"}, version=1),
    ]
    assert [answer.status_code for answer in answers] == [404] * 6
    assert [row["id"] for row in client.get("/api/v1/businesses").json()["items"]] == [business.pk]
    assert [row["id"] for row in client.get("/api/v1/branches").json()["items"]] == [branch.pk]
    assert AuditRecord.objects.count() == 0


def test_edit_branch_changes_only_what_was_sent(client, branch, owner):
    body = {"name": "Main depot", "day_starts_at": "05:30"}
    response = send(client, "PATCH", f"/api/v1/branches/{branch.pk}", body, version=1)
    assert (response.status_code, response["ETag"]) == (200, '"2"')
    told = response.json()
    assert (told["name"], told["day_starts_at"], told["time_zone"]) == ("Main depot", "05:30", "UTC")
    diff = {"name": ["Depot", "Main depot"], "day_starts_at": ["00:00", "05:30"]}
    assert audit_of(f"organization.branch:{branch.pk}") == [(owner.pk, "organization.edit_branch", diff)]


def test_edit_business_changes_only_what_was_sent(client, business, owner):
    response = send(client, "PATCH", f"/api/v1/businesses/{business.pk}", {"phone": "+44 1"}, version=1)
    assert (response.json()["phone"], response.json()["name"], response.json()["version"]) == ("+44 1", "One", 2)
    expected = [(owner.pk, "organization.edit_business", {"phone": ["", "+44 1"]})]
    assert audit_of(f"organization.business:{business.pk}") == expected


def test_a_business_keeps_its_currency(client, business):
    response = send(client, "PATCH", f"/api/v1/businesses/{business.pk}", {"currency": "USD"}, version=1)
    assert refusal(response) == (422, "invalid_input")


@pytest.mark.parametrize("kind", ["branches", "businesses"])
def test_a_lost_update_is_refused(client, branch, business, kind):
    row = branch if kind == "branches" else business
    path = f"/api/v1/{kind}/{row.pk}"
    assert send(client, "PATCH", path, {"name": "First"}, version=1).status_code == 200
    assert refusal(send(client, "PATCH", path, {"name": "Second"}, version=1)) == (412, "version_mismatch")
    assert refusal(send(client, "PATCH", path, {"name": "Second"})) == (428, "if_match_required")
    row.refresh_from_db()
    assert (row.name, row.version) == ("First", 2)


def test_lists_cost_one_query(client, django_assert_num_queries):
    client.get("/api/v1/session")
    for path in ("businesses", "branches", "employments"):
        with django_assert_num_queries(1):
            assert client.get(f"/api/v1/{path}").status_code == 200
