"""Numbers that no column holds, wherever the API takes a whole number: each is answered, none is a server's fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

import pytest
from django.test import Client

from kontor.access.models import User
from tests.journeys.documented import body_schema, operation_of, resolved, templates
from tests.journeys.rights.table import Ask, Place, answer, new_branch, rolled_back
from tests.journeys.test_rights_table import REQUESTS
from tests.people import make_user

pytestmark = pytest.mark.django_db
HUGE: Final = (2**63, -(2**63) - 1, 10**30)
Way = tuple[str | int, ...]


@pytest.mark.parametrize("number", HUGE)
def test_a_number_beyond_every_column_is_answered_wherever_the_api_takes_one(number):
    tried = {
        (name, method, way): asked(name, method, way, number)
        for name, method, operation in operations()
        for way in ways_of(operation)
        if number > 0 or way[0] != "path"  # no route takes a minus
    }
    assert [call for call, status in tried.items() if status >= 500] == []
    assert len(tried) > 150


def test_a_number_beyond_every_column_is_answered_wherever_a_page_takes_one():
    tried = {
        (name, method, way): asked(name, method, way, HUGE[0])
        for name, method in REQUESTS
        if name not in templates()
        for way in ways_of_page(name, method)
    }
    assert [call for call, status in tried.items() if status >= 500] == []
    assert len(tried) > 50


def test_ways_lead_into_lists_and_through_choices():
    assert {way for _, _, operation in operations() for way in ways_of(operation)} >= {
        ("path", "order_id"),
        ("query", "limit"),
        ("body", "user_ids", 0),
        ("body", "owner_id"),
    }
    assert with_number({"a": [{"b": 1}, {"b": 2}]}, ("a", 0, "b"), 9) == {"a": [{"b": 9}, {"b": 2}]}
    assert with_number(None, ("a", 0, "b"), 9) == {"a": [{"b": 9}]}


def asked(name: str, method: str, way: Way, number: int) -> int:
    """The status of the call of the rights table, made by an owner, with the number there."""
    with rolled_back():
        wanted = wanted_of(name, method)
        client = Client(raise_request_exception=False)
        client.force_login(wanted.caller)
        return int(answer(client, name, method, huge(wanted.ask, way, number)).status_code)


class Wanted(NamedTuple):
    caller: User
    ask: Ask


def wanted_of(name: str, method: str) -> Wanted:
    branch = new_branch()
    caller = make_user("owner", branches=(branch,))
    return Wanted(caller, REQUESTS[name, method](Place(branch.business, branch, caller)))


def ways_of_page(name: str, method: str) -> list[Way]:
    """Each keyword of its address and each field of its form that holds a number."""
    with rolled_back():
        ask = wanted_of(name, method).ask
        keywords: list[Way] = [("path", key) for key, value in ask.keywords.items() if str(value).isdecimal()]
        return keywords + [("form", key) for key, value in (ask.form or {}).items() if str(value).isdecimal()]


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name in sorted(templates()):
        for method in ("GET", "POST", "PATCH", "PUT", "DELETE"):
            if operation := operation_of(name, method):
                yield name, method, operation


def ways_of(operation: dict[str, Any]) -> Iterator[Way]:
    """Where a whole number goes: "path" or "query" and its name, or "body" and the names down to it, 0 in a list."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] in ("path", "query") and is_whole(parameter["schema"]):
            yield parameter["in"], parameter["name"]
    yield from beneath(body_schema(operation) or {}, ("body",))


def is_whole(schema: dict[str, Any]) -> bool:
    return "integer" in schema.get("type", ()) or any(is_whole(one) for one in schema.get("anyOf", ()))


def beneath(schema: dict[str, Any], way: Way, above: tuple[Any, ...] = ()) -> Iterator[Way]:
    schema = resolved(schema)
    if any(schema is one for one in above):
        return  # a shape within itself
    if is_whole(schema):
        yield way
    for one in schema.get("anyOf", ()):
        if "$ref" in one or one.get("type") in ("array", "object"):
            yield from beneath(one, way, (*above, schema))
    for name, inner in schema.get("properties", {}).items():
        yield from beneath(inner, (*way, name), (*above, schema))
    if isinstance(schema.get("items"), dict):
        yield from beneath(schema["items"], (*way, 0), (*above, schema))


def huge(wanted: Ask, where: Way, number: int) -> Ask:
    place, *steps = where
    if place == "form":
        return replace(wanted, form={**(wanted.form or {}), str(steps[0]): str(number)})
    if place == "path":
        return replace(wanted, keywords={**wanted.keywords, str(steps[0]): number})
    if place == "query":
        return replace(wanted, query=f"{wanted.query}{'&' if wanted.query else '?'}{steps[0]}={number}")
    return replace(wanted, body=with_number(wanted.body, tuple(steps), number))


def with_number(body: Any, steps: Way, number: int) -> Any:
    """The body with the number at the end of these steps; what is missing on the way is made."""
    if not steps:
        return number
    if steps[0] == 0:
        items = list(body) if isinstance(body, (list, tuple)) and body else [None]
        return [with_number(items[0], steps[1:], number), *items[1:]]
    fields = body if isinstance(body, dict) else {}
    return {**fields, steps[0]: with_number(fields.get(steps[0]), steps[1:], number)}
