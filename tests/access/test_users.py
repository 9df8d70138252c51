from __future__ import annotations

import json

import pytest
from django.test import Client

from kontor.access.models import AuditRecord, Role, User
from tests.calls import refusal, send
from tests.people import PASSWORD, client_of, make_key, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return make_user("owner")


@pytest.fixture
def client(owner) -> Client:
    return client_of(make_key(owner))


def depot(**extra):
    return {"username": "depot", "role": "storekeeper", "password": PASSWORD} | extra


def audit_of(user_id: int) -> list[tuple[int, str, dict]]:
    rows = AuditRecord.objects.filter(subject=f"access.user:{user_id}").order_by("id")
    return [(row.actor_id, row.action, json.loads(row.diff)) for row in rows]


def test_create_user_answers_the_user_with_its_version(client):
    response = send(client, "POST", "/api/v1/users", depot(first_name="Depot", email="depot@example.com"))
    assert (response.status_code, response["ETag"]) == (201, '"1"')
    body = response.json()
    assert body == {
        "id": body["id"],
        "username": "depot",
        "first_name": "Depot",
        "last_name": "",
        "email": "depot@example.com",
        "role": "storekeeper",
        "is_active": True,
        "version": 1,
    }
    assert User.objects.get(username="depot").check_password(PASSWORD)


def test_create_user_leaves_one_audit_row_without_the_password(client, owner):
    user_id = send(client, "POST", "/api/v1/users", depot()).json()["id"]
    diff = {"username": [None, "depot"], "role": [None, "storekeeper"]}
    assert audit_of(user_id) == [(owner.pk, "access.create_user", diff)]


def test_create_user_does_it_once_per_key(client):
    first = send(client, "POST", "/api/v1/users", depot(), key="k1")
    again = send(client, "POST", "/api/v1/users", depot(), key="k1")
    assert (again.status_code, again.content) == (201, first.content)
    assert User.objects.filter(username="depot").count() == 1
    assert refusal(send(client, "POST", "/api/v1/users", depot(username="second"), key="k1")) == (
        422,
        "idempotency_key_reused",
    )


@pytest.mark.parametrize(
    ("extra", "status", "code"),
    [
        ({"role": "emperor"}, 422, "role_unknown"),
        ({"password": "password12"}, 422, "password_refused"),
        ({"password": "short"}, 422, "password_refused"),
        ({"username": "two words"}, 422, "invalid_input"),
        ({"username": "line\n"}, 422, "invalid_input"),
        ({"username": "nul\0"}, 422, "invalid_input"),
        ({"email": "nowhere"}, 422, "invalid_input"),
        ({"is_superuser": True}, 422, "invalid_input"),
    ],
)
def test_create_user_refuses_what_cannot_be_meant_and_adds_nobody(client, extra, status, code):
    before = User.objects.count(), AuditRecord.objects.count()
    assert refusal(send(client, "POST", "/api/v1/users", depot(**extra))) == (status, code)
    assert (User.objects.count(), AuditRecord.objects.count()) == before


def test_create_user_refuses_a_name_that_is_taken_and_leaves_no_key(client):
    send(client, "POST", "/api/v1/users", depot())
    assert refusal(send(client, "POST", "/api/v1/users", depot(), key="k2")) == (409, "username_taken")
    assert send(client, "POST", "/api/v1/users", depot(username="second"), key="k2").status_code == 201


def test_nobody_creates_a_user_with_rights_beyond_the_own():
    Role.objects.create(code="clerk", name="Clerk", rights=["access.write", "sales.read"])
    clerk = client_of(make_key(make_user("clerk")))
    assert refusal(send(clerk, "POST", "/api/v1/users", depot())) == (403, "rights_beyond_own")
    assert not User.objects.filter(username="depot").exists()


def test_a_change_without_an_idempotency_key_is_refused(client):
    response = client.post("/api/v1/users", json.dumps(depot()), content_type="application/json")
    assert refusal(response) == (422, "invalid_input")
    assert response.json()["header"] == "Idempotency-Key"


def test_edit_user_changes_only_what_was_sent(client, owner):
    user = make_user("cashier", username="depot")
    response = send(client, "PATCH", f"/api/v1/users/{user.pk}", {"last_name": "North", "role": "sales"}, version=1)
    assert (response.status_code, response["ETag"]) == (200, '"2"')
    assert (response.json()["last_name"], response.json()["role"], response.json()["version"]) == ("North", "sales", 2)
    diff = {"last_name": ["", "North"], "role": ["cashier", "sales"]}
    assert audit_of(user.pk) == [(owner.pk, "access.edit_user", diff)]


def test_edit_user_never_tells_the_password(client):
    user = make_user("cashier")
    response = send(client, "PATCH", f"/api/v1/users/{user.pk}", {"password": "another long phrase"}, version=1)
    assert response.status_code == 200
    user.refresh_from_db()
    assert user.check_password("another long phrase")
    ((_, _, diff),) = audit_of(user.pk)
    assert diff == {"password": ["(hidden)", "(hidden)"]}


def test_a_lost_update_is_refused(client):
    user = make_user("cashier")
    path = f"/api/v1/users/{user.pk}"
    assert send(client, "PATCH", path, {"first_name": "Depot"}, version=1).status_code == 200
    assert refusal(send(client, "PATCH", path, {"first_name": "Second"}, version=1)) == (412, "version_mismatch")
    user.refresh_from_db()
    assert (user.first_name, user.version, len(audit_of(user.pk))) == ("Depot", 2, 1)


def test_an_edit_without_if_match_is_refused(client):
    user = make_user("cashier")
    response = send(client, "PATCH", f"/api/v1/users/{user.pk}", {"first_name": "Depot"})
    assert refusal(response) == (428, "if_match_required")


def test_a_deactivated_user_is_out_at_once(client):
    user = make_user("cashier")
    browser = Client()
    browser.force_login(user)
    assert browser.get("/api/v1/session").status_code == 200
    send(client, "PATCH", f"/api/v1/users/{user.pk}", {"is_active": False}, version=1)
    assert browser.get("/api/v1/session").status_code == 401


@pytest.mark.parametrize("edit", [{"role": "cashier"}, {"is_active": False}])
def test_nobody_changes_the_own_role_or_activity(client, owner, edit):
    assert refusal(send(client, "PATCH", f"/api/v1/users/{owner.pk}", edit, version=1)) == (409, "own_account")
    owner.refresh_from_db()
    assert (owner.role.code, owner.is_active, owner.version) == ("owner", True, 1)


def test_nobody_edits_a_user_with_rights_beyond_the_own(owner):
    Role.objects.create(code="clerk", name="Clerk", rights=["access.write", "sales.read"])
    clerk = client_of(make_key(make_user("clerk")))
    response = send(clerk, "PATCH", f"/api/v1/users/{owner.pk}", {"password": "another long phrase"}, version=1)
    assert refusal(response) == (403, "rights_beyond_own")
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_an_unknown_user_is_not_found(client):
    assert refusal(client.get("/api/v1/users/999999")) == (404, "user_unknown")
    assert refusal(client.get(f"/api/v1/users/{10**30}")) == (404, "user_unknown")
    assert refusal(send(client, "PATCH", "/api/v1/users/999999", {}, version=1)) == (404, "user_unknown")


def test_list_users_pages_by_id_in_one_query(client, owner, django_assert_num_queries):
    users = [owner, *(make_user("cashier") for _ in range(4))]
    client.get("/api/v1/session")
    with django_assert_num_queries(1):
        first = client.get("/api/v1/users?limit=3").json()
    second = client.get(f"/api/v1/users?limit=3&cursor={first['next_cursor']}").json()
    assert [user["id"] for user in first["items"]] == [user.pk for user in users[:3]]
    assert [user["id"] for user in second["items"]] == [user.pk for user in users[3:]]
    assert (first["next_cursor"], second["next_cursor"]) == (str(users[2].pk), None)


def test_list_users_finds_by_the_start_of_the_name(client):
    make_user("cashier", username="depot")
    assert [user["username"] for user in client.get("/api/v1/users?username=DE").json()["items"]] == ["depot"]


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "cursor=-1", "username=%00", f"cursor={10**30}"])
def test_list_users_refuses_a_query_that_cannot_be_meant(client, query):
    assert refusal(client.get(f"/api/v1/users?{query}")) == (422, "invalid_input")


def test_the_roles_are_the_ten_shipped_ones(client):
    assert [role["code"] for role in client.get("/api/v1/roles").json()["items"]] == [
        "owner",
        "branch_manager",
        "sales",
        "cashier",
        "storekeeper",
        "driver",
        "accountant",
        "approver",
        "auditor",
        "integration",
    ]
