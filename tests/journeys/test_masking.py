"""Row 94, data masking: whoever lacks the right never sees the column, over any route, and cannot set it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from kontor.access.models import AuditRecord, Role
from kontor.access.roles import MASKS, RIGHTS, ROLES
from kontor.kernel.masking import MASKED_WITHOUT
from kontor.organization.models import Branch, Employment
from kontor.parties.models import Customer, Supplier
from tests.calls import refusal, send
from tests.journeys.documented import (
    answer_schema,
    body_schema,
    description,
    masked_members,
    operation_of,
    resolved,
)
from tests.journeys.rights.table import Place, answer, client_for, new_branch
from tests.journeys.test_rights_table import LINES, REQUESTS
from tests.people import NOW, client_of, make_key, make_user
from tests.world import make_world

pytestmark = pytest.mark.django_db

#: What a column is called that somebody may have to hide. A new one must be masked, or named below with the reason.
SENSITIVE: Final = re.compile(r"cost|margin|profit|(^|_)value(_minor)?$|phone|e?mail$|tax_pin|payment_terms|balance")
SHOWN: Final = {
    ("AdjustmentPolicyDetail", "approval_value_minor"): "a limit of the company's own",
    ("AdjustmentPolicy", "approval_value_minor"): "a limit of the company's own",
    ("BusinessDetail", "phone"): "the company's own, printed on every invoice",
    ("BusinessDetail", "email"): "the company's own, printed on every invoice",
    ("BusinessDetail", "tax_pin"): "the company's own, printed on every invoice",
    ("ShipperItem", "phone"): "a carrier's, whom the depot calls",
    ("OrderShipper", "phone"): "a carrier's, whom the depot calls",
    ("UserDetail", "email"): "needs access.read, which is for those who administer people",
    ("ListedRow", "payment_terms"): "a customer's, as below",
    ("CustomerItem", "payment_terms"): "agreed with a customer; whoever sells must know them",
}
API_LINES: Final = [line for line in LINES if operation_of(line.name, line.method) is not None]


def make_role(code: str, *, without: frozenset[str] = frozenset()) -> str:
    Role.objects.create(code=code, name=code, rights=[right for right in RIGHTS if right not in without])
    return code


def rich(branch: Branch) -> None:
    """Something behind every mask, so that there is something to hide."""
    world, number = make_world(branch), branch.pk
    world.sku(f"OIL-{number}")
    world.receive(f"OIL-{number}", 10, cost=4_200_000)
    contacts = {"phone": "+254700000042", "email": "hidden@example.com", "tax_pin": "P000000042X"}
    Customer.objects.create(code=f"C-{number}", name="Customer", **contacts)
    Supplier.objects.create(code=f"S-{number}", name="Supplier", payment_terms="net_30", **contacts)
    Employment.objects.create(user=make_user("sales"), branch=branch, phone="+254700000042")
    AuditRecord.objects.create(at=NOW, actor_id=1, action="x", subject="x:1", diff='{"phone": ["", "+254700000042"]}')


def told(line: Any, role: str) -> list[tuple[str, list[str], Any]]:
    """Every masked field in the answer of one route to somebody of that role."""
    branch, elsewhere = new_branch(), new_branch()
    caller = make_user(role, branches=(branch, elsewhere))
    rich(elsewhere)
    place = Place(branch.business, branch, caller)
    wanted = REQUESTS[line.name, line.method](place)
    response = answer(client_for(caller, wanted), line.name, line.method, wanted)
    operation = operation_of(line.name, line.method)
    assert operation is not None
    schema = answer_schema(operation, response.status_code)
    if schema is None or not response.content:
        return []
    return list(masked_members(schema, response.json()))


@pytest.mark.parametrize("line", API_LINES, ids=lambda line: f"{line.method} {line.name}")
def test_no_route_shows_a_masked_column_to_those_without_its_right(line):
    role = make_role("blind", without=frozenset(MASKS))
    assert [(at, value) for at, _, value in told(line, role) if value is not None] == []


def test_control_those_who_have_the_rights_see_the_columns():
    role = make_role("seeing")
    names = {"customers", "suppliers", "stock", "movements", "employments", "audit-records", "supplier-items"}
    seen = {
        (line.name, right)
        for line in API_LINES
        if line.name in names and line.method == "GET"
        for _, rights, value in told(line, role)
        if value is not None
        for right in rights
    }
    contacts, costs, terms = "contacts.read", "costs.read", "supplier_terms.read"
    everything = {("audit-records", right) for right in MASKS}
    assert seen == everything | {
        ("customers", contacts),
        ("suppliers", contacts),
        ("suppliers", terms),
        ("employments", contacts),
        ("stock", costs),
        ("movements", costs),
        ("supplier-items", costs),
    }


@pytest.mark.parametrize("right", MASKS)
def test_each_right_opens_its_own_columns_alone(right):
    role = make_role("half", without=frozenset(MASKS) - {right})
    lines = [line for line in API_LINES if line.name in {"customers", "suppliers", "stock"} and line.method == "GET"]
    seen = {tuple(rights) for line in lines for _, rights, value in told(line, role) if value is not None}
    assert seen == {(right,)}


def fields() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for shape, schema in description()["components"]["schemas"].items():
        for name, field in schema.get("properties", {}).items():
            yield shape, name, field


def is_marked(field: dict[str, Any]) -> bool:
    return any(MASKED_WITHOUT in part for part in [field, *field.get("anyOf", ())])


def test_every_column_that_sounds_sensitive_is_masked_or_says_why_not():
    incoming = {shape for shape, schema in description()["components"]["schemas"].items() if not is_outgoing(schema)}
    bare = {(shape, name) for shape, name, field in fields() if SENSITIVE.search(name) and not is_marked(field)}
    assert {pair for pair in bare if pair[0] not in incoming} - set(SHOWN) == set()


def is_outgoing(schema: dict[str, Any]) -> bool:
    return schema.get("additionalProperties") is not False


def test_the_description_says_that_a_masked_column_may_be_null_and_for_whom():
    wrong = []
    for shape, name, field in fields():
        if is_marked(field) and is_outgoing(description()["components"]["schemas"][shape]):
            rights = field.get(MASKED_WITHOUT, [])
            is_nullable = {"type": "null"} in field.get("anyOf", [])
            if not rights or set(rights) - set(MASKS) or not is_nullable or rights[0] not in field["description"]:
                wrong.append((shape, name))
    assert wrong == []


def masked_writes() -> Iterator[Any]:
    """Each write whose body has a masked field, at the top or one level down."""
    for line in API_LINES:
        operation = operation_of(line.name, line.method)
        schema = body_schema(operation) if operation else None
        for path, field in () if schema is None else settable(schema):
            yield pytest.param(line, path, field, id=f"{line.method} {line.name} {'.'.join(path)}")


def settable(schema: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    for name, field in schema.get("properties", {}).items():
        if is_marked(field):
            yield (*path, name), field
        for part in [field, *field.get("anyOf", ())]:
            inner = resolved(part.get("items", part) if isinstance(part.get("items", part), dict) else part)
            if inner is not part and len(path) < 2:
                yield from settable(inner, (*path, name))


def with_value(body: Any, path: tuple[str, ...], value: Any) -> Any:
    """`body` with the member at `path` set, in every item of a list on the way."""
    if isinstance(body, list):
        return [with_value(item, path, value) for item in body]
    inner = value if len(path) == 1 else with_value(body.get(path[0], {}), path[1:], value)
    return {**body, path[0]: inner}


def value_for(field: dict[str, Any]) -> Any:
    kinds = [resolved(part) for part in [field, *field.get("anyOf", ())]]
    kind = next(part for part in kinds if part.get("type") not in (None, "null"))
    if kind["type"] == "integer":
        return 7
    return "2026-01-31" if kind.get("format") == "date" else "7"


@pytest.mark.parametrize(("line", "path", "field"), list(masked_writes()))
def test_a_masked_column_is_not_set_by_those_who_may_not_see_it(line, path, field):
    role = make_role("blind", without=frozenset(MASKS))
    branch = new_branch()
    caller = make_user(role, branches=(branch,))
    wanted = REQUESTS[line.name, line.method](Place(branch.business, branch, caller))
    body = with_value(wanted.body or {}, path, value_for(field))
    refused = answer(
        client_for(caller, wanted),
        line.name,
        line.method,
        type(wanted)(wanted.keywords, body, wanted.version),
    )
    assert refusal(refused) == (403, "field_masked")
    assert refused.json()["field"] == path[-1]


def test_a_phone_number_is_found_whole_but_not_guessed_digit_by_digit():
    Customer.objects.create(code="C1", name="Customer", phone="+254700000042")
    blind = client_of(make_key(make_user(make_role("blind", without=frozenset(MASKS)))))
    seeing = client_of(make_key(make_user(make_role("seeing"))))

    def found(client, search: str) -> int:
        return len(client.get("/api/v1/customers", {"search": search}).json()["items"])

    assert (found(seeing, "+2547"), found(blind, "+2547")) == (1, 0)
    assert (found(seeing, "+254700000042"), found(blind, "+254700000042")) == (1, 1)


def test_a_stored_answer_is_masked_for_whom_it_is_sent_again():
    branch = new_branch()
    seeing = make_user(make_role("seeing"), branches=(branch,))
    user = make_user("sales")
    body = {"branch_id": branch.pk, "user_id": user.pk, "phone": "+254700000042"}
    first = send(client_of(make_key(seeing)), "POST", "/api/v1/employments", body, key="k1")
    assert first.json()["phone"] == "+254700000042"
    narrow = tuple(right for right in RIGHTS if right not in MASKS)
    again = send(client_of(make_key(seeing, scopes=narrow)), "POST", "/api/v1/employments", body | {}, key="k1")
    assert refusal(again) == (403, "field_masked")
    plain = {"branch_id": branch.pk, "user_id": make_user("sales").pk}
    send(client_of(make_key(seeing)), "POST", "/api/v1/employments", plain, key="k2")
    Employment.objects.filter(user_id=plain["user_id"]).update(phone="+254700000042")
    path = f"/api/v1/employments/{Employment.objects.get(user_id=plain['user_id']).pk}"
    edit = {"department": "Till"}
    shown = send(client_of(make_key(seeing)), "PATCH", path, edit, key="k3", version=1)
    hidden = send(client_of(make_key(seeing, scopes=narrow)), "PATCH", path, edit, key="k3", version=1)
    assert (shown.json()["phone"], hidden.json()["phone"]) == ("+254700000042", None)


@pytest.mark.parametrize(
    ("right", "who"),
    [
        ("costs.read", {"owner", "branch_manager", "storekeeper", "accountant", "auditor", "integration"}),
        ("contacts.read", {"owner", "branch_manager", "sales", "driver", "accountant", "auditor", "integration"}),
        ("supplier_terms.read", {"owner", "branch_manager", "accountant", "auditor", "integration"}),
    ],
)
def test_the_shipped_roles_see_what_their_work_needs(right, who):
    assert {role.code for role in ROLES if right in role.rights} == who
