"""Every edit over the API names the version it was based on: a stale one is 412, none is 428.

The routes are walked, so a new edit is either held to this or stands below with its reason.
"""

from __future__ import annotations

from typing import Any, Final

import pytest

from kontor.access.models import Role
from kontor.access.roles import RIGHTS
from tests.calls import refusal
from tests.journeys.documented import operation_of
from tests.journeys.rights.table import Ask, Place, answer, client_for, new_branch
from tests.journeys.test_rights_table import LINES, REQUESTS
from tests.people import make_user
from tests.world import everything

pytestmark = pytest.mark.django_db

#: PUT, PATCH and DELETE that need no If-Match, and why nothing can be lost by it.
WITHOUT: Final[dict[tuple[str, str], str]] = {
    ("session", "DELETE"): "ends a session; there is nothing to base it on",
    ("api-key", "DELETE"): "ends a key for good; the second time it is refused",
}
NEVER: Final = 999_999


def takes_version(line: Any) -> str:
    """Whether the description wants If-Match: "must", "may" or "no"."""
    operation = operation_of(line.name, line.method)
    headers = (operation or {}).get("parameters", [])
    found = [part for part in headers if part["in"] == "header" and part["name"] == "If-Match"]
    return ("must" if found[0].get("required") else "may") if found else "no"


API: Final = [line for line in LINES if operation_of(line.name, line.method) is not None]
EDITS: Final = [line for line in API if line.method in ("PUT", "PATCH", "DELETE")]
VERSIONED: Final = [line for line in API if takes_version(line) != "no"]


def asked(line: Any) -> tuple[Any, Ask]:
    """A client of somebody who may do everything, and what the route is asked in the rights table."""
    Role.objects.create(code="everything", name="Everything", rights=list(RIGHTS))
    branch = new_branch()
    caller = make_user("everything", branches=(branch,))
    wanted = REQUESTS[line.name, line.method](Place(branch.business, branch, caller))
    return client_for(caller, wanted), wanted


def sent(line: Any, client: Any, wanted: Ask, version: int | None) -> Any:
    return answer(client, line.name, line.method, Ask(wanted.keywords, wanted.body, version, wanted.form, wanted.query))


def test_every_edit_needs_a_version_or_says_why_not():
    without = {(line.name, line.method) for line in EDITS if takes_version(line) != "must"}
    assert without == set(WITHOUT)


@pytest.mark.parametrize("line", VERSIONED, ids=lambda line: f"{line.method} {line.name}")
def test_a_stale_version_is_412_and_changes_nothing(line):
    client, wanted = asked(line)
    before = everything()
    assert refusal(sent(line, client, wanted, NEVER)) == (412, "version_mismatch")
    assert everything() == before


@pytest.mark.parametrize(
    "line",
    [line for line in VERSIONED if takes_version(line) == "must"],
    ids=lambda line: f"{line.method} {line.name}",
)
def test_no_version_is_428_and_changes_nothing(line):
    client, wanted = asked(line)
    before = everything()
    assert refusal(sent(line, client, wanted, None)) == (428, "if_match_required")
    assert everything() == before
