from __future__ import annotations

import json

import pytest

from kontor.access.models import AuditRecord, Role, User
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.world import everything

pytestmark = pytest.mark.django_db

PATH = "/api/v1/users/actions"


@pytest.fixture
def owner() -> User:
    return make_user("owner")


@pytest.fixture
def client(owner):
    return client_of(make_key(owner))


def act(client, action: str, *users: User | int, **extra):
    ids = [user if isinstance(user, int) else user.pk for user in users]
    return send(client, "POST", PATH, {"action": action, "user_ids": ids} | extra)


def results(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [item["refusal"]["code"] if item["refusal"] else "done" for item in answer.json()["results"]]


def test_each_user_has_a_result_of_its_own(client, owner):
    first, second = make_user("cashier"), make_user("cashier")
    answer = act(client, "deactivate", first, owner, 999999, second)
    assert results(answer) == ["done", "own_account", "user_unknown", "done"]
    told = answer.json()["results"][0]
    assert (told["user_id"], told["user"]["is_active"], told["user"]["version"]) == (first.pk, False, 2)
    assert list(User.objects.filter(is_active=False).order_by("id")) == [first, second]
    audited = AuditRecord.objects.order_by("id").values_list("subject", "action", "diff")
    diff = json.dumps({"is_active": [True, False]}, separators=(",", ":"))
    assert list(audited) == [(f"access.user:{user.pk}", "access.edit_user", diff) for user in (first, second)]


def test_what_is_so_already_stays_without_a_trace(client):
    user = make_user("cashier")
    assert results(act(client, "activate", user, user)) == ["done", "done"]
    assert results(act(client, "give_role", user, role="cashier")) == ["done"]
    user.refresh_from_db()
    assert (user.version, AuditRecord.objects.count()) == (1, 0)


def test_a_role_is_given_and_taken(client):
    user, other = make_user("cashier"), make_user("sales")
    assert results(act(client, "give_role", user, role="sales")) == ["done"]
    answer = act(client, "take_role", user, other, role="sales")
    assert results(answer) == ["done", "done"]
    assert [item["user"]["role"] for item in answer.json()["results"]] == [None, None]
    assert results(act(client, "take_role", user, role="sales")) == ["role_not_held"]


def test_many_users_cost_as_many_queries_as_one(client, django_assert_max_num_queries):
    users = [make_user("cashier") for _ in range(20)]
    client.get("/api/v1/session")
    with django_assert_max_num_queries(11):
        assert results(act(client, "deactivate", *users)) == ["done"] * 20


def test_an_action_happens_once_per_key(client):
    user = make_user("cashier")
    body = {"action": "deactivate", "user_ids": [user.pk]}
    first = send(client, "POST", PATH, body, key="k1")
    assert send(client, "POST", PATH, body, key="k1").content == first.content
    user.refresh_from_db()
    assert user.version == 2


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"action": "promote"}, 422, "invalid_input"),
        ({"action": "give_role"}, 422, "invalid_input"),
        ({"action": "activate", "role": "sales"}, 422, "invalid_input"),
        ({"action": "give_role", "role": "emperor"}, 422, "role_unknown"),
        ({"action": "activate", "user_ids": []}, 422, "invalid_input"),
        ({"action": "activate", "is_superuser": True}, 422, "invalid_input"),
    ],
)
def test_an_action_that_cannot_be_meant_changes_nothing(client, body, status, code):
    user = make_user("cashier")
    before = everything()
    assert refusal(send(client, "POST", PATH, {"user_ids": [user.pk]} | body)) == (status, code)
    assert everything() == before


def administrator(code: str = "admin") -> User:
    """Somebody who may do everything an owner may, and is none."""
    if not Role.objects.filter(code=code).exists():
        Role.objects.create(code=code, name=code, rights=Role.objects.get(code="owner").rights)
    return make_user(code)


@pytest.mark.parametrize(
    ("action", "extra"),
    [("deactivate", {}), ("give_role", {"role": "sales"}), ("take_role", {"role": "owner"})],
)
def test_the_last_active_owner_stays_one(action, extra):
    first, second, gone = make_user("owner"), make_user("owner"), make_user("owner")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    admin = client_of(make_key(administrator()))
    assert results(act(admin, action, first, second, **extra)) == ["done", "last_owner"]
    assert User.objects.get(pk=second.pk).version == 1
    assert User.objects.filter(role__code="owner", is_active=True).get() == second


@pytest.mark.parametrize("edit", [{"is_active": False}, {"role": "sales"}])
def test_an_edit_does_not_remove_the_last_owner_either(edit):
    last = make_user("owner")
    admin = client_of(make_key(administrator()))
    assert refusal(send(admin, "PATCH", f"/api/v1/users/{last.pk}", edit, version=1)) == (409, "last_owner")
    make_user("owner")
    assert send(admin, "PATCH", f"/api/v1/users/{last.pk}", edit, version=1).status_code == 200


def test_nobody_acts_on_users_or_gives_roles_that_may_do_more(owner):
    Role.objects.create(code="clerk", name="Clerk", rights=["access.write", "sales.read"])
    Role.objects.create(code="reader", name="Reader", rights=["sales.read"])
    clerk, reader = client_of(make_key(make_user("clerk"))), make_user("reader")
    assert results(act(clerk, "deactivate", owner, reader)) == ["rights_beyond_own", "done"]
    assert refusal(act(clerk, "give_role", reader, role="owner")) == (403, "rights_beyond_own")
    assert results(act(clerk, "give_role", reader, role="clerk")) == ["done"]


def test_users_are_filtered_and_sorted(client, owner, django_assert_num_queries):
    User.objects.filter(pk=owner.pk).update(last_name="Zulu")
    names = {"a1": "Moss", "a2": "Ash", "b1": "Moss"}
    for username, last_name in names.items():
        user = make_user("cashier", username=username)
        User.objects.filter(pk=user.pk).update(last_name=last_name, email=f"{username}@example.com")
    User.objects.filter(username="b1").update(is_active=False)
    client.get("/api/v1/session")

    def found(query: str) -> list[str]:
        with django_assert_num_queries(1):
            return [row["username"] for row in client.get(f"/api/v1/users?{query}").json()["items"]]

    assert found("role=cashier&sort=-username") == ["b1", "a2", "a1"]
    assert found("text=moss+example") == ["a1", "b1"]
    assert found("is_active=false") == ["b1"]
    first = client.get("/api/v1/users?role=cashier&sort=last_name&limit=2").json()
    assert [row["username"] for row in first["items"]] == ["a2", "a1"]
    assert found(f"role=cashier&sort=last_name&limit=2&cursor={first['next_cursor']}") == ["b1"]
    assert refusal(client.get("/api/v1/users?sort=password")) == (422, "invalid_input")
