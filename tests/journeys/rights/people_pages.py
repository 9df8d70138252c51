"""The pages of users and what belongs to them. A form is tried without what it needs: who gets in is told so (422)."""

from __future__ import annotations

from typing import Final

from kontor.access.models import Role
from kontor.organization.models import Employment
from tests.journeys.rights.table import Ask, Place, Requests
from tests.people import make_user

TABLE: Final = """
#                              owner          accountant
#                              | manager      | approver
#                              | | sales      | | auditor
#                              | | | cashier  | | | integration
#                              | | | | store  | | | |
#                              | | | | | driver | | |   own other none nobody
page-users              GET    + - - - - - - - + - |  200  200  200  302
page-users-act          POST   + - - - - - - - - - |  422  422  422  302
page-user-new           GET    + - - - - - - - - - |  200  200  200  302
page-user-new           POST   + - - - - - - - - - |  422  422  422  302
page-user               GET    + - - - - - - - + - |  200  200  200  302
page-user-edit          POST   + - - - - - - - - - |  422  422  422  302
page-user-link          POST   + - - - - - - - - - |  200  200  200  302
page-roles              GET    + - - - - - - - + - |  200  200  200  302
page-roles-remove       POST   + - - - - - - - - - |  422  422  422  302
page-role-new           GET    + - - - - - - - - - |  200  200  200  302
page-role-new           POST   + - - - - - - - - - |  422  422  422  302
page-role               GET    + - - - - - - - + - |  200  200  200  302
page-role-edit          POST   + - - - - - - - - - |  422  422  422  302
page-role-remove        POST   + - - - - - - - - - |  302  302  302  302
page-employees          GET    + + + + + + + + + + |  200  200  200  302
page-employee-new       GET    + - - - - - - - - - |  200  200  200  302
page-employee-new       POST   + - - - - - - - - - |  404  404  404  302
page-employee           GET    + + + + + + + + + + |  200  404  404  302
page-employee-edit      POST   + - - - - - - - - - |  422  404  404  302
page-employee-end       POST   + - - - - - - - - - |  302  404  404  302
page-employee-link      POST   + + - - - - - - - - |  200  404  404  302
page-branches           GET    + + + + + + + + + + |  200  200  200  302
page-branch-new         GET    + - - - - - - - - - |  200  200  200  302
page-branch-new         POST   + - - - - - - - - - |  302  404  404  302
page-branch             GET    + + + + + + + + + + |  200  404  404  302
page-branch-edit        POST   + - - - - - - - - - |  422  404  404  302
page-branch-close       POST   + + - - - - + - - - |  302  404  404  302
page-business-new       GET    + - - - - - - - - - |  200  200  200  302
page-business-new       POST   + - - - - - - - - - |  422  422  422  302
page-business           GET    + + + + + + + + + + |  200  404  404  302
page-business-edit      POST   + - - - - - - - - - |  422  404  404  302
new-password            GET    + + + + + + + + + + |  200  200  200  200
new-password            POST   + + + + + + + + + + |  422  422  422  422
"""


def _page(_: Place) -> Ask:
    return Ask(by="session")


def _empty_form(_: Place) -> Ask:
    return Ask(form={}, by="session")


def _user(place: Place) -> dict[str, int]:
    return {"user_id": make_user("cashier", branches=(place.branch,)).pk}


def _role() -> dict[str, int]:
    return {"role_id": Role.objects.create(code="counter", name="Counter", rights=["sales.read"]).pk}


def _employment(place: Place) -> dict[str, int]:
    user = make_user("cashier", branches=(place.branch,))
    return {"employment_id": Employment.objects.get(user=user).pk}


_NEW_BRANCH: Final = {"code": "NEW", "name": "New depot", "time_zone": "Africa/Nairobi", "day_starts_at": "06:00"}

REQUESTS: Final[Requests] = {
    ("page-users", "GET"): _page,
    ("page-users-act", "POST"): _empty_form,
    ("page-user-new", "GET"): _page,
    ("page-user-new", "POST"): _empty_form,
    ("page-user", "GET"): lambda place: Ask(_user(place), by="session"),
    ("page-user-edit", "POST"): lambda place: Ask(_user(place), form={}, by="session"),
    ("page-user-link", "POST"): lambda place: Ask(_user(place), form={}, by="session"),
    ("page-roles", "GET"): _page,
    ("page-roles-remove", "POST"): _empty_form,
    ("page-role-new", "GET"): _page,
    ("page-role-new", "POST"): _empty_form,
    ("page-role", "GET"): lambda _: Ask(_role(), by="session"),
    ("page-role-edit", "POST"): lambda _: Ask(_role(), form={}, by="session"),
    ("page-role-remove", "POST"): lambda _: Ask(_role(), form={"version": "1"}, by="session"),
    ("page-employees", "GET"): _page,
    ("page-employee-new", "GET"): _page,
    ("page-employee-new", "POST"): _empty_form,
    ("page-employee", "GET"): lambda place: Ask(_employment(place), by="session"),
    ("page-employee-edit", "POST"): lambda place: Ask(_employment(place), form={}, by="session"),
    ("page-employee-end", "POST"): lambda place: Ask(_employment(place), form={"ended_on": "2026-01-31"}, by="session"),
    ("page-employee-link", "POST"): lambda place: Ask(_employment(place), form={}, by="session"),
    ("page-branches", "GET"): _page,
    ("page-branch-new", "GET"): _page,
    ("page-branch-new", "POST"): lambda place: Ask(
        form={**_NEW_BRANCH, "business": str(place.business.pk)}, by="session"
    ),
    ("page-branch", "GET"): lambda place: Ask({"branch_id": place.branch.pk}, by="session"),
    ("page-branch-edit", "POST"): lambda place: Ask({"branch_id": place.branch.pk}, form={}, by="session"),
    ("page-branch-close", "POST"): lambda place: Ask(
        {"branch_id": place.branch.pk}, form={"through_on": "2026-01-31", "version": "1"}, by="session"
    ),
    ("page-business-new", "GET"): _page,
    ("page-business-new", "POST"): _empty_form,
    ("page-business", "GET"): lambda place: Ask({"business_id": place.business.pk}, by="session"),
    ("page-business-edit", "POST"): lambda place: Ask({"business_id": place.business.pk}, form={}, by="session"),
    ("new-password", "GET"): _page,
    ("new-password", "POST"): _empty_form,
}
