from __future__ import annotations

import json

import pytest

from kontor.access.models import AuditRecord, Role, User
from kontor.access.roles import RIGHTS, ROLES
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.world import everything

pytestmark = pytest.mark.django_db

COUNTER = {"code": "counter", "name": "Counter", "rights": ["sales.read", "sales.place", "sales.read"]}


@pytest.fixture
def owner() -> User:
    return make_user("owner")


@pytest.fixture
def client(owner):
    return client_of(make_key(owner))


def clerk(*rights: str):
    """Somebody who administers access with few rights besides."""
    role = Role.objects.create(code="clerk", name="Clerk", rights=["access.read", "access.write", *rights])
    return client_of(make_key(make_user(role.code)))


def test_a_role_is_made_of_declared_rights(client, owner):
    made = send(client, "POST", "/api/v1/roles", COUNTER)
    assert (made.status_code, made["ETag"]) == (201, '"1"')
    rights = ["sales.place", "sales.read"]
    own = {"code": "counter", "name": "Counter", "rights": rights, "is_shipped": False, "version": 1}
    assert made.json() == {"id": made.json()["id"]} | own
    record = AuditRecord.objects.get()
    assert (record.actor_id, record.action) == (owner.pk, "access.create_role")
    assert json.loads(record.diff)["rights"] == [None, rights]
    theirs = client_of(make_key(make_user("counter")))
    assert theirs.get("/api/v1/session").json()["rights"] == rights


@pytest.mark.parametrize(
    ("extra", "status", "code"),
    [
        ({"rights": ["moon.land"]}, 422, "right_unknown"),
        ({"code": "owner"}, 409, "role_code_taken"),
        ({"code": "Counter 1"}, 422, "invalid_input"),
        ({"name": " "}, 422, "invalid_input"),
        ({"is_shipped": True}, 422, "invalid_input"),
        ({"rights": "sales.read"}, 422, "invalid_input"),
    ],
)
def test_a_refused_role_leaves_nothing(client, extra, status, code):
    before = everything()
    assert refusal(send(client, "POST", "/api/v1/roles", COUNTER | extra)) == (status, code)
    assert everything() == before


def test_making_a_role_happens_once_per_key(client):
    first = send(client, "POST", "/api/v1/roles", COUNTER, key="k1")
    assert send(client, "POST", "/api/v1/roles", COUNTER, key="k1").content == first.content
    assert Role.objects.filter(code="counter").count() == 1


def test_nobody_puts_a_right_into_a_role_that_they_do_not_have():
    theirs = clerk("sales.read")
    assert refusal(send(theirs, "POST", "/api/v1/roles", COUNTER)) == (403, "rights_beyond_own")
    made = send(theirs, "POST", "/api/v1/roles", COUNTER | {"rights": ["sales.read"]})
    assert made.status_code == 201
    path = f"/api/v1/roles/{made.json()['id']}"
    wider = send(theirs, "PATCH", path, {"rights": ["sales.read", "sales.place"]}, version=1)
    assert refusal(wider) == (403, "rights_beyond_own")
    assert Role.objects.get(code="counter").rights == ["sales.read"]


def test_nobody_changes_or_removes_a_role_that_may_do_more():
    theirs = clerk()
    role = Role.objects.create(code="counter", name="Counter", rights=["sales.place"])
    path = f"/api/v1/roles/{role.pk}"
    assert refusal(send(theirs, "PATCH", path, {"rights": []}, version=1)) == (403, "rights_beyond_own")
    assert refusal(send(theirs, "DELETE", path, version=1)) == (403, "rights_beyond_own")


def test_an_edited_role_holds_at_once_for_those_who_have_it(client):
    role = Role.objects.create(code="counter", name="Counter", rights=["sales.place"])
    theirs = client_of(make_key(make_user("counter")))
    assert theirs.get("/api/v1/session").json()["rights"] == ["sales.place"]
    edited = send(client, "PATCH", f"/api/v1/roles/{role.pk}", {"name": "Desk", "rights": ["sales.read"]}, version=1)
    assert (edited.status_code, edited["ETag"], edited.json()["name"]) == (200, '"2"', "Desk")
    assert theirs.get("/api/v1/session").json()["rights"] == ["sales.read"]
    stale = send(client, "PATCH", f"/api/v1/roles/{role.pk}", {"name": "Till"}, version=1)
    assert refusal(stale) == (412, "version_mismatch")
    diff = json.loads(AuditRecord.objects.get().diff)
    assert diff == {"name": ["Counter", "Desk"], "rights": [["sales.place"], ["sales.read"]]}


@pytest.mark.parametrize("code", [role.code for role in ROLES])
def test_a_shipped_role_is_neither_changed_nor_removed(client, code):
    role = Role.objects.get(code=code)
    path = f"/api/v1/roles/{role.pk}"
    assert refusal(send(client, "PATCH", path, {"rights": []}, version=1)) == (409, "role_shipped")
    assert refusal(send(client, "DELETE", path, version=1)) == (409, "role_shipped")
    kept = client.get(path).json()
    assert (kept["is_shipped"], kept["version"]) == (True, 1)
    assert kept["rights"] == sorted(next(shipped.rights for shipped in ROLES if shipped.code == code))


def test_a_role_is_removed_once_nobody_has_it(client):
    role = Role.objects.create(code="counter", name="Counter", rights=["sales.place"])
    user = make_user("counter")
    path = f"/api/v1/roles/{role.pk}"
    assert refusal(send(client, "DELETE", path, version=1)) == (409, "role_in_use")
    User.objects.filter(pk=user.pk).update(role=None)
    assert refusal(send(client, "DELETE", path, version=2)) == (412, "version_mismatch")
    assert send(client, "DELETE", path, version=1).json()["code"] == "counter"
    assert refusal(client.get(path)) == (404, "role_not_found")


def test_the_rights_are_listed_with_the_shipped_roles_that_have_them(client):
    listed = {row["right"]: row for row in client.get("/api/v1/rights").json()}
    assert tuple(listed) == RIGHTS
    assert listed["access.write"] == {
        "right": "access.write",
        "is_company_wide": True,
        "shipped_roles": ["owner"],
    }


def test_roles_are_paged_filtered_and_sorted_in_one_query(client, django_assert_num_queries):
    Role.objects.create(code="counter", name="An own one", rights=["sales.place"])
    client.get("/api/v1/session")

    def codes(query: str) -> list[str]:
        with django_assert_num_queries(1):
            return [row["code"] for row in client.get(f"/api/v1/roles?{query}").json()["items"]]

    assert codes("is_shipped=false") == ["counter"]
    assert codes("text=OWN") == ["owner", "counter"]
    assert codes("right=access.write") == ["owner"]
    assert codes("right=ccess.writ") == []
    assert codes("sort=-code&limit=2") == ["storekeeper", "sales"]
    first = client.get("/api/v1/roles?sort=name&limit=2").json()
    assert [row["code"] for row in first["items"]] == ["accountant", "counter"]
    assert codes(f"sort=name&limit=2&cursor={first['next_cursor']}") == ["approver", "auditor"]


@pytest.mark.parametrize("query", ["sort=rights", "tetx=x", "is_shipped=maybe", "cursor=x"])
def test_a_list_of_roles_that_cannot_be_meant_is_refused(client, query):
    assert refusal(client.get(f"/api/v1/roles?{query}")) == (422, "invalid_input")
