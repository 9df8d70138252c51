"""The API's description as a Postman collection (format 2.1), with the examples as bodies. Pure.

Set `base_url` and `api_key` once in the collection's variables; every request then carries the key, and each change a
fresh Idempotency-Key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

FORMAT: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_METHODS: Final = ("get", "post", "put", "patch", "delete")
#: What a header is sent with until somebody types something else.
_HEADERS: Final = {"Idempotency-Key": "{{$guid}}", "If-Match": '"1"'}

Json = dict[str, Any]


def collection(description: Mapping[str, Any], *, base_url: str) -> Json:
    """One folder for each tag, one request for each operation of an OpenAPI 3 `description`."""
    info = description["info"]
    folders: dict[str, list[Json]] = {}
    for path, method, operation in _operations(description):
        folders.setdefault(operation["tags"][0], []).append(_item(path, method, operation))
    return {
        "info": {"name": info["title"], "description": info.get("description", ""), "schema": FORMAT},
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{api_key}}", "type": "string"}]},
        "variable": [{"key": "base_url", "value": base_url}, {"key": "api_key", "value": ""}],
        "item": [{"name": tag, "item": items} for tag, items in sorted(folders.items())],
    }


def _operations(description: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in description["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield path, method, methods[method]


def _item(path: str, method: str, operation: Mapping[str, Any]) -> Json:
    request = _request(path, method, operation)
    return {
        "name": operation.get("summary") or operation["operationId"],
        "request": request,
        "response": list(_answers(operation, request)),
    }


def _request(path: str, method: str, operation: Mapping[str, Any]) -> Json:
    parameters = operation.get("parameters", [])
    body = _example(operation.get("requestBody", {}))
    headers = [
        {"key": one["name"], "value": _HEADERS.get(one["name"], ""), "disabled": not one.get("required", False)}
        for one in _of(parameters, "header")
    ]
    request: Json = {
        "method": method.upper(),
        "header": headers,
        "url": _url(path, parameters),
        "description": operation.get("description", ""),
    }
    if operation.get("security") == [] or {} in operation.get("security", []):
        request["auth"] = {"type": "noauth"}
    if body is not None:
        headers.append({"key": "Content-Type", "value": "application/json"})
        request["body"] = {
            "mode": "raw",
            "raw": json.dumps(body, indent=2, ensure_ascii=False),
            "options": {"raw": {"language": "json"}},
        }
    return request


def _url(path: str, parameters: Sequence[Mapping[str, Any]]) -> Json:
    """`/orders/{order_id}` is `/orders/:order_id` in Postman, with its value in `variable`."""
    colon = re.sub(r"{(\w+)}", r":\1", path)
    variables = [
        {"key": one["name"], "value": _blank(one), "description": one.get("description", "")}
        for one in _of(parameters, "path")
    ]
    asked = [
        {
            "key": one["name"],
            "value": _blank(one) if one.get("required") else "",
            "description": one.get("description", ""),
            "disabled": not one.get("required", False),
        }
        for one in _of(parameters, "query")
    ]
    return {
        "raw": "{{base_url}}" + colon,
        "host": ["{{base_url}}"],
        "path": colon.strip("/").split("/"),
        "variable": variables,
        "query": asked,
    }


def _of(parameters: Sequence[Mapping[str, Any]], place: str) -> list[Mapping[str, Any]]:
    return [one for one in parameters if one["in"] == place]


def _blank(parameter: Mapping[str, Any]) -> str:
    schema = parameter.get("schema", {})
    if "example" in parameter:
        return str(parameter["example"])
    return "1" if schema.get("type") == "integer" else ""


def _example(described: Mapping[str, Any]) -> Any:
    examples = described.get("content", {}).get("application/json", {}).get("examples", {})
    return next((one["value"] for one in examples.values()), None)


def _answers(operation: Mapping[str, Any], request: Json) -> Iterator[Json]:
    for status, described in operation.get("responses", {}).items():
        example = _example(described)
        if example is not None:
            yield {
                "name": described.get("description", status),
                "originalRequest": request,
                "code": int(status),
                "header": [{"key": "Content-Type", "value": "application/json"}],
                "body": json.dumps(example, indent=2, ensure_ascii=False),
            }
