from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from kontor.access.models import AuditRecord, SignInTries
from kontor.access.sign_in_delay import tries_left_over, wait_seconds
from tests.calls import refusal, send
from tests.people import NOW, PASSWORD, client_of, make_key, make_user

pytestmark = pytest.mark.django_db


def attempt(username: str, password: str = PASSWORD, *, client: Client | None = None, address: str = "10.0.0.1"):
    body = json.dumps({"username": username, "password": password})
    return (client or Client()).post("/api/v1/session", body, content_type="application/json", REMOTE_ADDR=address)


def test_sign_in_opens_a_session_with_a_csrf_token():
    user, client = make_user("cashier"), Client(enforce_csrf_checks=True)
    response = attempt(user.username, client=client)
    assert response.status_code == 201
    assert (response.json()["user_id"], response.json()["username"]) == (user.pk, user.username)
    who = client.get("/api/v1/session").json()
    assert (who["user_id"], who["kind"], who["branch_ids"]) == (user.pk, "user", [])
    assert refusal(send(client, "DELETE", "/api/v1/session")) == (403, "csrf_failed")
    token = {"X-CSRFToken": response.json()["csrf_token"]}
    assert send(client, "DELETE", "/api/v1/session", headers=token).status_code == 204
    assert client.get("/api/v1/session").status_code == 401


def test_sign_in_takes_a_new_session_key():
    user, client = make_user("cashier"), Client()
    planted = client.session
    planted["basket"] = 1
    planted.save()
    attempt(user.username, client=client)
    assert client.cookies["sessionid"].value != planted.session_key
    assert client.get("/api/v1/session").json()["user_id"] == user.pk


def test_sign_in_leaves_one_audit_row():
    user = make_user("cashier")
    attempt(user.username)
    record = AuditRecord.objects.get()
    assert (record.actor_id, record.action, record.subject) == (user.pk, "access.sign_in", f"access.user:{user.pk}")


def test_sign_in_says_the_same_for_a_wrong_password_and_an_unknown_name():
    user = make_user("cashier")
    answers = [attempt(user.username, "wrong"), attempt("nobody", "wrong")]
    assert [refusal(answer) for answer in answers] == [(401, "sign_in_refused")] * 2
    bodies = [answer.json() | {"request_id": ""} for answer in answers]
    assert bodies[0] == bodies[1]


def test_sign_in_of_a_deactivated_user_is_refused():
    user = make_user("cashier")
    user.is_active = False
    user.save()
    assert refusal(attempt(user.username)) == (401, "sign_in_refused")


def test_sign_in_takes_json_only():
    body = json.dumps({"username": "x", "password": "y"})
    response = Client().post("/api/v1/session", body, content_type="text/plain")
    assert refusal(response) == (415, "unsupported_media_type")


def test_sign_in_with_a_key_is_refused():
    user = make_user("cashier")
    body = {"username": user.username, "password": PASSWORD}
    assert refusal(send(client_of(make_key(user)), "POST", "/api/v1/session", body)) == (422, "invalid_input")


def test_the_sixth_failure_of_an_account_waits_from_wherever_it_comes():
    user = make_user("cashier")
    with time_machine.travel(NOW, tick=False) as clock:
        tries = [attempt(user.username, "wrong", address=f"10.0.0.{number}") for number in range(5)]
        assert [response.status_code for response in tries] == [401] * 5
        sixth = attempt(user.username, address="10.0.0.9")
        assert refusal(sixth) == (429, "too_many_requests")
        assert sixth["Retry-After"] == "30"
        clock.shift(timedelta(seconds=30))
        assert attempt(user.username, address="10.0.0.9").status_code == 201


def test_the_sixth_failure_of_an_address_waits_whatever_the_account():
    make_user("cashier", username="depot")
    with time_machine.travel(NOW, tick=False):
        assert [attempt(f"guess{number}", "wrong").status_code for number in range(5)] == [401] * 5
        assert attempt("depot").status_code == 429
        assert attempt("depot", address="10.0.0.2").status_code == 201


def test_the_case_of_a_name_gives_no_further_tries():
    with time_machine.travel(NOW, tick=False):
        for number, name in enumerate(["depot", "Depot", "DEPOT", "dEpot", "dePot"]):
            attempt(name, "wrong", address=f"10.0.0.{number}")
        assert attempt("depoT", "wrong", address="10.0.0.9").status_code == 429


def test_a_success_ends_the_account_s_delay_and_takes_only_its_own_try_from_the_address():
    user = make_user("cashier")
    attempt("guess", "wrong")
    attempt(user.username, "wrong")
    assert attempt(user.username).status_code == 201
    assert sorted(SignInTries.objects.values_list("tries", flat=True)) == [0, 1, 2]


def test_a_refused_try_leaves_no_trace_of_what_was_typed():
    attempt("my-password-by-mistake", "wrong")
    kept = str(list(SignInTries.objects.values()))
    assert "mistake" not in kept
    assert AuditRecord.objects.count() == 0


def test_an_api_key_has_no_session_to_end():
    client = client_of(make_key(make_user("cashier")))
    assert refusal(send(client, "DELETE", "/api/v1/session")) == (409, "no_session")


def at(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("tries", "seconds_ago", "wait"),
    [(0, 0, 0), (4, 0, 0), (5, 0, 30), (5, 29, 1), (5, 30, 0), (6, 0, 60), (9, 0, 480), (10, 0, 900), (99, 0, 900)],
)
def test_the_delay_doubles_up_to_15_minutes(tries, seconds_ago, wait):
    assert wait_seconds(tries, NOW, at(seconds_ago)) == wait


def test_tries_are_forgotten_after_half_an_hour():
    assert (tries_left_over(7, NOW, at(1800)), tries_left_over(7, NOW, at(1801))) == (7, 0)
