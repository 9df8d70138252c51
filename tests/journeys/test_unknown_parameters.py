"""A misspelled filter must not answer with everything, a misspelled dry_run not write: every operation refuses it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from kontor.access.models import AuditRecord
from kontor.organization.models import Branch
from tests.journeys.documented import operation_of, templates
from tests.journeys.rights.table import Ask, Place, answer, new_branch, rolled_back
from tests.journeys.test_rights_table import REQUESTS
from tests.people import make_user

pytestmark = pytest.mark.django_db


def reads() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every GET the description knows: the name of its route, and the operation."""
    for name in sorted(templates()):
        if operation := operation_of(name, "GET"):
            yield name, operation


def parameters(operation: dict[str, Any]) -> list[str]:
    return sorted(found["name"] for found in operation.get("parameters", ()) if found["in"] == "query")


def called(name: str, query: str) -> Any:
    branch = new_branch()
    caller = make_user("owner", branches=tuple(Branch.objects.all()))
    wanted = REQUESTS[name, "GET"](Place(branch.business, branch, caller))
    client = Client()
    client.force_login(caller)
    added = f"{wanted.query}&{query}" if wanted.query else f"?{query}"
    return answer(client, name, "GET", Ask(wanted.keywords, query=added, by="session"))


def test_every_read_refuses_an_unknown_parameter_by_its_name_and_says_which_there_are():
    otherwise, seen = {}, 0
    for name, operation in reads():
        with rolled_back():
            response = called(name, "costumer=1&format=csv")
            problem = response.json()
        known = parameters(operation)
        told = f"Known are {', '.join(known)}." if known else "this address takes none."
        is_told = "'costumer'" in problem.get("detail", "") and told in problem["detail"]
        if response.status_code != 422 or problem["field"] != "costumer" or not is_told:
            otherwise[name] = (response.status_code, problem.get("detail"))
        assert "422" in operation["responses"], f"{name} does not say that it refuses"
        seen += 1
    assert otherwise == {}
    assert seen > 40


def test_every_change_refuses_an_unknown_parameter_and_does_nothing():
    otherwise, seen = {}, 0
    for name in sorted(templates()):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            if not (operation := operation_of(name, method)):
                continue
            with rolled_back():
                branch = new_branch()
                caller = make_user("owner", branches=(branch,))
                wanted = REQUESTS[name, method](Place(branch.business, branch, caller))
                client = Client()
                client.force_login(caller)
                before = AuditRecord.objects.count()
                added = f"{wanted.query}&dry_rnu=true" if wanted.query else "?dry_rnu=true"
                response = answer(client, name, method, replace(wanted, query=added, by="session"))
                if (response.status_code, response.json().get("field")) != (422, "dry_rnu"):
                    otherwise[name, method] = (response.status_code, response.content[:200])
                assert AuditRecord.objects.count() == before
            assert "422" in operation["responses"], f"{name} does not say that it refuses"
            seen += 1
    assert otherwise == {}
    assert seen > 60


def test_every_read_takes_each_parameter_it_describes():
    refused = {}
    for name, operation in reads():
        for parameter in parameters(operation):
            with rolled_back():
                response = called(name, f"{parameter}=")
            if response.status_code == 422 and "There is no parameter" in response.json()["detail"]:
                refused[name] = parameter
    assert refused == {}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("costumer=1", "There is no parameter 'costumer'. Did you mean customer? Known are branch, cursor, "),
        ("Branch=1", "There is no parameter 'Branch'. Did you mean branch? Known are "),
        ("zzzzzz=1", "There is no parameter 'zzzzzz'. Known are "),
        ("limit=5&from=2026-11-01", "There is no parameter 'from'. Did you mean from_on? Known are "),
    ],
)
def test_the_nearest_one_is_named(query: str, said: str):
    with rolled_back():
        response = called("sales-orders", query)
    assert response.status_code == 422
    assert response.json()["detail"].startswith(said)
