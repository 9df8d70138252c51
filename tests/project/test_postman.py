"""The collection made from the API's description, and every request of it sent."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from django.test import Client

from kontor.organization.models import Branch, Business
from kontor.project.commands.openapi import render
from kontor.project.postman import FORMAT, collection
from tests.people import make_key, make_user


@pytest.fixture(scope="module")
def description() -> Any:
    return yaml.safe_load(render()[0])


def requests_of(made: Any) -> list[Any]:
    return [item for folder in made["item"] for item in folder["item"]]


def test_every_operation_is_a_request_in_the_folder_of_its_tag(description: Any):
    made = collection(description, base_url="http://127.0.0.1:8000")
    assert made["info"]["schema"] == FORMAT
    found = {(item["request"]["method"], item["request"]["url"]["raw"]) for item in requests_of(made)}
    assert found == {
        (method.upper(), "{{base_url}}" + re.sub(r"{(\w+)}", r":\1", path))
        for path, methods in description["paths"].items()
        for method in methods
        if method in {"get", "post", "put", "patch", "delete"}
    }
    (sales,) = (folder for folder in made["item"] if folder["name"] == "sales")
    assert "Place an order" in [item["name"] for item in sales["item"]]


def test_a_change_carries_a_fresh_key_its_version_and_the_example(description: Any):
    made = collection(description, base_url="http://127.0.0.1:8000")
    (edit,) = (item["request"] for item in requests_of(made) if item["name"] == "Change a customer")
    headers = {header["key"]: header["value"] for header in edit["header"]}
    assert headers == {"Idempotency-Key": "{{$guid}}", "If-Match": '"1"', "Content-Type": "application/json"}
    assert edit["url"]["path"][-1] == ":customer_id"
    assert [one["key"] for one in edit["url"]["variable"]] == ["customer_id"]
    assert json.loads(edit["body"]["raw"])


@pytest.mark.django_db
def test_every_request_of_the_collection_reaches_its_operation(description: Any):
    """With made-up keys and codes as the examples have them: found, not found or refused, but always as described."""
    business = Business.objects.create(code="HOME", name="Home", currency="GBP")
    branch = Branch.objects.create(business=business, code="B1", name="Branch")
    made = collection(description, base_url="")
    statuses = {item["name"]: sent(item["request"], branch) for item in requests_of(made)}
    wrong = {name: status for name, status in statuses.items() if status not in {200, 201, 204, 404, 409, 412, 422}}
    assert wrong == {}
    lists = {item["name"] for item in requests_of(made) if is_plain_list(item["request"])}
    assert len(lists) > 20
    assert {name: statuses[name] for name in lists if statuses[name] != 200} == {}


def is_plain_list(request: Any) -> bool:
    """A read that names no row and must be told nothing."""
    asked = [one for one in request["url"]["query"] if not one["disabled"]]
    return request["method"] == "GET" and not request["url"]["variable"] and not asked


def sent(request: Any, branch: Branch) -> int:
    """The status of the answer to one request of the collection, sent by an owner."""
    url = request["url"]["raw"].replace("{{base_url}}", "")
    for variable in request["url"]["variable"]:
        url = url.replace(f":{variable['key']}", variable["value"] or "none")
    asked = [f"{one['key']}={one['value']}" for one in request["url"]["query"] if not one["disabled"]]
    headers = {one["key"]: one["value"] for one in request["header"] if not one.get("disabled")}
    if "Idempotency-Key" in headers:
        headers["Idempotency-Key"] = f"{request['method']} {url}"
    key = make_key(make_user("owner", branches=(branch,)))
    client = Client(headers={"Authorization": f"Bearer {key}"})
    body = request.get("body", {}).get("raw", "")
    headers.pop("Content-Type", None)
    response = client.generic(
        request["method"], url + ("?" + "&".join(asked) if asked else ""), body,
        content_type="application/json", headers=headers,
    )  # fmt: skip
    return int(response.status_code)
