from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from kontor.access.audit import AuditRow, audit_row
from kontor.access.models import AuditRecord
from kontor.access.operations import record_audit
from kontor.access.types import Actor
from kontor.kernel import request_id
from tests.calls import refusal, send
from tests.people import NOW, client_of, make_key, make_user

ACTOR = Actor(7, "user", "depot", frozenset(), frozenset())


def leave(subject: str, *, actor: Actor = ACTOR, days: int = 0) -> None:
    now = NOW + timedelta(days=days)
    with transaction.atomic():
        record_audit(action="sales.cancel", subject=subject, diff={"state": ["a", "b"]}, actor=actor, now=now)


@pytest.fixture
def client(db):
    return client_of(make_key(make_user("auditor")))


def subjects(client, query: str = "") -> list[str]:
    return [item["subject"] for item in client.get(f"/api/v1/audit-records?{query}").json()["items"]]


def test_an_audit_row_names_actor_difference_and_request():
    request_id.set_current("abc-12345")
    try:
        row = audit_row(action="sales.cancel", subject="sales.order:4", diff={"n": [1, None]}, actor=ACTOR, now=NOW)
    finally:
        request_id.set_current("")
    assert row == AuditRow(NOW, 7, "sales.cancel", "sales.order:4", '{"n":[1,null]}', "abc-12345")


def test_the_trail_shows_the_newest_first_with_its_difference(client):
    leave("sales.order:1")
    leave("sales.order:2")
    newest, oldest = client.get("/api/v1/audit-records").json()["items"]
    assert (newest["subject"], oldest["subject"]) == ("sales.order:2", "sales.order:1")
    assert (newest["diff"], newest["actor_id"], newest["at"]) == ({"state": ["a", "b"]}, 7, "2026-03-02T09:30:00Z")


def test_the_trail_is_filtered_by_document_actor_and_time(client):
    leave("sales.order:1")
    leave("sales.order:2", days=1)
    leave("sales.order:3", actor=Actor(8, "job", "night", frozenset(), frozenset()), days=2)
    assert subjects(client, "subject=sales.order:2") == ["sales.order:2"]
    assert subjects(client, "actor_id=8") == ["sales.order:3"]
    assert subjects(client, "since=2026-03-03T09:30:00Z") == ["sales.order:3", "sales.order:2"]
    assert subjects(client, "before=2026-03-03T09:30:00Z") == ["sales.order:1"]
    assert refusal(client.get("/api/v1/audit-records?since=yesterday")) == (422, "invalid_input")


def test_the_trail_goes_on_where_a_page_ended(client):
    for number in range(3):
        leave(f"sales.order:{number}")
    first = client.get("/api/v1/audit-records?limit=2").json()
    leave("sales.order:9")
    assert subjects(client, f"limit=2&cursor={first['next_cursor']}") == ["sales.order:0"]


def test_the_request_s_id_is_found_in_the_trail(db):
    owner = client_of(make_key(make_user("owner")))
    body = {"username": "depot", "role": "cashier"}
    response = send(owner, "POST", "/api/v1/users", body, headers={"X-Request-ID": "till-7-000042"})
    assert response["X-Request-ID"] == "till-7-000042"
    assert AuditRecord.objects.get().request_id == "till-7-000042"


@pytest.mark.django_db
def test_the_database_refuses_to_change_the_trail():
    leave("sales.order:1")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditRecord.objects.update(actor_id=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditRecord.objects.all().delete()
    assert json.loads(AuditRecord.objects.get().diff) == {"state": ["a", "b"]}
