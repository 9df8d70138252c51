"""Who gets in where: every route, every role, at the own branch, at others' and at none.

To add a package's routes: a module under `rights/` with a TABLE and the REQUESTS that try it, and its name here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final

import pytest

from kontor.access.roles import ROLES as SHIPPED
from kontor.project.rights import ROUTES
from tests.journeys.rights import (
    access,
    alerts,
    backoffice,
    catalog,
    customization,
    imports,
    inventory,
    organization,
    parties,
    party_pages,
    payables,
    people_pages,
    place_pages,
    pricing,
    procurement,
    project,
    reporting,
    sales,
)
from tests.journeys.rights.table import ROLES, Ask, Line, Place, read_table, surprises

MODULES: Final = (
    project,
    backoffice,
    party_pages,
    place_pages,
    people_pages,
    access,
    organization,
    customization,
    alerts,
    inventory,
    catalog,
    parties,
    pricing,
    payables,
    procurement,
    sales,
    imports,
    reporting,
)
LINES: Final = [line for module in MODULES for line in read_table(module.TABLE)]
REQUESTS: Final[dict[tuple[str, str], Callable[[Place], Ask]]] = {
    route: ask for module in MODULES for route, ask in module.REQUESTS.items()
}


def test_every_route_has_its_line_and_its_request():
    lines = Counter((line.name, line.method) for line in LINES)
    # The admin's are held by a table of their own, by tables instead of routes: tests/project/test_admin_rights.py.
    routes = [route for route in ROUTES if not route.name.startswith("admin:")]
    assert sorted(lines) == sorted((route.name, route.method) for route in routes)
    assert sorted(REQUESTS) == sorted(lines)
    assert [route for route, times in lines.items() if times > 1] == []


def test_the_table_knows_every_shipped_role():
    assert tuple(role.code for role in SHIPPED) == ROLES


@pytest.mark.django_db
@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.method} {line.name}")
def test_everybody_is_answered_as_the_table_says(line: Line):
    assert list(surprises(line, REQUESTS[line.name, line.method])) == []


@pytest.mark.django_db
def test_a_wrong_line_is_noticed():
    (wrong,) = read_table("audit-records GET + + - - - - - - + - | 200 404 200 401")
    assert list(surprises(wrong, REQUESTS["audit-records", "GET"])) == [
        "owner, other branch: 404 expected, 200 answered",
        "branch_manager, own branch: 200 expected, 403 answered",
        "branch_manager, other branch: 404 expected, 403 answered",
        "branch_manager, none branch: 200 expected, 403 answered",
        "auditor, other branch: 404 expected, 200 answered",
    ]
