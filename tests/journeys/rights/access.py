"""Access belongs to no branch: whoever gets in is answered alike wherever they work."""

from __future__ import annotations

from typing import Final

from kontor.access.models import ApiKey, Role
from tests.journeys.rights.table import Ask, Place, Requests
from tests.people import PASSWORD, make_key, make_user

TABLE: Final = """
#                     owner          accountant
#                     | manager      | approver
#                     | | sales      | | auditor
#                     | | | cashier  | | | integration
#                     | | | | store  | | | |
#                     | | | | | driver | | |   own other none nobody
session       POST    + + + + + + + + + + |  201  201  201  201
session       GET     + + + + + + + + + + |  200  200  200  401
session       DELETE  + + + + + + + + + + |  204  204  204  401
own-password  POST    + + + + + + + + + + |  409  409  409  401
password-resets POST  + + + + + + + + + + |  422  422  422  422
rights        GET     + - - - - - - - + - |  200  200  200  401
roles         GET     + - - - - - - - + - |  200  200  200  401
roles         POST    + - - - - - - - - - |  201  201  201  401
role          GET     + - - - - - - - + - |  200  200  200  401
role          PATCH   + - - - - - - - - - |  200  200  200  401
role          DELETE  + - - - - - - - - - |  200  200  200  401
user-actions  POST    + - - - - - - - - - |  200  200  200  401
users         GET     + - - - - - - - + - |  200  200  200  401
users         POST    + - - - - - - - - - |  201  201  201  401
user          GET     + - - - - - - - + - |  200  200  200  401
user          PATCH   + - - - - - - - - - |  200  200  200  401
user-password-reset POST + - - - - - - - - - |  201  201  201  401
api-keys      GET     + - - - - - - - + - |  200  200  200  401
api-keys      POST    + - - - - - - - - - |  201  201  201  401
api-key       DELETE  + - - - - - - - - - |  200  200  200  401
audit-records GET     + - - - - - - - + - |  200  200  200  401
"""


def _someone(place: Place) -> int:
    return make_user("cashier", branches=(place.branch,)).pk


def _own_role() -> int:
    return Role.objects.create(code="counter", name="Counter", rights=["sales.read"]).pk


def _someones_key(place: Place) -> int:
    prefix = make_key(make_user("cashier", branches=(place.branch,))).split("_")[1]
    return ApiKey.objects.get(prefix=prefix).pk


REQUESTS: Final[Requests] = {
    ("session", "POST"): lambda place: Ask(
        body={"username": place.caller.username, "password": PASSWORD}, by="session"
    ),
    ("session", "GET"): lambda _: Ask(),
    ("session", "DELETE"): lambda _: Ask(by="session"),
    ("own-password", "POST"): lambda _: Ask(body={"old_password": "x", "new_password": "y"}),  # a key has none
    ("password-resets", "POST"): lambda _: Ask(body={"token": "x", "new_password": "y"}),
    ("roles", "GET"): lambda _: Ask(),
    ("rights", "GET"): lambda _: Ask(),
    ("roles", "POST"): lambda _: Ask(body={"code": "counter", "name": "Counter", "rights": ["sales.read"]}),
    ("role", "GET"): lambda _: Ask({"role_id": _own_role()}),
    ("role", "PATCH"): lambda _: Ask({"role_id": _own_role()}, {"name": "Renamed"}, version=1),
    ("role", "DELETE"): lambda _: Ask({"role_id": _own_role()}, version=1),
    ("user-actions", "POST"): lambda place: Ask(body={"action": "deactivate", "user_ids": [_someone(place)]}),
    ("users", "GET"): lambda _: Ask(),
    ("users", "POST"): lambda _: Ask(body={"username": "depot", "role": "cashier"}),
    ("user", "GET"): lambda place: Ask({"user_id": _someone(place)}),
    ("user", "PATCH"): lambda place: Ask({"user_id": _someone(place)}, {"first_name": "Depot"}, version=1),
    ("user-password-reset", "POST"): lambda place: Ask({"user_id": _someone(place)}),
    ("api-keys", "GET"): lambda _: Ask(),
    ("api-keys", "POST"): lambda place: Ask(body={"user_id": _someone(place), "name": "Till"}),
    ("api-key", "DELETE"): lambda place: Ask({"key_id": _someones_key(place)}),
    ("audit-records", "GET"): lambda _: Ask(),
}
