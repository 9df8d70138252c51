"""The gate before views of its own: no package's route is needed to prove it."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import Mock

import psycopg
import pytest
from django.db import OperationalError
from django.http import HttpRequest, JsonResponse
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from kontor.access.http import actor_of, client_address
from kontor.access.models import ApiKey, User
from kontor.access.types import SIGNED_IN, Route
from kontor.organization.models import Branch, Business, Employment
from kontor.project import actors, gate
from tests.people import NOW, PASSWORD, client_of, make_key, make_user


@csrf_exempt
def tell(request: HttpRequest) -> JsonResponse:
    actor = actor_of(request)
    return JsonResponse(
        {"id": actor.id, "kind": actor.kind, "rights": sorted(actor.rights), "branches": sorted(actor.branch_ids)}
    )


@csrf_exempt
def greet(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"actor": hasattr(request, "actor")})


urlpatterns = [
    path("api/v1/audits", tell, name="audits"),
    path("api/v1/me", tell, name="me"),
    path("api/v1/open", greet, name="open"),
    path("api/v1/forgotten", tell, name="forgotten"),
    path("elsewhere", greet, name="elsewhere"),
    path("forgotten-page", greet, name="forgotten-page"),
    path("sign-in", greet, name="sign-in"),
]
ROUTES = (
    Route("audits", "GET", "audit.read"),
    Route("audits", "POST", "access.write"),
    Route("me", "GET", SIGNED_IN),
    Route("open", "GET", None),
    Route("elsewhere", "GET", SIGNED_IN),
    Route("open", "POST", None),
)


@pytest.fixture(autouse=True)
def _views(settings, monkeypatch, db):
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(gate, "ROUTES", ROUTES)


def refusal(response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def test_nobody_is_answered_401_before_the_view():
    assert refusal(Client().get("/api/v1/audits")) == (401, "unauthenticated")


def test_a_key_acts_as_its_user_with_the_users_branches():
    branch = Branch.objects.create(business=Business.objects.create(code="B", name="B", currency="GBP"), code="A")
    user = make_user("auditor", branches=(branch,))
    Employment.objects.create(user=user, branch=_another_branch(branch), ended_on=NOW)
    told = client_of(make_key(user)).get("/api/v1/audits").json()
    assert (told["id"], told["kind"], told["branches"]) == (user.pk, "client", [branch.pk])


def _another_branch(branch: Branch) -> Branch:
    return Branch.objects.create(business=branch.business, code="left")


def test_a_role_without_the_right_is_refused_and_told_which_it_is():
    response = client_of(make_key(make_user("cashier"))).get("/api/v1/audits")
    assert refusal(response) == (403, "forbidden")
    assert response.json()["right"] == "audit.read"


def test_scopes_narrow_the_rights_of_a_key_and_never_widen_them():
    key = make_key(make_user("auditor"), scopes=("audit.read", "access.write"))
    assert client_of(key).get("/api/v1/me").json()["rights"] == ["audit.read"]


def test_a_user_without_a_role_may_do_nothing():
    assert client_of(make_key(make_user(None))).get("/api/v1/me").json()["rights"] == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: key[:-1] + ("A" if key[-1] != "A" else "B"),
        lambda key: key.replace("kt_", "kt_0", 1),
        lambda key: "kt_",
        lambda key: "",
        lambda key: key.replace("_", ":"),
    ],
)
def test_a_key_that_is_not_exactly_right_is_refused(spoil):
    key = make_key(make_user("auditor"))
    assert refusal(client_of(spoil(key)).get("/api/v1/me")) == (401, "unauthenticated")


def test_a_wrong_secret_is_refused_also_while_the_key_is_remembered():
    key = make_key(make_user("auditor"))
    assert client_of(key).get("/api/v1/me").status_code == 200
    assert client_of(key[:-2] + "zz").get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("extra", [{"revoked_at": NOW}, {"expires_at": NOW - timedelta(days=1)}])
def test_a_key_that_ended_is_refused(extra):
    assert client_of(make_key(make_user("auditor"), **extra)).get("/api/v1/me").status_code == 401


def test_a_key_of_a_deactivated_user_is_refused():
    user = make_user("auditor")
    key = make_key(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client_of(key).get("/api/v1/me").status_code == 401


def test_a_remembered_key_costs_no_query(django_assert_num_queries):
    client = client_of(make_key(make_user("auditor")))
    client.get("/api/v1/me")
    with django_assert_num_queries(0):
        assert client.get("/api/v1/me").status_code == 200


def test_a_revoked_key_is_refused_once_its_actor_is_forgotten():
    key = make_key(make_user("auditor"))
    assert client_of(key).get("/api/v1/me").status_code == 200
    ApiKey.objects.update(revoked_at=NOW)
    actors.forget_all()
    assert client_of(key).get("/api/v1/me").status_code == 401


def test_a_call_with_a_key_leaves_sessions_alone():
    response = client_of(make_key(make_user("auditor"))).get("/api/v1/me")
    assert not hasattr(response.wsgi_request, "session")
    assert response.cookies == {}


def test_the_use_of_a_key_is_noted():
    client_of(make_key(make_user("auditor"))).get("/api/v1/me")
    assert ApiKey.objects.get().last_used_at is not None


def test_a_wrong_key_does_not_fall_back_to_the_session():
    client = Client()
    client.force_login(make_user("auditor"))
    assert client.get("/api/v1/me").status_code == 200
    assert client.get("/api/v1/me", headers={"Authorization": "Bearer kt_wrong"}).status_code == 401


def test_a_session_acts_as_its_user():
    client, user = Client(), make_user("auditor")
    assert client.login(username=user.username, password=PASSWORD)
    told = client.get("/api/v1/me").json()
    assert (told["id"], told["kind"]) == (user.pk, "user")


def test_a_session_needs_the_csrf_token_to_change_anything():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("owner"))
    assert refusal(client.post("/api/v1/audits")) == (403, "csrf_failed")
    client.cookies["csrftoken"] = "a" * 32
    assert client.post("/api/v1/audits", headers={"X-CSRFToken": "b" * 32}).status_code == 403
    assert client.post("/api/v1/audits", headers={"X-CSRFToken": "a" * 32}).status_code == 200


def test_an_open_route_has_no_actor():
    assert Client().get("/api/v1/open").json() == {"actor": False}


def test_a_view_without_a_route_is_closed(settings):
    settings.RAISE_UNDECLARED_ROUTES = False
    key = make_key(make_user("owner"))
    assert refusal(client_of(key).get("/api/v1/forgotten")) == (403, "forbidden")


def test_a_view_without_a_route_is_a_programming_error_while_developing():
    with pytest.raises(gate.RouteUndeclared, match="forgotten stands in no rights"):
        Client().get("/api/v1/forgotten")


def test_a_method_without_a_route_is_not_known():
    response = client_of(make_key(make_user("owner"))).put("/api/v1/audits")
    assert refusal(response) == (405, "method_not_allowed")
    assert response["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_head_needs_the_right_of_get():
    assert client_of(make_key(make_user("cashier"))).head("/api/v1/audits").status_code == 403
    assert client_of(make_key(make_user("auditor"))).head("/api/v1/audits").status_code == 200


def test_options_are_answered_by_the_gate():
    response = Client().options("/api/v1/audits")
    assert (response.status_code, response["Allow"]) == (204, "GET, HEAD, OPTIONS, POST")


def test_an_unknown_address_of_the_api_is_a_problem_document():
    assert refusal(Client().get("/api/v1/nothing")) == (404, "not_found")


def test_answers_of_the_api_are_kept_by_nobody_in_between():
    client = client_of(make_key(make_user("auditor")))
    assert [client.get(f"/api/v1/{path}")["Cache-Control"] for path in ("me", "nothing")] == ["no-store"] * 2


def test_whoever_opens_a_page_without_being_signed_in_is_sent_to_the_sign_in_page():
    response = Client().get("/elsewhere?page=2")
    assert (response.status_code, response["Location"]) == (302, "/sign-in?next=%2Felsewhere%3Fpage%3D2")


def test_a_page_without_a_route_is_closed_too(settings):
    settings.RAISE_UNDECLARED_ROUTES = False
    assert Client().get("/forgotten-page").status_code == 403


def test_an_actor_beyond_the_rate_waits(settings):
    settings.API_RATE_PER_MINUTE = 2
    client = client_of(make_key(make_user("auditor")))
    assert [client.get("/api/v1/me").status_code for _ in range(3)] == [200, 200, 429]
    response = client.get("/api/v1/me")
    assert refusal(response) == (429, "too_many_requests")
    assert response["Retry-After"] == "30"
    assert client_of(make_key(make_user("auditor"))).get("/api/v1/me").status_code == 200


def test_an_address_with_wrong_keys_is_slowed_down_and_others_are_not(settings):
    settings.SIGN_IN_RATE_PER_MINUTE = 2
    client = client_of("kt_wrong")
    assert [client.get("/api/v1/me").status_code for _ in range(3)] == [401, 401, 429]
    assert client.get("/api/v1/me", REMOTE_ADDR="10.0.0.2").status_code == 401


def test_the_address_is_the_one_our_own_proxy_noted(settings, rf):
    request = rf.get("/", headers={"X-Forwarded-For": "1.1.1.1, 2.2.2.2, 3.3.3.3"}, REMOTE_ADDR="10.0.0.1")
    addresses = []
    for settings.TRUSTED_PROXIES in (0, 1, 2, 9):
        addresses.append(client_address(request))
    assert addresses == ["10.0.0.1", "3.3.3.3", "2.2.2.2", "10.0.0.1"]


def database_failed(cause: Exception) -> OperationalError:
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("cause", "status", "code"),
    [
        (psycopg.OperationalError("server closed the connection"), 503, "unavailable"),
        (psycopg.errors.UndefinedTable("no such table"), 500, "internal_error"),
    ],
)
def test_a_database_that_fails_while_it_is_asked_who_calls_is_told_in_the_apis_words(monkeypatch, cause, status, code):
    key = make_key(make_user("auditor"))
    monkeypatch.setattr(gate, "actor_of_key", Mock(side_effect=database_failed(cause)))
    caller = client_of(key)
    caller.raise_request_exception = False
    answer = caller.get("/api/v1/audits")
    assert answer["Content-Type"] == "application/problem+json"
    assert refusal(answer) == (status, code)


def test_a_page_is_then_told_too_and_a_failure_of_ours_stays_one(monkeypatch):
    browser = Client()
    browser.force_login(make_user("auditor"))
    gone, ours = (database_failed(cause("x")) for cause in (psycopg.OperationalError, psycopg.errors.UndefinedTable))
    monkeypatch.setattr(gate, "actor_of_user", Mock(side_effect=gone))
    assert browser.get("/elsewhere").status_code == 503
    monkeypatch.setattr(gate, "actor_of_user", Mock(side_effect=ours))
    with pytest.raises(OperationalError):
        browser.get("/elsewhere")
