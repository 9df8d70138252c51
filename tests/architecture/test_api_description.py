"""What the API says of itself: valid, complete, with ids of its own and examples that its own decoders accept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from kontor.backoffice.rights import PAGES
from kontor.kernel import openapi
from kontor.project.admin.rights import ROUTES as ADMIN
from kontor.project.rights import ROUTES

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    generator: Any = SchemaGenerator
    schema: dict[str, Any] = generator().get_schema(request=None, public=True)
    return schema


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def api_patterns(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from api_patterns(pattern.url_patterns, route)
        elif route.startswith("api/"):
            yield route, pattern


def test_the_description_is_valid_and_warns_of_nothing(described):
    validate_schema(described)
    assert not GENERATOR_STATS


def test_every_operation_has_an_id_of_its_own_and_a_summary(described):
    ids = [operation["operationId"] for _, _, operation in operations(described)]
    assert sorted(ids) == sorted(set(ids))
    assert [path for path, _, operation in operations(described) if not operation.get("summary")] == []


def test_every_url_name_is_used_once():
    names = [pattern.name for _, pattern in api_patterns()]
    assert None not in names
    assert sorted(map(str, names)) == sorted(set(map(str, names)))


def test_every_method_of_every_view_has_a_route_and_every_route_a_method():
    pages = {"livez", "readyz"} | {route.name for route in (*PAGES, *ADMIN)}
    declared = {(route.name, route.method) for route in ROUTES if route.name not in pages}
    assert len(declared) == len([route for route in ROUTES if route.name not in pages])
    actual = {
        (str(pattern.name), method)
        for _, pattern in api_patterns()
        for method in METHODS
        if hasattr(getattr(pattern.callback, "cls", None), method.lower())
    }
    plain = {name for name, _ in declared - actual}  # function views answer GET
    assert actual - declared == set()
    assert plain == {"swagger", "redoc"}


def test_no_two_shapes_share_a_name(described):
    # msgspec puts the module's name before a Struct's where two are called alike.
    assert [name for name in described["components"]["schemas"] if "." in name] == []


def test_every_reference_leads_somewhere(described):
    schemas = described["components"]["schemas"]
    assert sorted(set(openapi._named(described)) - set(schemas)) == []


def test_every_operation_has_an_example_that_fits_its_schema(described):
    without, wrong = [], []
    for path, method, operation in operations(described):
        contents = [operation.get("requestBody", {}), *operation["responses"].values()]
        media = [part for content in contents for part in content.get("content", {}).values()]
        examples = [(part["schema"], given["value"]) for part in media for given in part.get("examples", {}).values()]
        if not examples and any(status != "204" for status in operation["responses"] if status < "300"):
            without.append(f"{method} {path}")
        for schema, value in examples:
            resolved = schema | {"components": described["components"]}
            errors = Draft202012Validator(resolved).iter_errors(msgspec.to_builtins(value))
            wrong += [f"{method} {path}: {error.message}" for error in errors]
    assert (without, wrong) == ([], [])
