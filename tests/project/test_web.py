"""What holds for every answer of the web application, and the pages that belong to no package."""

from __future__ import annotations

import json
import logging
import re

import pytest
import structlog
from django.contrib.staticfiles import finders
from django.db import OperationalError, connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse

from kontor.project import health, logs


@pytest.fixture(autouse=True)
def _fresh_readiness(monkeypatch):
    monkeypatch.setattr(health, "_is_migrated", False)


@pytest.mark.django_db
def test_readyz_waits_for_the_migrations(client):
    assert client.get("/readyz").json() == {
        "status": "ready",
        "checks": {"database": "ok", "migrations": "applied"},
    }
    health._is_migrated = False
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "checks": {"database": "ok", "migrations": "1 not applied"}}


@pytest.mark.django_db
def test_readyz_says_when_the_database_is_gone_and_livez_does_not_ask_it(client, monkeypatch):
    def gone(*_):
        raise OperationalError("gone")

    monkeypatch.setattr(type(connections["default"]), "cursor", gone)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, "unreachable")
    assert client.get("/livez").json() == {"status": "alive"}


def test_an_answer_carries_the_callers_request_id_or_a_new_one(client):
    assert client.get("/livez", headers={"X-Request-ID": "till-7_000042"})["X-Request-ID"] == "till-7_000042"
    for wrong in ("", "short", "with space in it", "x" * 41):
        identity = client.get("/livez", headers={"X-Request-ID": wrong})["X-Request-ID"]
        assert re.fullmatch(r"[0-9a-f]{32}", identity)


def test_the_access_line_names_the_route_and_nothing_personal(client, capsys, monkeypatch):
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", list(root.handlers))
    logs.configure(level="info", as_json=True)
    client.get("/api/docs/?customer=Somebody", headers={"X-Request-ID": "till-7_000042"})
    structlog.contextvars.clear_contextvars()
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert line.pop("milliseconds") > 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "kontor.access_log",
        "method": "GET",
        "request_id": "till-7_000042",
        "route": "api/docs/",
        "status": 200,
    }


def test_every_answer_is_sent_with_strict_headers(client):
    answer = client.get("/livez")
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("name", ["swagger", "redoc"])
def test_the_apis_readers_work_offline_and_run_files_only(client, name):
    answer = client.get(reverse(name))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "://" not in page
    assert f'data-schema="{reverse("schema")}"' in page
    files = re.findall(r'(?:src|href)="/static/([^"]+)"', page)
    assert len(files) >= 3
    assert [file for file in files if finders.find(file) is None] == []
    assert re.findall(r"<script(?! src=)|<style| on\w+=", page) == []
    policy = answer["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "default-src 'self'" in policy


@pytest.mark.django_db
def test_the_schema_describes_kontor(client):
    schema = client.get("/api/schema/?format=json").json()
    assert schema["info"]["title"] == "Kontor"
    assert schema["openapi"].startswith("3.")
