from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from kontor.access.keys import hash_of
from kontor.access.models import AuditRecord, PasswordReset, Role, User
from kontor.kernel.models import IdempotencyKey
from kontor.organization.models import Branch, Business, Employment
from tests.calls import refusal, send
from tests.people import NOW, PASSWORD, client_of, make_key, make_user

pytestmark = pytest.mark.django_db

NEW = "another long phrase"
OWN = "/api/v1/session/password"
RESETS = "/api/v1/password-resets"


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def change(client: Client, old: str = PASSWORD, new: str = NEW, **extra):
    return send(client, "POST", OWN, {"old_password": old, "new_password": new}, **extra)


def reset_path(user: User) -> str:
    return f"/api/v1/users/{user.pk}/password-reset"


def redeem(token: str, new: str = NEW, *, address: str = "10.0.0.1"):
    body = json.dumps({"token": token, "new_password": new})
    return Client().post(RESETS, body, content_type="application/json", REMOTE_ADDR=address)


def has_password(user: User, password: str) -> bool:
    return User.objects.get(pk=user.pk).check_password(password)


@pytest.fixture
def user() -> User:
    return make_user("cashier", username="depot")


@pytest.fixture
def owner() -> User:
    return make_user("owner")


@pytest.fixture
def client(owner) -> Client:
    return client_of(make_key(owner))


def test_changing_the_own_password_ends_every_other_session_and_rotates_this_one(user):
    here, elsewhere = browser_of(user), browser_of(user)
    before = here.cookies["sessionid"].value
    assert change(here).status_code == 200
    assert has_password(user, NEW)
    assert here.cookies["sessionid"].value != before
    assert here.get("/api/v1/session").status_code == 200
    assert elsewhere.get("/api/v1/session").status_code == 401
    stolen = Client()
    stolen.cookies["sessionid"] = before
    assert stolen.get("/api/v1/session").status_code == 401


def test_changing_the_own_password_leaves_api_keys_alone(user):
    key = client_of(make_key(user))
    change(browser_of(user))
    assert key.get("/api/v1/session").status_code == 200


def test_a_wrong_old_password_changes_nothing_and_counts_as_a_failed_sign_in(user):
    here = browser_of(user)
    with time_machine.travel(NOW, tick=False):
        answers = [refusal(change(here, old="wrong")) for _ in range(5)]
        assert answers == [(422, "old_password_wrong")] * 5
        assert refusal(change(here)) == (429, "too_many_requests")
        sign_in = {"username": user.username, "password": PASSWORD}
        assert send(Client(REMOTE_ADDR="10.9.9.9"), "POST", "/api/v1/session", sign_in).status_code == 429
    assert has_password(user, PASSWORD)
    assert AuditRecord.objects.count() == 0


@pytest.mark.parametrize("new", ["short", "password12", "1234567890", "1"])
def test_an_easy_new_password_is_refused(user, new):
    answer = change(browser_of(user), new=new)
    assert (refusal(answer), answer.json()["field"]) == ((422, "password_refused"), "new_password")
    assert has_password(user, PASSWORD)


def test_an_api_key_changes_no_password(user):
    assert refusal(change(client_of(make_key(user)))) == (409, "key_has_no_password")
    assert has_password(user, PASSWORD)


def test_a_repeated_change_is_answered_again(user):
    here = browser_of(user)
    first = change(here, key="k1")
    assert change(here, key="k1").json() == first.json() == {"user_id": user.pk}
    assert AuditRecord.objects.filter(action="access.change_own_password").count() == 1


def test_nothing_kept_of_a_change_tells_a_password(user):
    change(browser_of(user))
    kept = str([*IdempotencyKey.objects.values(), *AuditRecord.objects.values()])
    assert NEW not in kept
    assert PASSWORD not in kept


def test_nobody_sets_the_own_password_without_the_old_one(client, owner):
    edit = send(client, "PATCH", f"/api/v1/users/{owner.pk}", {"password": NEW}, version=1)
    assert refusal(edit) == (409, "own_password")
    assert refusal(send(client, "POST", reset_path(owner))) == (409, "own_password")
    assert has_password(owner, PASSWORD)


def test_a_reset_sets_a_new_password_once_and_ends_every_session(client, owner, user):
    session = browser_of(user)
    issued = send(client, "POST", reset_path(user))
    assert (issued.status_code, issued.json()["username"]) == (201, "depot")
    assert session.get("/api/v1/session").status_code == 200
    token = issued.json()["token"]
    assert redeem(token).json() == {"user_id": user.pk}
    assert has_password(user, NEW)
    assert session.get("/api/v1/session").status_code == 401
    assert refusal(redeem(token, "a third long phrase")) == (422, "reset_refused")
    assert has_password(user, NEW)
    actions = list(AuditRecord.objects.order_by("id").values_list("actor_id", "action"))
    assert actions == [(owner.pk, "access.issue_password_reset"), (user.pk, "access.reset_password")]


def test_a_reset_expires_after_a_day(client, user):
    with time_machine.travel(NOW, tick=False) as clock:
        token = send(client, "POST", reset_path(user)).json()["token"]
        clock.shift(timedelta(hours=24))
        assert refusal(redeem(token)) == (422, "reset_refused")
        clock.shift(timedelta(seconds=-1))
        assert redeem(token).status_code == 200


def test_an_easy_password_does_not_use_the_token_up(client, user):
    token = send(client, "POST", reset_path(user)).json()["token"]
    assert refusal(redeem(token, "short")) == (422, "password_refused")
    assert redeem(token).status_code == 200


def test_a_newer_token_voids_the_older(client, user):
    first = send(client, "POST", reset_path(user)).json()["token"]
    second = send(client, "POST", reset_path(user)).json()["token"]
    assert refusal(redeem(first)) == (422, "reset_refused")
    assert redeem(second).status_code == 200


def test_a_token_is_shown_once_and_kept_nowhere(client, user):
    first = send(client, "POST", reset_path(user), key="k1").json()
    again = send(client, "POST", reset_path(user), key="k1").json()
    assert again == first | {"token": None}
    kept = [*IdempotencyKey.objects.values(), *AuditRecord.objects.values(), *PasswordReset.objects.values()]
    assert first["token"] not in str(kept)
    assert PasswordReset.objects.get().token_hash == hash_of(first["token"])
    assert redeem(first["token"]).status_code == 200


@pytest.mark.parametrize("edit", [{"role": "branch_manager"}, {"is_active": False}, {"password": "a third long one"}])
def test_a_token_made_before_a_change_of_power_is_void(client, user, edit):
    token = send(client, "POST", reset_path(user)).json()["token"]
    assert send(client, "PATCH", f"/api/v1/users/{user.pk}", edit, version=1).status_code == 200
    assert refusal(redeem(token)) == (422, "reset_refused")


def test_changing_the_own_password_voids_a_token(client, user):
    token = send(client, "POST", reset_path(user)).json()["token"]
    change(browser_of(user))
    assert refusal(redeem(token, "a third long phrase")) == (422, "reset_refused")


def test_guessing_tokens_is_slowed_down_for_the_address_alone(client, user):
    with time_machine.travel(NOW, tick=False):
        assert {redeem(f"guess{number}").status_code for number in range(5)} == {422}
        assert redeem("guess6").status_code == 429
        token = send(client, "POST", reset_path(user)).json()["token"]
        assert redeem(token, address="10.0.0.2").status_code == 200


def test_a_deactivated_or_unknown_user_gets_no_token(client, user):
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert refusal(send(client, "POST", reset_path(user))) == (409, "user_inactive")
    assert refusal(send(client, "POST", "/api/v1/users/999999/password-reset")) == (404, "user_unknown")
    assert PasswordReset.objects.count() == 0


def test_nobody_resets_the_password_of_somebody_who_may_do_more(owner):
    Role.objects.create(code="clerk", name="Clerk", rights=["access.write"])
    clerk = client_of(make_key(make_user("clerk")))
    assert refusal(send(clerk, "POST", reset_path(owner))) == (403, "rights_beyond_own")
    assert PasswordReset.objects.count() == 0


def branch_called(code: str) -> Branch:
    business = Business.objects.create(code=f"B{code}", name="One", currency="GBP")
    return Branch.objects.create(business=business, code=code, name=code)


def test_a_manager_resets_the_password_of_the_own_branchs_people_only():
    here, there = branch_called("A1"), branch_called("A2")
    manager = client_of(make_key(make_user("branch_manager", branches=(here,))))
    mine, foreign = make_user("cashier", branches=(here,)), make_user("cashier", branches=(there,))
    owner = make_user("owner", branches=(here,))

    def ask(user: User):
        return send(manager, "POST", f"/api/v1/employments/{Employment.objects.get(user=user).pk}/password-reset")

    token = ask(mine).json()["token"]
    assert redeem(token).status_code == 200
    assert refusal(ask(foreign)) == (404, "employment_unknown")
    assert refusal(ask(owner)) == (403, "rights_beyond_own")
    Employment.objects.filter(user=mine).update(ended_on=NOW.date())
    assert refusal(ask(mine)) == (409, "employment_ended")


def test_the_page_changes_the_password_and_says_so(user):
    here, elsewhere = browser_of(user), browser_of(user)
    form = {"old_password": PASSWORD, "new_password": NEW, "again": NEW}
    answer = here.post("/profile/password", form, follow=True)
    assert answer.redirect_chain == [("/profile?password=changed", 302)]
    assert "Your password is changed" in answer.content.decode()
    assert has_password(user, NEW)
    assert elsewhere.get("/api/v1/session").status_code == 401


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        ({"again": "something else"}, "typed differently"),
        ({"old_password": "wrong"}, "not your present password"),
        ({"new_password": "short", "again": "short"}, "too short"),
        ({"new_password": "", "again": ""}, "Type a new password"),
    ],
)
def test_the_page_says_what_is_wrong_and_shows_no_password(user, extra, says):
    form = {"old_password": PASSWORD, "new_password": NEW, "again": NEW} | extra
    answer = browser_of(user).post("/profile/password", form)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert NEW not in answer.content.decode()
    assert has_password(user, PASSWORD)
