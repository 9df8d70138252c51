"""Registers (row 13's tills): put in as lists, changed one by one, seen in one's own branches."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from msgspec import UNSET

from kontor.access.models import AuditRecord
from kontor.inventory.models import Location
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.wire import RequestKey
from kontor.pos.errors import RegisterInvalid, RegisterNotFound
from kontor.pos.models import Register
from kontor.pos.operations import edit_register, put_registers
from kontor.pos.queries import RegisterFilter, list_registers, register_detail
from kontor.pos.types import PutRegisters, RegisterEdit, RegisterPut
from kontor.pricing.models import PriceList
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.world import NOW, World, everything, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def till(world: World, code: str = "TILL-1", **more: Any) -> RegisterPut:
    return RegisterPut(**{"code": code, "name": "Front till", "location": world.location.code, **more})


def put(world: World, *rows: RegisterPut, **more: Any) -> PutRegisters:
    return put_registers(**{"rows": rows, "actor": world.actor, "now": NOW, **more})


def verdicts(answer: PutRegisters) -> list[tuple[str, str | None]]:
    return [(item.verdict, item.field) for item in answer.items]


def edit(world: World, version: int, **changes: Any) -> int:
    register = Register.objects.get(code="TILL-1")
    wanted = RegisterEdit(**changes)
    return edit_register(register_id=register.pk, version=version, edit=wanted, actor=world.actor, now=NOW).version


def test_row_13_tills_are_put_in_changed_and_the_same_again_changes_nothing(world: World) -> None:
    rows = [till(world, price_list=world.price_list.code), till(world, "TILL-2", name="Back till")]
    assert put(world, *rows).created == 2
    first, second = Register.objects.order_by("id")
    assert (first.name, first.location_id, first.price_list_id, first.is_active, first.version) == (
        "Front till", world.location.pk, world.price_list.pk, True, 1,
    )  # fmt: skip
    assert second.price_list_id is None
    before = everything()
    assert put(world, *rows).unchanged == 2
    assert everything() == before
    answer = put(world, RegisterPut(code="TILL-1", price_list=None), RegisterPut(code="TILL-2", is_active=False))
    assert [(item.verdict, item.version) for item in answer.items] == [("updated", 2), ("updated", 2)]
    seen = [(row.name, row.price_list_id, row.is_active) for row in Register.objects.order_by("id")]
    assert seen == [("Front till", None, True), ("Back till", None, False)]
    diff = AuditRecord.objects.filter(subject=f"pos.register:{first.pk}").order_by("-id")[0].diff
    assert json.loads(diff) == {"price_list_id": [world.price_list.pk, None]}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "x" * 21}, "code"),
        ({"name": UNSET}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"location": UNSET}, "location"),
        ({"location": "NOWHERE"}, "location"),
        ({"location": "TRANSIT"}, "location"),
        ({"location": "BIN"}, "location"),
        ({"location": "CLOSED"}, "location"),
        ({"location": "FOREIGN"}, "location"),
        ({"price_list": "NONE"}, "price_list"),
        ({"price_list": "BUYING"}, "price_list"),
        ({"price_list": "THEIRS"}, "price_list"),
    ],
)
def test_a_wrong_row_is_refused_by_name_and_the_others_are_written(world: World, wrong: dict[str, Any], field: str):
    world.another_location("TRANSIT", kind="in_transit")
    world.another_location("BIN", kind="bin", parent=world.location)
    world.another_location("CLOSED", is_active=False)
    other = make_world()
    other.another_location("FOREIGN")
    PriceList.objects.create(business=world.business, code="BUYING", name="Buying", kind="purchase")
    PriceList.objects.create(business=other.business, code="THEIRS", name="Theirs")
    assert verdicts(put(world, till(world, **wrong), till(world, "TILL-2"))) == [("refused", field), ("created", None)]
    assert list(Register.objects.values_list("code", flat=True)) == ["TILL-2"]


def test_a_code_stands_once_in_a_list_and_in_the_company(world: World) -> None:
    other = make_world()
    put(other, till(other, "THEIRS"))
    answer = put(world, till(world), till(world, name="Again"), till(world, "THEIRS"))
    assert verdicts(answer) == [("created", None), ("refused", "code"), ("refused", "code")]
    assert Register.objects.get(code="THEIRS").location_id == other.location.pk
    assert verdicts(put(world, till(world, name="Anew"), only_new=True)) == [("refused", "code")]
    for rows in ([], [till(world)] * 1_001):
        with pytest.raises(RegisterInvalid):
            put(world, *rows)


def test_a_register_moves_within_its_branch_only(world: World) -> None:
    put(world, till(world))
    world.another_location("VAN", kind="van")
    other = make_world()
    both = {"actor": world.actor.__class__(
        id=world.actor.id, kind="job", name="test", rights=world.actor.rights,
        branch_ids=world.actor.branch_ids | other.actor.branch_ids,
    )}  # fmt: skip
    assert verdicts(put(world, till(world, location=other.location.code), **both)) == [("refused", "location")]
    assert put(world, till(world, location="VAN")).updated == 1
    assert Register.objects.get().location.code == "VAN"


def test_an_edit_is_kept_if_nobody_was_faster(world: World) -> None:
    put(world, till(world))
    assert edit(world, 1, name="Till at the door", price_list=world.price_list.code) == 2
    before = everything()
    assert edit(world, 2, name="Till at the door") == 2
    with pytest.raises(PreconditionFailed):
        edit(world, 1, is_active=False)
    for wrong in ({"location": "NOWHERE"}, {"price_list": "NONE"}):
        with pytest.raises(RegisterInvalid):
            edit(world, 2, **wrong)
    register_id = Register.objects.get().pk
    with pytest.raises(RegisterNotFound):
        edit_register(register_id=register_id, version=2, edit=RegisterEdit(), actor=make_world().actor, now=NOW)
    assert {**everything(), **{name: before[name] for name in before if name.split(".")[0] in OTHERS}} == before
    assert edit(world, 2, is_active=False) == 3


#: What making another world adds to.
OTHERS = frozenset({"organization", "catalog", "pricing", "inventory"})


def test_registers_of_ones_own_branches_are_listed_in_one_query(world: World) -> None:
    other = make_world()
    put(world, till(world, "B", name="Back"), till(world, "A", name="Apple", is_active=False))
    put(other, till(other, "THEIRS"))
    with CaptureQueriesContext(connection) as queries:
        found = list_registers(actor=world.actor, sort="code").items
    assert (len(queries), [row.code for row in found]) == (1, ["A", "B"])
    assert (found[0].branch_code, found[0].location_code) == (world.branch.code, world.location.code)
    for wanted, codes in ((RegisterFilter(search="ppl"), ["A"]), (RegisterFilter(is_active=True), ["B"]),
                          (RegisterFilter(location=world.location.code), ["B", "A"]),
                          (RegisterFilter(branch="NONE"), [])):  # fmt: skip
        assert [row.code for row in list_registers(actor=world.actor, wanted=wanted).items] == codes
    with pytest.raises(RegisterNotFound):
        register_detail(register_id=Register.objects.get(code="THEIRS").pk, actor=world.actor)


def test_a_list_costs_the_same_statements_whatever_its_length(world: World) -> None:
    costs = []
    for count in (1, 40):
        with CaptureQueriesContext(connection) as queries:
            put(world, *[till(world, f"T{count}-{number}") for number in range(count)])
        costs.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))
    assert costs[0] == costs[1]


def test_over_http(world: World) -> None:
    owner = client_of(make_key(make_user("owner", branches=(world.branch,))))
    row = {"code": "TILL-1", "name": "Front", "location": world.location.code, "price_list": world.price_list.code}
    first = send(owner, "POST", "/api/v1/registers/put", {"items": [row, {"code": "X"}]}, key="r1")
    assert (first.json()["created"], first.json()["items"][1]["field"]) == (1, "name")
    assert (
        send(owner, "POST", "/api/v1/registers/put", {"items": [row, {"code": "X"}]}, key="r1").content == first.content
    )
    path = f"/api/v1/registers/{first.json()['items'][0]['id']}"
    seen = send(owner, "GET", path)
    assert (seen["ETag"], seen.json()["branch"], seen.json()["price_list"]) == (
        '"1"',
        world.branch.code,
        row["price_list"],
    )
    assert send(owner, "GET", "/api/v1/registers?active=true&search=fro").json()["items"] == [seen.json()]
    assert send(owner, "PATCH", path, {"price_list": None}, version=1).json()["version"] == 2
    assert refusal(send(owner, "PATCH", path, {"is_active": False}, version=1)) == (412, "version_mismatch")
    assert refusal(send(owner, "GET", "/api/v1/registers?aktive=true")) == (422, "invalid_input")
    cashier = client_of(make_key(make_user("cashier", branches=(world.branch,))))
    assert send(cashier, "GET", path).status_code == 200
    assert send(cashier, "PATCH", path, {"name": "Mine"}, version=2).status_code == 403
    assert Location.objects.count() == 1


def test_a_key_answers_twice(world: World) -> None:
    key = RequestKey(world.actor.id, "k1", "f")
    assert put(world, till(world), key=key, only_new=True) == put(world, till(world), key=key, only_new=True)
    assert Register.objects.count() == 1
