from __future__ import annotations

import json
import sqlite3

import psycopg
import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db.utils import DataError, InterfaceError, OperationalError
from django.http import Http404
from django.test import RequestFactory
from rest_framework import exceptions as drf

from kontor.kernel import request_id
from kontor.kernel.errors import Busy, Conflict, InvalidInput, TooManyRequests, Unauthenticated
from kontor.kernel.problems import problem_response


class Sold(Conflict):
    code = "sold"
    title = "It is sold"


def answer_to(error: Exception):
    response = problem_response(error, RequestFactory().get("/api/v1/things"))
    return response, json.loads(response.content)


def database_error(kind: type[Exception], cause: Exception) -> Exception:
    error = kind(str(cause))
    error.__cause__ = cause
    return error


def sqlite_error(name: str, message: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(message)
    error.sqlite_errorname = name
    return error


def test_a_refusal_tells_its_code_and_its_data_as_members():
    response, problem = answer_to(Sold("Somebody bought it.", sku="A-1", left=0, field=None))
    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    assert problem == {
        "type": "/problems/sold",
        "title": "It is sold",
        "status": 409,
        "detail": "Somebody bought it.",
        "code": "sold",
        "request_id": "",
        "sku": "A-1",
        "left": 0,
    }


def test_data_cannot_pose_as_a_standard_member():
    _, problem = answer_to(Sold(status=200, code="fine"))
    assert (problem["status"], problem["code"]) == (409, "sold")


def test_a_problem_carries_the_request_id():
    request_id.set_current("abc-12345")
    try:
        assert answer_to(Sold())[1]["request_id"] == "abc-12345"
    finally:
        request_id.set_current("")


def test_our_own_failure_shows_nothing_of_its_cause():
    response, problem = answer_to(RuntimeError("the secret is 42"))
    assert response.status_code == 500
    assert set(problem) == {"type", "title", "status", "detail", "code", "request_id"}
    assert "42" not in response.content.decode()


@pytest.mark.parametrize(
    ("error", "status", "code", "retry_after"),
    [
        (Http404(), 404, "not_found", None),
        (PermissionDenied(), 403, "forbidden", None),
        (RequestDataTooBig(), 413, "body_too_large", None),
        (Unauthenticated(), 401, "unauthenticated", None),
        (InvalidInput(), 422, "invalid_input", None),
        (Busy(), 409, "busy", "1"),
        (TooManyRequests(retry_after_seconds=7), 429, "too_many_requests", "7"),
        (drf.ParseError(), 400, "unreadable", None),
        (drf.MethodNotAllowed("PUT"), 405, "method_not_allowed", None),
        (drf.UnsupportedMediaType("text/xml"), 415, "unsupported_media_type", None),
        (drf.NotAcceptable(), 406, "not_acceptable", None),
        (drf.Throttled(wait=3), 429, "too_many_requests", "3"),
        (DataError("integer out of range"), 422, "invalid_input", None),
        (database_error(OperationalError, psycopg.errors.LockNotAvailable("lock timeout")), 409, "busy", "1"),
        (database_error(OperationalError, psycopg.errors.DeadlockDetected("deadlock")), 409, "busy", "1"),
        (database_error(OperationalError, psycopg.errors.AdminShutdown("ended")), 503, "unavailable", "5"),
        (database_error(OperationalError, psycopg.OperationalError("refused")), 503, "unavailable", "5"),
        (database_error(InterfaceError, psycopg.InterfaceError("closed")), 503, "unavailable", "5"),
        (database_error(OperationalError, psycopg.errors.UndefinedTable("no")), 500, "internal_error", None),
        (database_error(OperationalError, sqlite_error("SQLITE_BUSY", "database is locked")), 409, "busy", "1"),
        (database_error(OperationalError, sqlite_error("SQLITE_FULL", "disk is full")), 503, "unavailable", "5"),
        (database_error(OperationalError, sqlite_error("SQLITE_ERROR", "no such table")), 500, "internal_error", None),
    ],
    ids=lambda value: type(getattr(value, "__cause__", None) or value).__name__,
)
def test_every_kind_of_error_has_its_status(error, status, code, retry_after):
    response, problem = answer_to(error)
    assert (response.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert response.get("Retry-After") == retry_after


def test_nobody_is_told_how_to_sign_in():
    assert answer_to(Unauthenticated())[0]["WWW-Authenticate"] == 'Bearer realm="kontor"'
