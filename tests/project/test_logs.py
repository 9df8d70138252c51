"""What is logged: one JSON object a line, with the request's id, and nothing that belongs to somebody."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import psycopg
import pytest
import structlog
from django.db import IntegrityError
from django.test import Client

from kontor.access import queries
from kontor.project import logs
from tests.calls import send
from tests.people import PASSWORD, client_of, make_key, make_user

IDENTITY = "till-7_000042"


@pytest.fixture
def written(monkeypatch) -> Iterator[io.StringIO]:
    """Everything that goes to the log, as `kontor up` would write it."""
    root, text = logging.getLogger(), io.StringIO()
    monkeypatch.setattr(root, "handlers", list(root.handlers))
    logs.configure(level="debug", as_json=True)
    for handler in root.handlers:
        if type(handler) is logging.StreamHandler:
            handler.setStream(text)
    yield text
    structlog.contextvars.clear_contextvars()
    logs.configure(level="info", as_json=True)


def lines(text: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in text.getvalue().splitlines()]


@pytest.mark.django_db
def test_no_line_holds_a_password_a_key_a_token_or_anything_personal(written):
    owner = make_user("owner", username="somebody")
    secret = make_key(owner)
    client, browser = client_of(secret), Client()
    secrets = {"secret": secret, "password": PASSWORD, "username": "somebody"}
    personal = {
        "name": "Wanjiru",
        "mail": "wanjiru@example.com",
        "phone": "+254700000042",
        "new": "another long phrase",
    }
    send(browser, "POST", "/api/v1/session", {"username": "somebody", "password": PASSWORD})
    send(Client(), "POST", "/api/v1/session", {"username": "somebody", "password": personal["new"]})
    user = {"username": "wanjiru", "role": "cashier", "first_name": personal["name"], "email": personal["mail"]}
    made = send(client, "POST", "/api/v1/users", user | {"password": personal["new"]}).json()
    send(client, "POST", "/api/v1/users", user)  # refused: taken
    customer = {"code": "C1", "name": personal["name"], "phone": personal["phone"]}
    send(client, "POST", "/api/v1/customers", customer)
    client.get("/api/v1/customers", {"search": personal["phone"]})
    client.get(f"/api/v1/users?text={personal['name']}")
    client.get(f"/{personal['name']}")
    secrets["token"] = send(client, "POST", f"/api/v1/users/{made['id']}/password-reset").json()["token"]
    secrets["api_key"] = send(client, "POST", "/api/v1/api-keys", {"user_id": made["id"], "name": "x"}).json()["secret"]
    secrets["session"] = browser.cookies["sessionid"].value
    text = written.getvalue().casefold()
    assert len(lines(written)) >= 9
    assert [name for name, value in (secrets | personal).items() if value.casefold() in text] == []


@pytest.mark.django_db
def test_a_failure_is_found_by_the_id_in_the_answer(written, monkeypatch):
    def fail(**_: object) -> None:
        raise RuntimeError("the shelf fell down")

    client = client_of(make_key(make_user("owner")))
    client.get("/api/v1/session")
    monkeypatch.setattr(queries, "list_users", fail)
    client.raise_request_exception = False
    answer = client.get("/api/v1/users", headers={"X-Request-ID": IDENTITY})
    assert (answer.status_code, answer["X-Request-ID"], answer.json()["request_id"]) == (500, IDENTITY, IDENTITY)
    assert "shelf" not in answer.content.decode()
    (failed,) = (line for line in lines(written) if line["event"] == "problems.failed")
    assert (failed["request_id"], failed["level"]) == (IDENTITY, "error")
    assert "RuntimeError: the shelf fell down" in failed["exception"]
    (access,) = (line for line in lines(written) if line.get("request_id") == IDENTITY and line["event"] == "request")
    assert (access["status"], access["route"]) == (500, "api/v1/users")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/v1/users/999999", 404), ("/api/v1/users?limit=x", 422), ("/api/v1/nothing", 404), ("/api/v1/audit", 404)],
)
def test_every_refusal_carries_the_id_that_the_log_has(written, path, status):
    client = client_of(make_key(make_user("owner")))
    answer = client.get(path, headers={"X-Request-ID": IDENTITY})
    assert (answer.status_code, answer["X-Request-ID"], answer.json()["request_id"]) == (status, IDENTITY, IDENTITY)
    assert [line["status"] for line in lines(written) if line.get("request_id") == IDENTITY] == [status]


def test_a_database_s_error_is_logged_without_the_row_it_refused(written):
    log = structlog.get_logger("kontor.test")
    cause = psycopg.errors.UniqueViolation(
        'duplicate key value violates unique constraint "access_user_username_key"\n'
        "DETAIL:  Key (username)=(wanjiru) already exists.\nsecond line of (wanjiru)\nCONTEXT:  row of wanjiru"
    )
    try:
        try:
            raise cause
        except psycopg.Error as error:
            raise IntegrityError(str(error)) from error
    except IntegrityError as error:
        log.error("test.failed", exc_info=error)
    (line,) = lines(written)
    assert "wanjiru" not in line["exception"]
    assert line["exception"].count('violates unique constraint "access_user_username_key"') == 2
    assert "The above exception was the direct cause" in line["exception"]
