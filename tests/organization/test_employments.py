from __future__ import annotations

import json

import pytest

from kontor.access.models import AuditRecord, Role, User
from kontor.organization.models import Branch, Business, Employment
from tests.calls import refusal, send
from tests.people import PASSWORD, client_of, make_key, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    business = Business.objects.create(code="B1", name="One", currency="GBP")
    return Branch.objects.create(business=business, code="A1", name="Depot")


@pytest.fixture
def owner(branch):
    return make_user("owner", branches=(branch,))


@pytest.fixture
def client(owner):
    return client_of(make_key(owner))


def test_an_employed_user_sees_the_branch(client, branch, owner):
    user = make_user("cashier", username="depot")
    theirs = client_of(make_key(user))
    assert theirs.get(f"/api/v1/branches/{branch.pk}").status_code == 404
    body = {"user_id": user.pk, "branch_id": branch.pk, "department": "Till"}
    made = send(client, "POST", "/api/v1/employments", body)
    assert made.status_code == 201
    assert made.json() == {
        "id": made.json()["id"],
        "user_id": user.pk,
        "username": "depot",
        "first_name": "",
        "last_name": "",
        "is_active": True,
        "user_version": 1,
        "branch_id": branch.pk,
        "branch_code": "A1",
        "department": "Till",
        "phone": "",
        "ended_on": None,
        "version": 1,
    }
    assert theirs.get(f"/api/v1/branches/{branch.pk}").status_code == 200
    record = AuditRecord.objects.get()
    assert (record.actor_id, record.action) == (owner.pk, "organization.employ_user")
    assert json.loads(record.diff) == {"user_id": [None, user.pk], "branch": [None, "A1"], "department": [None, "Till"]}


def test_a_new_user_is_employed_in_one_step(client, branch):
    body = {"branch_id": branch.pk, "user": {"username": "depot", "role": "cashier", "password": PASSWORD}}
    made = send(client, "POST", "/api/v1/employments", body)
    assert (made.status_code, made.json()["username"]) == (201, "depot")
    actions = list(AuditRecord.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["access.create_user", "organization.employ_user"]


@pytest.mark.parametrize(
    ("user", "status", "code"),
    [
        ({"username": "depot", "role": "emperor"}, 422, "role_unknown"),
        ({"username": "depot", "role": "cashier", "password": "password12"}, 422, "password_refused"),
    ],
)
def test_a_refused_new_user_is_not_employed(client, branch, user, status, code):
    before = User.objects.count(), Employment.objects.count()
    answer = send(client, "POST", "/api/v1/employments", {"branch_id": branch.pk, "user": user})
    assert refusal(answer) == (status, code)
    assert (User.objects.count(), Employment.objects.count(), AuditRecord.objects.count()) == (*before, 0)


def test_a_new_user_needs_access_write_too(branch):
    Role.objects.create(code="clerk", name="Clerk", rights=["organization.write"])
    clerk = client_of(make_key(make_user("clerk", branches=(branch,))))
    body = {"branch_id": branch.pk, "user": {"username": "depot", "role": "cashier"}}
    assert refusal(send(clerk, "POST", "/api/v1/employments", body)) == (403, "forbidden")
    assert not User.objects.filter(username="depot").exists()


def test_exactly_one_user_is_wanted(client, branch):
    user = {"username": "depot", "role": "cashier"}
    both = {"branch_id": branch.pk, "user_id": make_user("cashier").pk, "user": user}
    assert refusal(send(client, "POST", "/api/v1/employments", both)) == (422, "one_user_wanted")
    assert refusal(send(client, "POST", "/api/v1/employments", {"branch_id": branch.pk})) == (422, "one_user_wanted")


def test_nobody_works_in_a_branch_twice(client, branch, owner):
    body = {"user_id": owner.pk, "branch_id": branch.pk}
    assert refusal(send(client, "POST", "/api/v1/employments", body)) == (409, "already_employed")
    assert Employment.objects.count() == 1


def test_a_user_whose_employment_ended_sees_the_branch_no_more(client, branch, owner):
    user = make_user("cashier", branches=(branch,))
    theirs = client_of(make_key(user))
    assert theirs.get(f"/api/v1/branches/{branch.pk}").status_code == 200
    employment = Employment.objects.get(user=user)
    ended = send(client, "POST", f"/api/v1/employments/{employment.pk}/end", {"ended_on": "2026-02-28"})
    assert (ended.status_code, ended.json()["ended_on"]) == (200, "2026-02-28")
    assert theirs.get(f"/api/v1/branches/{branch.pk}").status_code == 404
    record = AuditRecord.objects.get()
    assert (record.actor_id, json.loads(record.diff)) == (owner.pk, {"ended_on": [None, "2026-02-28"]})
    again = send(client, "POST", f"/api/v1/employments/{employment.pk}/end", {"ended_on": "2026-02-28"})
    assert refusal(again) == (409, "employment_ended")
    assert send(client, "POST", "/api/v1/employments", {"user_id": user.pk, "branch_id": branch.pk}).status_code == 201


def test_an_employment_ends_today_at_the_latest(client, branch):
    employment = Employment.objects.create(user=make_user("cashier"), branch=branch)
    answer = send(client, "POST", f"/api/v1/employments/{employment.pk}/end", {"ended_on": "2999-01-01"})
    assert refusal(answer) == (422, "date_in_future")
    employment.refresh_from_db()
    assert employment.ended_on is None


def test_nobody_ends_the_own_employment(client, owner):
    employment = Employment.objects.get(user=owner)
    answer = send(client, "POST", f"/api/v1/employments/{employment.pk}/end", {"ended_on": "2026-02-28"})
    assert refusal(answer) == (409, "own_employment")


def test_employments_elsewhere_are_not_seen(client, branch, owner):
    other = Branch.objects.create(business=branch.business, code="A2", name="Port")
    employment = Employment.objects.create(user=make_user("cashier"), branch=other)
    items = client.get("/api/v1/employments").json()["items"]
    assert [item["user_id"] for item in items] == [owner.pk]
    assert client.get(f"/api/v1/employments?branch_id={other.pk}").json()["items"] == []
    answer = send(client, "POST", f"/api/v1/employments/{employment.pk}/end", {"ended_on": "2026-02-28"})
    assert refusal(answer) == (404, "employment_unknown")
    answer = send(client, "POST", "/api/v1/employments", {"user_id": owner.pk, "branch_id": other.pk})
    assert refusal(answer) == (404, "branch_unknown")


def employed(branch: Branch, **extra) -> Employment:
    return Employment.objects.create(user=make_user("cashier", username="depot"), branch=branch, **extra)


def counted() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (User, Employment, Business, Branch, AuditRecord))


def test_an_employee_and_the_user_are_changed_in_one_call(client, branch, owner):
    row = employed(branch)
    edit = {"department": "Till", "phone": "+254700000001", "user": {"version": 1, "last_name": "North"}}
    answer = send(client, "PATCH", f"/api/v1/employments/{row.pk}", edit, version=1)
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    told = answer.json()
    assert (told["department"], told["phone"], told["last_name"]) == ("Till", "+254700000001", "North")
    assert (told["version"], told["user_version"]) == (2, 2)
    assert client.get(f"/api/v1/employments/{row.pk}").json() == told
    records = list(AuditRecord.objects.order_by("id").values_list("action", "diff"))
    assert [(action, json.loads(diff)) for action, diff in records] == [
        ("organization.edit_employment", {"department": ["", "Till"], "phone": ["", "+254700000001"]}),
        ("access.edit_user", {"last_name": ["", "North"]}),
    ]


@pytest.mark.parametrize(
    ("user", "status", "code"),
    [
        ({"version": 1, "role": "emperor"}, 422, "role_unknown"),
        ({"version": 1, "password": "password12"}, 422, "password_refused"),
        ({"version": 1, "email": "nowhere"}, 422, "invalid_input"),
        ({"version": 7, "last_name": "North"}, 412, "version_mismatch"),
        ({"last_name": "North"}, 422, "invalid_input"),
        ({"version": 1, "is_superuser": True}, 422, "invalid_input"),
    ],
)
def test_row_50_wrong_user_data_changes_neither_employee_nor_user(client, branch, user, status, code):
    row = employed(branch)
    before = counted()
    edit = {"department": "Till", "user": user}
    answer = send(client, "PATCH", f"/api/v1/employments/{row.pk}", edit, version=1)
    assert refusal(answer) == (status, code)
    row.refresh_from_db()
    kept = User.objects.get(pk=row.user_id)
    assert (row.department, row.version, kept.last_name, kept.version, counted()) == ("", 1, "", 1, before)


@pytest.mark.parametrize(
    ("user", "status", "code"),
    [
        ({"username": "user with blanks", "role": "cashier"}, 422, "invalid_input"),
        ({"username": "fresh", "role": "emperor"}, 422, "role_unknown"),
        ({"username": "taken", "role": "cashier"}, 409, "username_taken"),
        ({"username": "fresh", "role": "cashier", "password": "short"}, 422, "password_refused"),
    ],
)
def test_row_50_wrong_user_data_makes_neither_employee_nor_user(client, branch, user, status, code):
    make_user("cashier", username="taken")
    before = counted()
    answer = send(client, "POST", "/api/v1/employments", {"branch_id": branch.pk, "department": "Till", "user": user})
    assert refusal(answer) == (status, code)
    assert counted() == before


def test_a_stale_employment_changes_neither(client, branch):
    row = employed(branch, version=3)
    edit = {"department": "Till", "user": {"version": 1, "last_name": "North"}}
    answer = send(client, "PATCH", f"/api/v1/employments/{row.pk}", edit, version=2)
    assert refusal(answer) == (412, "version_mismatch")
    assert User.objects.get(pk=row.user_id).last_name == ""


def test_changing_the_user_needs_access_write_too(branch):
    Role.objects.create(code="clerk", name="Clerk", rights=["organization.write"])
    clerk = client_of(make_key(make_user("clerk", branches=(branch,))))
    path = f"/api/v1/employments/{employed(branch).pk}"
    edit = {"department": "Till", "user": {"version": 1, "last_name": "North"}}
    assert refusal(send(clerk, "PATCH", path, edit, version=1)) == (403, "forbidden")
    assert Employment.objects.get(user__username="depot").department == ""
    assert send(clerk, "PATCH", path, {"department": "Till"}, version=1).status_code == 200


def test_an_employee_elsewhere_is_not_changed(client, branch):
    elsewhere = Branch.objects.create(business=branch.business, code="A2", name="Port")
    row = employed(elsewhere)
    answer = send(client, "PATCH", f"/api/v1/employments/{row.pk}", {"department": "Till"}, version=1)
    assert refusal(answer) == (404, "employment_unknown")


def test_employments_are_filtered_in_one_query(client, branch, owner, django_assert_num_queries):
    row = employed(branch, department="Till")
    left = Employment.objects.create(user=make_user("sales"), branch=branch, department="Field", ended_on="2026-01-31")
    client.get("/api/v1/session")

    def found(query: str) -> list[int]:
        with django_assert_num_queries(1):
            return [item["id"] for item in client.get(f"/api/v1/employments?{query}").json()["items"]]

    assert found("department=till") == [row.pk]
    assert found("username=DEP") == [row.pk]
    assert found("is_current=false") == [left.pk]
    assert found("is_current=true") == [Employment.objects.get(user=owner).pk, row.pk]
    assert found(f"user_id={left.user_id}&department=Till") == []
    assert refusal(client.get("/api/v1/employments?is_current=maybe")) == (422, "invalid_input")
