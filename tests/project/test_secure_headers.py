"""Row 69: headers that every answer carries, whatever it is and however it ends."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.people import client_of, make_key, make_user

pytestmark = pytest.mark.django_db

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PAGES = ["/", "/profile", "/sign-in", "/orders", "/nothing-here", "/orders/999999"]
ANSWERS = ["/api/v1/session", "/api/v1/users?limit=x", "/api/v1/nothing", "/api/v1/users"]


def missing(answer) -> dict[str, str | None]:
    return {name: answer.get(name) for name, value in ALWAYS.items() if answer.get(name) != value}


@pytest.mark.parametrize("path", [*PAGES, *ANSWERS, "/livez", "/readyz", "/api/docs/", "/api/schema/"])
@pytest.mark.parametrize("who", ["owner", "nobody"])
def test_every_answer_has_the_strict_headers(path, who):
    client = Client()
    if who == "owner":
        client.force_login(make_user("owner"))
    answer = client.get(path)
    assert missing(answer) == {}
    assert "Server" not in answer
    assert "X-Powered-By" not in answer


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_policy_that_lets_no_foreign_or_inline_script_run(path):
    client = Client()
    client.force_login(make_user("owner"))
    policy = client.get(path)["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "*" not in policy


def test_answers_to_a_key_have_the_headers_too_and_are_kept_by_nobody():
    client = client_of(make_key(make_user("owner")))
    for path in ANSWERS:
        answer = client.get(path)
        assert missing(answer) == {}
        assert answer["Cache-Control"] == "no-store"


def test_the_session_s_cookie_is_out_of_reach_of_scripts_and_other_sites():
    user = make_user("owner")
    client = Client()
    client.post("/sign-in", {"username": user.username, "password": "correct horse 7 battery"})
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@override_settings(SECURE_HSTS_SECONDS=31_536_000, SECURE_SSL_REDIRECT=True, SESSION_COOKIE_SECURE=True)
def test_over_https_browsers_are_told_to_stay_there():
    assert Client().get("/sign-in").status_code == 301
    assert Client().get("/sign-in", secure=True)["Strict-Transport-Security"] == "max-age=31536000"


def test_https_switches_all_of_it_on():
    assert settings.SESSION_COOKIE_SECURE == settings.CSRF_COOKIE_SECURE == settings.SECURE_SSL_REDIRECT
    assert (settings.SECURE_HSTS_SECONDS > 0) == settings.SECURE_SSL_REDIRECT
