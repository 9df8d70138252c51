"""Probes, the API's description and the pages around signing in."""

from __future__ import annotations

from typing import Final

from tests.journeys.rights.table import Ask, Requests
from tests.people import PASSWORD

TABLE: Final = """
#                owner          accountant
#                | manager      | approver
#                | | sales      | | auditor
#                | | | cashier  | | | integration
#                | | | | store  | | | |
#                | | | | | driver | | |   own other none nobody
livez    GET     + + + + + + + + + + |  200  200  200  200
readyz   GET     + + + + + + + + + + |  200  200  200  200
schema   GET     + + + + + + + + + + |  200  200  200  200
swagger  GET     + + + + + + + + + + |  200  200  200  200
redoc    GET     + + + + + + + + + + |  200  200  200  200
home     GET     + + + + + + + + + + |  200  200  200  302
sign-in  GET     + + + + + + + + + + |  200  200  200  200
sign-in  POST    + + + + + + + + + + |  302  302  302  302
sign-out POST    + + + + + + + + + + |  302  302  302  302
"""

REQUESTS: Final[Requests] = {
    ("livez", "GET"): lambda _: Ask(by="session"),
    ("readyz", "GET"): lambda _: Ask(by="session"),
    ("schema", "GET"): lambda _: Ask(by="session"),
    ("swagger", "GET"): lambda _: Ask(by="session"),
    ("redoc", "GET"): lambda _: Ask(by="session"),
    ("home", "GET"): lambda _: Ask(by="session"),
    ("sign-in", "GET"): lambda _: Ask(by="session"),
    ("sign-in", "POST"): lambda place: Ask(
        form={"username": place.caller.username, "password": PASSWORD}, by="session"
    ),
    ("sign-out", "POST"): lambda _: Ask(by="session"),
}
