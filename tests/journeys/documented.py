"""The API's description, and what it says of one call: which operation it is, and where its answer has which fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator

from kontor.kernel.masking import MASKED_WITHOUT


@cache
def description() -> dict[str, Any]:
    generator: Any = SchemaGenerator
    schema: dict[str, Any] = generator().get_schema(request=None, public=True)
    return schema


@cache
def templates() -> dict[str, str]:
    """URL name -> the path as the description writes it, of every route under /api/v1."""
    found = {}
    for resolver in get_resolver().url_patterns:
        for pattern in getattr(resolver, "url_patterns", ()):
            route = f"/{resolver.pattern}{pattern.pattern}"
            if route.startswith("/api/v1/"):
                found[str(pattern.name)] = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
    return found


def operation_of(name: str, method: str) -> dict[str, Any] | None:
    """None: the route is no operation of the API, such as a page."""
    path = templates().get(name)
    return description()["paths"][path].get(method.lower()) if path else None


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def body_schema(operation: dict[str, Any]) -> dict[str, Any] | None:
    """What may be sent as JSON, None where nothing is, such as a file."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return resolved(content["schema"]) if content else None


def answer_schema(operation: dict[str, Any], status: int) -> dict[str, Any] | None:
    content = operation["responses"].get(str(status), {}).get("content", {})
    schema: dict[str, Any] | None = content.get("application/json", {}).get("schema")
    return schema


def masked_members(schema: dict[str, Any], value: Any, at: str = "$") -> Iterator[tuple[str, list[str], Any]]:
    """Where in `value` a masked field stands: its place, the rights it names, and what is there."""
    schema = resolved(schema)
    for option in schema.get("anyOf", ()):
        yield from masked_members(option, value, at)
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        for index, item in enumerate(value):
            yield from masked_members(schema["items"], item, f"{at}[{index}]")
    if isinstance(value, dict):
        for name, member in value.items():
            field = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
            if not isinstance(field, dict):
                continue
            if MASKED_WITHOUT in field:
                yield f"{at}.{name}", field[MASKED_WITHOUT], member
            else:
                yield from masked_members(field, member, f"{at}.{name}")
