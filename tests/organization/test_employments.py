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
        "branch_id": branch.pk,
        "branch_code": "A1",
        "department": "Till",
        "phone": "",
        "ended_on": None,
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
