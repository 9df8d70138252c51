from __future__ import annotations

import json
from typing import Any

import pytest

from kontor.access.models import AuditRecord, Role, User
from kontor.organization.models import Branch, Business, Employment
from tests.calls import refusal, send
from tests.people import PASSWORD, client_of, make_key, make_user

pytestmark = pytest.mark.django_db

NEW_OWNER: dict[str, Any] = {"username": "holder", "role": "owner", "password": PASSWORD, "first_name": "Share"}
NORTH: dict[str, Any] = {
    "code": "NORTH",
    "name": "Northern Trading",
    "currency": "KES",
    "address": "Harbour Road 1",
    "tax_pin": "P051234567X",
    "phone": "+254700000000",
    "email": "north@example.com",
    "branch": {"code": "NAIROBI", "name": "Depot"},
}


@pytest.fixture
def branch():
    business = Business.objects.create(code="B1", name="One", currency="GBP")
    return Branch.objects.create(business=business, code="A1", name="Depot")


@pytest.fixture
def client(branch):
    return client_of(make_key(make_user("owner", branches=(branch,))))


def counted() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (User, Employment, Business, Branch, AuditRecord))


def test_row_49_a_business_and_its_owner_are_made_in_one_call(client):
    made = send(client, "POST", "/api/v1/businesses", NORTH | {"owner": NEW_OWNER})
    assert made.status_code == 201
    business = made.json()["business"]
    user = User.objects.get(username="holder")
    assert (business["owner_id"], business["owner_username"]) == (user.pk, "holder")
    assert {name: business[name] for name in ("name", "address", "tax_pin", "phone", "email")} == {
        name: NORTH[name] for name in ("name", "address", "tax_pin", "phone", "email")
    }
    theirs = client_of(make_key(user))
    assert [row["code"] for row in theirs.get("/api/v1/businesses").json()["items"]] == ["NORTH"]


def test_row_49_there_are_several_businesses_each_with_its_owner(client, branch):
    send(client, "POST", "/api/v1/businesses", NORTH | {"owner": NEW_OWNER})
    holder = User.objects.get(username="holder")
    south = NORTH | {"code": "SOUTH", "branch": {"code": "MOMBASA", "name": "Port"}, "owner_id": holder.pk}
    assert send(client, "POST", "/api/v1/businesses", south).json()["business"]["owner_id"] == holder.pk
    listed = [(row["code"], row["owner_id"]) for row in client.get("/api/v1/businesses").json()["items"]]
    assert listed == [("B1", None), ("NORTH", holder.pk), ("SOUTH", holder.pk)]


@pytest.mark.parametrize(
    ("extra", "status", "code"),
    [
        ({"owner": NEW_OWNER | {"role": "emperor"}}, 422, "role_unknown"),
        ({"owner": NEW_OWNER | {"password": "short"}}, 422, "password_refused"),
        ({"owner": NEW_OWNER | {"username": "two words"}}, 422, "invalid_input"),
        ({"owner": NEW_OWNER, "code": "B1"}, 409, "code_taken"),
        ({"owner": NEW_OWNER, "branch": {"code": "A1", "name": "Depot"}}, 409, "code_taken"),
        ({"owner": NEW_OWNER, "owner_id": 1}, 422, "one_owner_wanted"),
        ({"owner_id": 999999}, 404, "user_unknown"),
    ],
)
def test_row_49_a_refused_owner_or_business_leaves_neither(client, extra, status, code):
    before = counted()
    assert refusal(send(client, "POST", "/api/v1/businesses", NORTH | extra)) == (status, code)
    assert counted() == before


def test_row_49_a_business_and_its_owner_are_changed_in_one_call(client, branch):
    holder = make_user("owner", username="holder")
    Business.objects.filter(pk=branch.business_id).update(owner=holder)
    path = f"/api/v1/businesses/{branch.business_id}"
    edit = {"address": "Quay 2", "owner": {"version": 1, "last_name": "North"}}
    changed = send(client, "PATCH", path, edit, version=1)
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert (changed.json()["address"], changed.json()["owner_version"]) == ("Quay 2", 2)
    holder.refresh_from_db()
    assert holder.last_name == "North"


@pytest.mark.parametrize(
    ("edit", "status", "code"),
    [
        ({"owner": {"version": 1, "role": "emperor"}}, 422, "role_unknown"),
        ({"owner": {"version": 9, "last_name": "North"}}, 412, "version_mismatch"),
        ({"owner": {"version": 1}, "owner_id": None}, 422, "one_owner_wanted"),
        ({"new_owner": {"username": "fresh", "role": "emperor"}}, 422, "role_unknown"),
        ({"new_owner": {"username": "holder", "role": "owner"}}, 409, "username_taken"),
        ({"owner_id": 999999}, 404, "user_unknown"),
    ],
)
def test_row_49_a_refused_change_changes_neither(client, branch, edit, status, code):
    holder = make_user("owner", username="holder")
    Business.objects.filter(pk=branch.business_id).update(owner=holder)
    before = counted()
    path = f"/api/v1/businesses/{branch.business_id}"
    assert refusal(send(client, "PATCH", path, {"name": "Renamed"} | edit, version=1)) == (status, code)
    business = Business.objects.get(pk=branch.business_id)
    holder.refresh_from_db()
    assert (business.name, business.version, business.owner_id, holder.version) == ("One", 1, holder.pk, 1)
    assert counted() == before


def test_an_owner_is_named_made_and_taken_away(client, branch):
    path = f"/api/v1/businesses/{branch.business_id}"
    edit_of_none = send(client, "PATCH", path, {"owner": {"version": 1, "last_name": "North"}}, version=1)
    assert refusal(edit_of_none) == (409, "no_owner")
    made = send(client, "PATCH", path, {"new_owner": {"username": "fresh", "role": "owner"}}, version=1)
    assert made.json()["owner_username"] == "fresh"
    gone = send(client, "PATCH", path, {"owner_id": None}, version=2)
    assert (gone.json()["owner_id"], gone.json()["owner_username"]) == (None, None)
    diffs = (
        AuditRecord.objects.filter(action="organization.edit_business").order_by("id").values_list("diff", flat=True)
    )
    assert [json.loads(diff)["owner_id"][1] for diff in diffs] == [made.json()["owner_id"], None]


def test_making_or_changing_an_owner_needs_access_write_too(branch):
    Role.objects.create(code="clerk", name="Clerk", rights=["organization.write"])
    clerk = client_of(make_key(make_user("clerk", branches=(branch,))))
    before = counted()
    made = send(clerk, "POST", "/api/v1/businesses", NORTH | {"owner": {"username": "fresh", "role": "clerk"}})
    assert refusal(made) == (403, "forbidden")
    path = f"/api/v1/businesses/{branch.business_id}"
    new = send(clerk, "PATCH", path, {"new_owner": {"username": "fresh", "role": "clerk"}}, version=1)
    assert refusal(new) == (403, "forbidden")
    assert counted() == before
