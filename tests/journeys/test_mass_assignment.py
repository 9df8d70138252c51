"""I7: nobody sets what an operation does not ask for. Every write is walked with privileged fields it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest

from kontor.access.models import Role
from kontor.access.roles import RIGHTS
from kontor.sales.models import OrderLine, SalesOrder
from tests.calls import refusal, send
from tests.journeys.documented import body_schema, operation_of, resolved
from tests.journeys.rights.table import Ask, Place, answer, client_for, new_branch
from tests.journeys.test_rights_table import LINES, REQUESTS
from tests.people import client_of, make_key, make_user
from tests.world import everything, make_world

pytestmark = pytest.mark.django_db

PRIVILEGED: Final = {
    "id": 1,
    "version": 9,
    "price": "0.01",
    "unit_price": "0.01",
    "unit_price_micros": 1,
    "discount": "99",
    "discount_bp": 9900,
    "total": "0.01",
    "total_minor": 1,
    "status": "closed",
    "lifecycle": "closed",
    "state": "posted",
    "branch": "OTHER",
    "branch_id": 1,
    "owner": 1,
    "owner_id": 1,
    "actor_id": 1,
    "user_id": 1,
    "created_at": "2020-01-01T00:00:00Z",
    "is_active": True,
    "is_shipped": True,
    "is_staff": True,
    "is_superuser": True,
    "rights": ["access.write"],
    "role": "owner",
}


def writes() -> Iterator[Any]:
    for line in LINES:
        operation = operation_of(line.name, line.method)
        schema = body_schema(operation) if operation else None
        if schema is not None:
            yield pytest.param(line, schema, id=f"{line.method} {line.name}")


WRITES: Final = list(writes())


#: A company's own fields, checked against the schema it has put, and that schema itself: tests/customization.
OWN: Final = frozenset({"custom", "schema"})


def objects(schema: dict[str, Any], seen: frozenset[str] = frozenset()) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object that a body may hold, with its title."""
    schema = resolved(schema)
    title = str(schema.get("title", ""))
    if schema.get("type") == "object":
        if title in seen:
            return
        seen |= {title}
        yield title, schema
    named = [part for name, part in schema.get("properties", {}).items() if name not in OWN]
    parts = [*named, *schema.get("anyOf", ()), *schema.get("prefixItems", ())]
    parts += [schema["items"]] if isinstance(schema.get("items"), dict) else []
    for part in parts:
        yield from objects(part, seen)


@pytest.mark.parametrize(("line", "schema"), WRITES)
def test_no_body_takes_a_field_it_does_not_name(line, schema):
    loose = [title for title, part in objects(schema) if part.get("additionalProperties") is not False]
    assert loose == []


def spoiled(body: Any, schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The body with one privileged field that its schema does not name, at the top and in the first of its lines."""
    schema = resolved(schema)
    if schema.get("type") == "array":
        for name, items in spoiled(body[0], schema["items"]):
            yield name, [items, *body[1:]]
        return
    known = schema.get("properties", {})
    for name, value in PRIVILEGED.items():
        if name not in known:
            yield name, {**body, name: value}
    for member, field in known.items():
        items, sent_items = field.get("items"), body.get(member)
        if sent_items and isinstance(items, dict) and resolved(items).get("type") == "object":
            for name, first in spoiled(sent_items[0], items):
                yield f"{member}.{name}", {**body, member: [first, *sent_items[1:]]}


@pytest.mark.parametrize(("line", "schema"), WRITES)
def test_a_privileged_field_is_refused_and_nothing_is_written(line, schema):
    Role.objects.create(code="everything", name="Everything", rights=list(RIGHTS))
    branch = new_branch()
    caller = make_user("everything", branches=(branch,))
    wanted = REQUESTS[line.name, line.method](Place(branch.business, branch, caller))
    client = client_for(caller, Ask(by="session") if line.name == "own-password" else wanted)  # a key has no password
    before = everything()
    tried = 0
    for name, body in spoiled(wanted.body or {}, schema):
        refused = answer(client, line.name, line.method, Ask(wanted.keywords, body, wanted.version))
        assert refusal(refused) == (422, "invalid_input"), name
        assert name.rpartition(".")[2] in refused.json()["detail"], name
        tried += 1
    assert tried > 10
    assert everything() == before


def counter() -> tuple[Any, Any, dict[str, Any]]:
    """A cashier's till, the world it stands in, and an order it may place."""
    world = make_world()
    world.sku("OIL", price_micros=10_000_000)
    world.receive("OIL", 100)
    cashier = make_user("cashier", branches=(world.branch,))
    customer = world.customer("C1").code
    order = {"location": world.location.code, "customer": customer, "lines": [{"sku": "OIL", "quantity": 2}]}
    return client_of(make_key(cashier)), world, order


@pytest.mark.parametrize(
    ("extra", "status"),
    [
        ({"total_minor": 1}, 422),
        ({"total": "0.01"}, 422),
        ({"status": "closed"}, 422),
        ({"lifecycle": "closed"}, 422),
        ({"branch": "OTHER"}, 422),
        ({"branch_id": 1}, 422),
        ({"owner": 1}, 422),
        ({"actor_id": 1}, 422),
        ({"discount": "99"}, 403),
    ],
)
def test_a_cashier_posts_no_total_status_branch_owner_or_discount(extra, status):
    till, _, order = counter()
    before = everything()
    assert send(till, "POST", "/api/v1/sales-orders", order | extra).status_code == status
    assert everything() == before


@pytest.mark.parametrize(
    ("extra", "status"),
    [
        ({"unit_price": "0.01"}, 403),
        ({"discount_bp": 9900}, 403),
        ({"is_free": True}, 403),
        ({"price": "0.01"}, 422),
        ({"net_minor": 1}, 422),
        ({"unit_price_micros": 1}, 422),
    ],
)
def test_a_cashier_posts_no_price_or_discount_of_a_line(extra, status):
    till, _, order = counter()
    before = everything()
    line = order["lines"][0] | extra
    assert send(till, "POST", "/api/v1/sales-orders", order | {"lines": [line]}).status_code == status
    assert everything() == before


def test_control_the_same_order_without_them_is_placed_at_the_list_price():
    till, world, order = counter()
    placed = send(till, "POST", "/api/v1/sales-orders", order)
    assert placed.status_code == 201, placed.content
    assert SalesOrder.objects.get().branch_id == world.branch.pk
    assert OrderLine.objects.get().unit_price_micros == 10_000_000


def test_control_a_shape_that_takes_anything_is_noticed():
    lines = {"type": "array", "items": {"type": "object", "title": "Line"}}
    body = {"type": "object", "title": "Body", "properties": {"lines": lines}}
    assert [title for title, part in objects(body) if part.get("additionalProperties") is not False] == ["Body", "Line"]
