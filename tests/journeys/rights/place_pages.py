"""The pages of places: where stock is kept. A foreign one is not there."""

from __future__ import annotations

from typing import Final

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


REQUESTS: Final[Requests] = {
    ("page-locations", "GET"): _page,
    ("page-location-new", "GET"): _page,
    ("page-location-new", "POST"): _new,
    ("page-location-edit", "GET"): _location,
    ("page-location-edit", "POST"): _edit,
}
