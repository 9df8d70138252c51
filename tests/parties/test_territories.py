"""Who answers for a territory, with history, and who carries goods to an area."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kontor.access.models import AuditRecord
from kontor.access.types import Actor
from kontor.kernel.wire import RequestKey
from kontor.parties.area_types import ManagerPut, ShipperItem, ShipperPut
from kontor.parties.errors import AreaNotFound, PartyInvalid, ShipperNotFound
from kontor.parties.models import Area, Customer, Shipper, TerritoryManager
from kontor.parties.operations import create_area, put_areas, put_shippers, put_territories
from kontor.parties.phone_rule import PhoneRule
from kontor.parties.queries import (
    customer_area_ids,
    list_managers,
    list_shippers,
    registered_pairs,
    suggest_shippers,
    suggested_shipper,
)
from kontor.parties.types import AreaDraft, AreaPut, PutParties
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db
BORN, JOINED, LATER = date(1985, 4, 1), date(2020, 1, 6), NOW + timedelta(days=90)


@pytest.fixture
def world() -> World:
    world = make_world()
    rows = [
        AreaPut("SOUTH", "South"),
        AreaPut("BENIN", "South", "Edo", "Benin"),
        AreaPut("AUCHI", "South", "Edo", "Benin", "Auchi"),
        AreaPut("WARRI", "South", "Edo", "Benin", "Warri"),
        AreaPut("ABUJA", "North", "FCT", "Abuja"),
    ]
    put_areas(rows=rows, actor=world.actor, now=NOW)
    return world


def area(code: str) -> int:
    return Area.objects.get(code=code).pk


def managers(world: World, *rows: ManagerPut, now=NOW, key: RequestKey | None = None) -> PutParties:
    return put_territories(rows=rows, actor=world.actor, now=now, key=key)


def shippers(world: World, *rows: ShipperPut) -> PutParties:
    return put_shippers(rows=rows, actor=world.actor, now=NOW)


def verdicts(put: PutParties) -> list[tuple[str, str | None]]:
    return [(item.verdict, item.field) for item in put.items]


# --- territory managers ------------------------------------------------------------------------------------------


def test_a_territory_has_one_manager_and_keeps_who_it_was_before(world: World) -> None:
    benin = area("BENIN")
    assert verdicts(managers(world, ManagerPut(benin, " First Lead ", BORN, JOINED))) == [("created", None)]
    assert verdicts(managers(world, ManagerPut(benin, "First Lead", BORN, JOINED))) == [("unchanged", None)]
    assert verdicts(managers(world, ManagerPut(benin, "Second Lead"), now=LATER)) == [("updated", None)]
    (now,) = list_managers(actor=world.actor).items
    assert (now.territory, now.region, now.name, now.from_at, now.until_at) == (
        "Benin", "South", "Second Lead", LATER, None,
    )  # fmt: skip
    former, _ = list_managers(actor=world.actor, with_former=True).items
    assert (former.name, former.born_on, former.joined_on, former.from_at, former.until_at) == (
        "First Lead", BORN, JOINED, NOW, LATER,
    )  # fmt: skip
    assert AuditRecord.objects.filter(action="territory.put").count() == 2
    assert not AuditRecord.objects.filter(diff__contains="Lead").exists()


def test_wrong_rows_are_refused_and_the_others_written(world: World) -> None:
    rows = [
        ManagerPut(area("BENIN"), "One"),
        ManagerPut(area("BENIN"), "Again"),
        ManagerPut(area("AUCHI"), "A city"),
        ManagerPut(10**30, "Nowhere"),
        ManagerPut(0, "Nowhere"),
        ManagerPut(area("ABUJA"), " "),
        ManagerPut(area("ABUJA"), "X", date(2026, 3, 2)),
        ManagerPut(area("ABUJA"), "X", BORN, BORN),
    ]
    assert verdicts(managers(world, *rows)) == [
        ("created", None), ("refused", "territory_id"), ("refused", "territory_id"), ("refused", "territory_id"),
        ("refused", "territory_id"), ("refused", "name"), ("refused", "born_on"), ("refused", "joined_on"),
    ]  # fmt: skip
    assert list(TerritoryManager.objects.values_list("name", flat=True)) == ["One"]


def test_a_row_refused_first_does_not_hide_the_right_one(world: World) -> None:
    rows = [ManagerPut(area("BENIN"), "One", BORN, BORN), ManagerPut(area("BENIN"), "One", BORN, JOINED)]
    assert verdicts(managers(world, *rows)) == [("refused", "joined_on"), ("created", None)]


def test_the_same_key_appoints_once_and_too_many_rows_are_refused(world: World) -> None:
    key = RequestKey(7, "k", "f")
    row = ManagerPut(area("BENIN"), "One")
    assert managers(world, row, key=key) == managers(world, row, key=key)
    assert TerritoryManager.objects.count() == 1
    with pytest.raises(PartyInvalid):
        managers(world)
    with pytest.raises(PartyInvalid):
        managers(world, *[row] * 5_001)


def test_the_database_knows_one_manager_at_a_time(world: World) -> None:
    managers(world, ManagerPut(area("BENIN"), "One"))
    with pytest.raises(IntegrityError), transaction.atomic():
        TerritoryManager.objects.create(territory_id=area("BENIN"), name="Two", from_at=NOW)


def test_managers_are_found_by_region_and_days_of_birth_are_for_those_who_keep_them(world: World) -> None:
    managers(world, ManagerPut(area("BENIN"), "One", BORN), ManagerPut(area("ABUJA"), "Two", BORN))
    south = area("SOUTH")
    with CaptureQueriesContext(connection) as captured:
        page = list_managers(actor=world.actor, area_id=south)
    assert ([item.name for item in page.items], len(captured)) == (["One"], 1)
    reader = Actor(id=1, kind="user", name="r", rights=frozenset({"parties.read"}), branch_ids=frozenset())
    assert [item.born_on for item in list_managers(actor=reader).items] == [None, None]
    assert [item.born_on for item in list_managers(actor=world.actor).items] == [BORN, BORN]


# --- shippers ----------------------------------------------------------------------------------------------------


def test_a_shipper_is_put_for_an_area_and_changed_by_the_same_call(world: World) -> None:
    assert verdicts(shippers(world, ShipperPut("AUCHI", "Swift", "0803-000 0000"))) == [("created", None)]
    assert verdicts(shippers(world, ShipperPut("AUCHI", "Swift", "08030000000"))) == [("unchanged", None)]
    assert verdicts(shippers(world, ShipperPut("AUCHI", phone="08030000001"))) == [("updated", None)]
    (item,) = list_shippers(actor=world.actor).items
    assert item == ShipperItem(item.id, area("AUCHI"), "AUCHI", "Auchi", "Swift", "08030000001", True, 2)
    assert not AuditRecord.objects.filter(diff__contains="0803").exists()


def test_wrong_shippers_are_refused_by_name(world: World) -> None:
    rows = [
        ShipperPut("NOWHERE", "Swift", "08030000000"),
        ShipperPut("AUCHI", "Swift"),
        ShipperPut("WARRI", phone="08030000000"),
        ShipperPut("BENIN", "Swift", "0803000000"),
        ShipperPut("SOUTH", "Swift", "0803000000x"),
    ]
    assert verdicts(shippers(world, *rows)) == [
        ("refused", "area"), ("refused", "phone"), ("refused", "name"), ("refused", "phone"), ("refused", "phone"),
    ]  # fmt: skip
    assert not Shipper.objects.exists()


def test_the_company_sets_what_a_phone_number_looks_like(world: World, settings: object) -> None:
    settings.PHONE_DIGITS, settings.PHONE_PREFIXES = 12, ("2547", "2541")  # type: ignore[attr-defined]  # a fixture
    assert verdicts(shippers(world, ShipperPut("AUCHI", "Swift", "+254 700 000 001"))) == [("created", None)]
    (item,) = shippers(world, ShipperPut("WARRI", "Swift", "254300000001")).items
    assert (item.verdict, item.reason) == ("refused", "'254300000001' must begin with 2547 or 2541.")


@pytest.mark.parametrize("text", ["", "0803000000", "080300000000", "0803000000a", "٠٨٠٣٠٠٠٠٠٠٠", "++8030000000"])
def test_what_is_no_phone_number(text: str) -> None:
    with pytest.raises(PartyInvalid):
        PhoneRule(11).checked(text)


def test_the_nearest_shipper_up_the_tree_is_suggested(world: World) -> None:
    phone = "08030000000"
    shippers(world, ShipperPut("SOUTH", "Regional", phone), ShipperPut("AUCHI", "Local", phone))
    ids = [area("AUCHI"), area("WARRI"), area("SOUTH"), area("ABUJA")]
    with CaptureQueriesContext(connection) as captured:
        found = suggest_shippers(area_ids=ids, actor=world.actor)
    assert len(captured) == 2
    assert [found[id_].name if id_ in found else None for id_ in ids] == ["Local", "Regional", "Regional", None]
    shippers(world, ShipperPut("AUCHI", is_active=False))
    assert suggested_shipper(area_id=ids[0], actor=world.actor).name == "Regional"
    with pytest.raises(ShipperNotFound):
        suggested_shipper(area_id=ids[3], actor=world.actor)
    with pytest.raises(AreaNotFound):
        suggested_shipper(area_id=10**9, actor=world.actor)


# --- who is registered where -------------------------------------------------------------------------------------


def test_a_customer_is_registered_for_its_area_and_all_beneath_it(world: World) -> None:
    benin = Customer.objects.create(code="C1", name="One", area_id=area("BENIN")).pk
    auchi = Customer.objects.create(code="C2", name="Two", area_id=area("AUCHI")).pk
    free = Customer.objects.create(code="C3", name="Three").pk
    asked = [(who, area(code)) for who in (benin, auchi, free, 10**6) for code in ("SOUTH", "BENIN", "AUCHI", "WARRI")]
    with CaptureQueriesContext(connection) as captured:
        pairs = registered_pairs(pairs=asked, actor=world.actor)
    assert len(captured) == 2
    assert pairs == {(benin, area("BENIN")), (benin, area("AUCHI")), (benin, area("WARRI")), (auchi, area("AUCHI"))}
    assert customer_area_ids(customer_ids=[auchi, free, 10**6], actor=world.actor) == {auchi: area("AUCHI"), free: None}


def test_over_http(world: World) -> None:
    owner = client_of(make_key(make_user("owner")))
    city = create_area(draft=AreaDraft("East", "Abia", "Aba", "Umuahia"), actor=world.actor, now=NOW)
    put = send(owner, "POST", "/api/v1/shippers/put", {"items": [
        {"area": city.code, "name": "Swift", "phone": "08030000000"}, {"area": city.code, "phone": "1"},
    ]}).json()  # fmt: skip
    assert (put["created"], put["refused"], put["items"][1]["field"]) == (1, 1, "code")
    assert send(owner, "GET", f"/api/v1/shippers/suggestion?area_id={city.id}").json()["name"] == "Swift"
    assert refusal(send(owner, "GET", "/api/v1/shippers/suggestion")) == (422, "invalid_input")
    assert refusal(send(owner, "GET", f"/api/v1/shippers/suggestion?area_id={area('ABUJA')}")) == (
        404, "shipper_not_found",
    )  # fmt: skip
    body = {"items": [{"territory_id": city.parent_id, "name": "Lead", "born_on": "1985-04-01"}]}
    first = send(owner, "POST", "/api/v1/territory-managers/put", body, key="m1")
    assert send(owner, "POST", "/api/v1/territory-managers/put", body, key="m1").content == first.content
    assert first.json()["items"][0]["code"] == "Aba"
    (item,) = send(owner, "GET", f"/api/v1/territory-managers?area_id={city.parent_id}&former=true").json()["items"]
    assert (item["name"], item["region"], item["born_on"]) == ("Lead", "East", "1985-04-01")
    assert [item["name"] for item in send(owner, "GET", "/api/v1/shippers?search=wif").json()["items"]] == ["Swift"]
