"""Numbers no column holds, the ends of the calendar, odd texts: in every place of the API each is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import pytest
from django.test import Client

from kontor.access.models import User
from tests.journeys.documented import body_schema, operation_of, resolved, templates
from tests.journeys.rights.table import Ask, Place, answer, new_branch, rolled_back
from tests.journeys.test_rights_table import REQUESTS
from tests.people import make_user

pytestmark = pytest.mark.django_db
HUGE: Final = 2**63
#: Of each kind of value, those tried with every change; the others before a release.
EXTREMES: Final[dict[str, tuple[int | str, ...]]] = {
    "integer": (HUGE,),
    "date": ("0001-01-01",),
    "date-time": ("0001-01-01T00:00:00+14:00",),
}
FURTHER: Final[dict[str, tuple[int | str, ...]]] = {
    "integer": (-(2**63) - 1, 10**30),
    "date": ("9999-12-31",),
    "date-time": ("9999-12-31T23:59:59-12:00",),
    "string": ("\x00", "\ud800", "\u202e" * 9_000, "1e400", "NaN", "9" * 60, "'\"\\%_{}", "=1+1", " "),
}
Way = tuple[str | int, ...]


def cases(extremes: dict[str, tuple[int | str, ...]]) -> list[Any]:
    return [pytest.param(kind, value, id=f"{kind} {value!a:.30}") for kind in extremes for value in extremes[kind]]


@pytest.mark.parametrize(
    ("kind", "value"),
    [*cases(EXTREMES), *(pytest.param(*p.values, id=p.id, marks=pytest.mark.long) for p in cases(FURTHER))],
)
def test_an_extreme_value_is_answered_wherever_the_api_takes_its_kind(kind, value):
    tried = {
        (name, method, way): asked(name, method, way, value)
        for name, method, operation in operations()
        for way in ways_of(operation, kind)
        if way[0] != "path" or (isinstance(value, int) and value > 0)  # no route takes another
    }
    assert [call for call, status in tried.items() if status >= 500] == []
    assert len(tried) >= {"integer": 150, "date": 10, "date-time": 5, "string": 300}[kind], len(tried)


def test_a_number_beyond_every_column_is_answered_wherever_a_page_takes_one():
    tried = {
        (name, method, way): asked(name, method, way, HUGE)
        for name, method in REQUESTS
        if name not in templates()
        for way in ways_of_page(name, method)
    }
    assert [call for call, status in tried.items() if status >= 500] == []
    assert len(tried) > 50


def test_ways_lead_into_lists_and_through_choices():
    assert {way for _, _, operation in operations() for kind in EXTREMES for way in ways_of(operation, kind)} >= {
        ("path", "order_id"),
        ("query", "limit"),
        ("body", "user_ids", 0),
        ("body", "owner_id"),
    }
    assert placed({"a": [{"b": 1}, {"b": 2}]}, ("a", 0, "b"), 9) == {"a": [{"b": 9}, {"b": 2}]}
    assert placed(None, ("a", 0, "b"), 9) == {"a": [{"b": 9}]}


def asked(name: str, method: str, way: Way, value: int | str) -> int:
    """The status of the call of the rights table, made by an owner, with the value there."""
    with rolled_back():
        wanted = wanted_of(name, method)
        client = Client(raise_request_exception=False)
        client.force_login(wanted.caller)
        return int(answer(client, name, method, with_value(wanted.ask, way, value)).status_code)


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


def ways_of(operation: dict[str, Any], kind: str) -> Iterator[Way]:
    """Where such a value goes: "path" or "query" and its name, or "body" and the names down to it, 0 in a list."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] in ("path", "query") and is_of(parameter["schema"], kind):
            yield parameter["in"], parameter["name"]
    yield from beneath(body_schema(operation) or {}, kind, ("body",))


def is_of(schema: dict[str, Any], kind: str) -> bool:
    is_whole = "integer" in schema.get("type", ())
    found = "integer" if is_whole else schema.get("format") if schema.get("format") in EXTREMES else schema.get("type")
    return kind == found or any(is_of(one, kind) for one in schema.get("anyOf", ()))


def beneath(schema: dict[str, Any], kind: str, way: Way, above: tuple[Any, ...] = ()) -> Iterator[Way]:
    schema = resolved(schema)
    if any(schema is one for one in above):
        return  # a shape within itself
    if is_of(schema, kind):
        yield way
    for one in schema.get("anyOf", ()):
        if "$ref" in one or one.get("type") in ("array", "object"):
            yield from beneath(one, kind, way, (*above, schema))
    for name, inner in schema.get("properties", {}).items():
        yield from beneath(inner, kind, (*way, name), (*above, schema))
    if isinstance(schema.get("items"), dict):
        yield from beneath(schema["items"], kind, (*way, 0), (*above, schema))


def with_value(wanted: Ask, where: Way, value: int | str) -> Ask:
    place, *steps = where
    if place == "form":
        return replace(wanted, form={**(wanted.form or {}), str(steps[0]): str(value)})
    if place == "path":
        return replace(wanted, keywords={**wanted.keywords, str(steps[0]): value})
    if place == "query":
        written = quote(str(value).encode("utf-8", "surrogatepass"))
        return replace(wanted, query=f"{wanted.query}{'&' if wanted.query else '?'}{steps[0]}={written}")
    return replace(wanted, body=placed(wanted.body, tuple(steps), value))


def placed(body: Any, steps: Way, value: int | str) -> Any:
    """The body with the value at the end of these steps; what is missing on the way is made."""
    if not steps:
        return value
    if steps[0] == 0:
        items = list(body) if isinstance(body, (list, tuple)) and body else [None]
        return [placed(items[0], steps[1:], value), *items[1:]]
    fields = body if isinstance(body, dict) else {}
    return {**fields, steps[0]: placed(fields.get(steps[0]), steps[1:], value)}
