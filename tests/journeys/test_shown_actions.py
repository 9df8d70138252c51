"""A role sees no button and no link that it may not press, and every one that it may: page by page, role by role.

What a page offers, its links, forms and buttons, is held against the rights tables: of all that a page offers to
anybody, each role is offered exactly what the tables let it do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve

from kontor.sales.models import SalesOrder
from tests.journeys.rights.table import ROLES, Ask, Line, Place, answer, client_for, new_branch, rolled_back
from tests.journeys.test_rights_table import LINES, REQUESTS
from tests.people import make_user
from tests.sales.orders import confirmed, line, make_shop, ship

pytestmark = pytest.mark.django_db

Action = tuple[str, str]  # of a route: its name and its method
TABLE: Final[dict[Action, Line]] = {(line.name, line.method): line for line in LINES}
_LINKS: Final = ("href", "hx-get", "data-href", "data-url", "data-suggest")


class Offered(HTMLParser):
    """The routes that the links, forms and buttons of a page lead to."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.actions: set[Action] = set()
        self._path = path
        self._method = "GET"
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._method = given.get("method", "get").upper()
            self._add(given.get("action", ""), self._method)
        if "formaction" in given:
            self._add(given["formaction"], given.get("formmethod", self._method).upper())
        if "hx-post" in given:
            self._add(given["hx-post"], "POST")
        for name in _LINKS:
            if tag != "link" and given.get(name, "#")[:1] not in ("#", "?"):
                self._add(given[name], "GET")

    def _add(self, address: str, method: str) -> None:
        target = urlsplit(urljoin(self._path, address))
        try:
            name = resolve(target.path).url_name or ""
        except Resolver404:
            return
        if (name, method) in TABLE:
            self.actions.add((name, method))


def offered(role: str, name: str, ask: Callable[[Place], Ask]) -> set[Action]:
    branch = new_branch()
    caller = make_user(role, branches=(branch,))
    wanted = ask(Place(branch.business, branch, caller))
    response = answer(client_for(caller, wanted), name, "GET", wanted)
    assert response.status_code == 200, (role, response.content)
    return Offered(response.content.decode(), response.wsgi_request.path).actions


def may(role: str, action: Action) -> bool:
    return role in TABLE[action].may_enter


def is_page(row: Line) -> bool:
    return row.method == "GET" and row.nobody == 302 and row.answers["own"] == 200


def order_in(state: str) -> Callable[[Place], Ask]:
    """The page of an order whose next actions are others than a draft's."""

    def ask(place: Place) -> Ask:
        world = make_shop("OIL", branch=place.branch)
        order_id = confirmed(world, line("OIL", 5)).id
        if state == "shipped":
            ship(world, order_id)
        if state == "held":
            SalesOrder.objects.filter(pk=order_id).update(hold="oversold")
        return Ask({"order_id": order_id}, by="session")

    return ask


PAGES: Final[list[Any]] = [
    *(pytest.param(row.name, REQUESTS[row.name, "GET"], id=row.name) for row in LINES if is_page(row)),
    *(pytest.param("page-order", order_in(state), id=f"order {state}") for state in ("confirmed", "held", "shipped")),
]


def is_wrong(role: str, action: Action, had: set[Action]) -> bool:
    if action[0].startswith("page-suggest-"):  # a field of a form that not everybody has: needed only with it
        return action in had and not may(role, action)
    return (action in had) != may(role, action)


def compared(name: str, ask: Callable[[Place], Ask]) -> dict[str, set[Action]]:
    """Role -> what it is offered and may not, or may and is not offered."""
    seen: dict[str, set[Action]] = {}
    for role in ROLES:
        if may(role, (name, "GET")):
            with rolled_back():
                seen[role] = offered(role, name, ask)
    everything = set[Action]().union(*seen.values())
    wrong = {role: {one for one in everything if is_wrong(role, one, had)} for role, had in seen.items()}
    return {role: actions for role, actions in wrong.items() if actions}


@pytest.mark.parametrize(("name", "ask"), PAGES)
def test_each_role_is_offered_exactly_what_it_may_do(name: str, ask: Callable[[Place], Ask]):
    assert compared(name, ask) == {}


def test_control_a_button_that_a_role_may_not_press_and_one_that_is_missing_are_noticed(
    monkeypatch: pytest.MonkeyPatch,
):
    ship_it = ("page-order-ship", "POST")
    row = TABLE[ship_it]
    monkeypatch.setitem(TABLE, ship_it, replace(row, may_enter=row.may_enter - {"owner"} | {"driver"}))
    wrong = compared("page-order", order_in("confirmed"))
    assert wrong == {"owner": {ship_it}, "driver": {ship_it}}
