"""Places: the pages of where stock is kept, and the tills. A foreign one is not there."""

from __future__ import annotations

from typing import Final

from kontor.pos.models import Register
from tests.journeys.rights.table import Ask, Place, Requests
from tests.world import make_world

TABLE: Final = """
#                              owner          accountant
#                              | manager      | approver
#                              | | sales      | | auditor
#                              | | | cashier  | | | integration
#                              | | | | store  | | | |
#                              | | | | | driver | | |   own other none nobody
page-locations          GET    + + + + + + + + + + |  200  200  200  302
page-location-new       GET    + - - - - - - - - - |  200  200  200  302
page-location-new       POST   + - - - - - - - - - |  302  404  404  302
page-location-edit      GET    + - - - - - - - - - |  200  404  404  302
page-location-edit      POST   + - - - - - - - - - |  302  404  404  302
registers               GET    + + + + + + + + + + |  200  200  200  401
put-registers           POST   + - - - - - - - - - |  200  200  200  401
register                GET    + + + + + + + + + + |  200  404  404  401
register                PATCH  + - - - - - - - - - |  200  404  404  401
page-registers          GET    + + + + + + + + + + |  200  200  200  302
page-register-new       GET    + - - - - - - - - - |  200  200  200  302
page-register-new       POST   + - - - - - - - - - |  302  422  422  302
page-register-edit      GET    + - - - - - - - - - |  200  404  404  302
page-register-edit      POST   + - - - - - - - - - |  302  404  404  302
"""


def _page(_: Place) -> Ask:
    return Ask(by="session")


def _new(place: Place) -> Ask:
    form = {"branch": place.branch.code, "code": "NEW", "name": "New store", "kind": "warehouse"}
    return Ask(form={**form, "shortage_policy": "refuse"}, by="session")


def _location(place: Place) -> Ask:
    return Ask({"code": make_world(place.branch).location.code}, by="session")


def _edit(place: Place) -> Ask:
    form = {"name": "Old store", "was.name": "Main store", "version": "1"}
    return Ask(_location(place).keywords, form={**form, "is_active": "true", "was.is_active": "true"}, by="session")


def _register(place: Place) -> int:
    location = make_world(place.branch).location
    return Register.objects.create(code=f"TILL{location.pk}", name="Till", location=location).pk


def _till(place: Place, **more: str) -> dict[str, str]:
    return {"code": "NEW", "name": "Front till", "location": make_world(place.branch).location.code, **more}


def _edited_till(place: Place) -> Ask:
    form = {"name": "Back till", "was.name": "Till", "version": "1", "is_active": "true", "was.is_active": "true"}
    location = make_world(place.branch).location
    register = Register.objects.create(code=f"TILL{location.pk}", name="Till", location=location)
    form |= {"location": location.code, "was.location": location.code}
    return Ask({"register_id": register.pk}, form=form, by="session")


REQUESTS: Final[Requests] = {
    ("page-locations", "GET"): _page,
    ("page-location-new", "GET"): _page,
    ("page-location-new", "POST"): _new,
    ("page-location-edit", "GET"): _location,
    ("page-location-edit", "POST"): _edit,
    ("registers", "GET"): lambda _: Ask(),
    ("put-registers", "POST"): lambda place: Ask(body={"items": [_till(place)]}),
    ("register", "GET"): lambda place: Ask({"register_id": _register(place)}),
    ("register", "PATCH"): lambda place: Ask({"register_id": _register(place)}, {"name": "Back till"}, version=1),
    ("page-registers", "GET"): _page,
    ("page-register-new", "GET"): _page,
    ("page-register-new", "POST"): lambda place: Ask(form=_till(place), by="session"),
    ("page-register-edit", "GET"): lambda place: Ask({"register_id": _register(place)}, by="session"),
    ("page-register-edit", "POST"): _edited_till,
}
