"""A branch is seen by those who work there; a business by those who work in one of its branches."""

from __future__ import annotations

from typing import Final

from kontor.organization.models import Employment
from tests.journeys.rights.table import Ask, Place, Requests
from tests.people import make_user

TABLE: Final = """
#                         owner          accountant
#                         | manager      | approver
#                         | | sales      | | auditor
#                         | | | cashier  | | | integration
#                         | | | | store  | | | |
#                         | | | | | driver | | |   own other none nobody
businesses        GET     + + + + + + + + + + |  200  200  200  401
businesses        POST    + - - - - - - - - - |  201  201  201  401
business          GET     + + + + + + + + + + |  200  404  404  401
business          PATCH   + - - - - - - - - - |  200  404  404  401
business-branches POST    + - - - - - - - - - |  201  404  404  401
branches          GET     + + + + + + + + + + |  200  200  200  401
branch            GET     + + + + + + + + + + |  200  404  404  401
branch            PATCH   + - - - - - - - - - |  200  404  404  401
close-period      POST    + + - - - - + - - - |  200  404  404  401
employments       GET     + + + + + + + + + + |  200  200  200  401
employments       POST    + - - - - - - - - - |  201  404  404  401
employment        GET     + + + + + + + + + + |  200  404  404  401
employment        PATCH   + - - - - - - - - - |  200  404  404  401
end-employment    POST    + - - - - - - - - - |  200  404  404  401
employment-password-reset POST + + - - - - - - - - |  201  404  404  401
"""


def _employment(place: Place) -> int:
    user = make_user("cashier", branches=(place.branch,))
    return Employment.objects.get(user=user).pk


_BRANCH: Final = {"code": "NEW", "name": "New depot"}

REQUESTS: Final[Requests] = {
    ("businesses", "GET"): lambda _: Ask(),
    ("businesses", "POST"): lambda _: Ask(body={"code": "NEW", "name": "New", "currency": "GBP", "branch": _BRANCH}),
    ("business", "GET"): lambda place: Ask({"business_id": place.business.pk}),
    ("business", "PATCH"): lambda place: Ask({"business_id": place.business.pk}, {"name": "Renamed"}, version=1),
    ("business-branches", "POST"): lambda place: Ask({"business_id": place.business.pk}, _BRANCH),
    ("branches", "GET"): lambda _: Ask(),
    ("branch", "GET"): lambda place: Ask({"branch_id": place.branch.pk}),
    ("branch", "PATCH"): lambda place: Ask({"branch_id": place.branch.pk}, {"name": "Renamed"}, version=1),
    ("close-period", "POST"): lambda place: Ask(
        {"branch_id": place.branch.pk}, {"through_on": "2026-01-31"}, version=1
    ),
    ("employments", "GET"): lambda _: Ask(),
    ("employments", "POST"): lambda place: Ask(body={"branch_id": place.branch.pk, "user_id": make_user("cashier").pk}),
    ("employment", "GET"): lambda place: Ask({"employment_id": _employment(place)}),
    ("employment", "PATCH"): lambda place: Ask({"employment_id": _employment(place)}, {"phone": "1"}, version=1),
    ("end-employment", "POST"): lambda place: Ask({"employment_id": _employment(place)}, {"ended_on": "2026-01-31"}),
    ("employment-password-reset", "POST"): lambda place: Ask({"employment_id": _employment(place)}),
}
