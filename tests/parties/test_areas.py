"""Areas: a unique combination of region, state, territory and city, one by one; a renamed node is renamed for all."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kontor.access.models import AuditRecord
from kontor.kernel.errors import KontorError, PreconditionFailed
from kontor.kernel.text import TextInvalid
from kontor.kernel.wire import RequestKey
from kontor.parties.errors import AreaNotFound, AreaTaken, CodeTaken, PartyInvalid
from kontor.parties.models import Area, Customer
from kontor.parties.operations import create_area, edit_area, put_areas
from kontor.parties.queries import AreaFilter, CustomerFilter, area_detail, list_areas, list_customers
from kontor.parties.types import AreaDraft, AreaEdit, AreaItem, AreaPut
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def make(world: World, *names: str, code: str = "", key: RequestKey | None = None) -> AreaItem:
    return create_area(draft=msgspec.structs.replace(AreaDraft(*names), code=code), actor=world.actor, now=NOW, key=key)


def edit(world: World, area: AreaItem, version: int | None = None, **changes: Any) -> AreaItem:
    return edit_area(
        area_id=area.id, version=version or area.version, edit=AreaEdit(**changes), actor=world.actor, now=NOW
    )


def everything() -> tuple[list[Any], int]:
    return list(Area.objects.order_by("id").values_list()), AuditRecord.objects.count()


def test_an_area_is_made_with_what_is_missing_above_it_and_gets_a_code(world: World) -> None:
    first, second = make(world, "South", "Edo", "Benin", " Old  Auchi "), make(world, "South", "Edo", "Benin", "Warri")
    assert first == AreaItem(
        first.id, "LOC0001", "Old Auchi", "city", second.parent_id, 1, "South", "Edo", "Benin", "Old Auchi"
    )
    assert second.code == "LOC0002"
    assert [area.name for area in list_areas(actor=world.actor, wanted=AreaFilter(has_code=False)).items] == [
        "South", "Edo", "Benin",
    ]  # fmt: skip
    assert AuditRecord.objects.filter(action="area.create").count() == 5


def test_codes_go_on_behind_an_imported_list(world: World) -> None:
    put_areas(rows=[AreaPut("LOC0001", "South"), AreaPut("LOC0142", "North")], actor=world.actor, now=NOW)
    assert make(world, "East").code == "LOC0143"
    assert make(world, "West", code=" W ").code == "W"


def test_a_combination_stands_once(world: World) -> None:
    make(world, "South", "Edo", "Benin", "Auchi")
    before = everything()
    with pytest.raises(AreaTaken) as taken:
        make(world, "South", "Edo", "Benin", "Auchi")
    assert taken.value.detail == "Auchi stands there already as LOC0001."
    assert everything() == before
    assert make(world, "South", "Edo", "Auchi", "Auchi").territory == "Auchi"  # elsewhere it may stand again


def test_an_area_that_only_held_others_is_made_by_giving_it_a_code(world: World) -> None:
    city = make(world, "South", "Edo", "Benin", "Auchi")
    territory = make(world, "South", "Edo", "Benin")
    assert (territory.id, territory.code, territory.version) == (city.parent_id, "LOC0002", 2)


@pytest.mark.parametrize(
    ("names", "code", "error", "field"),
    [
        (("",), "", PartyInvalid, "region"),
        (("South", "", "Benin"), "", PartyInvalid, "state"),
        (("123",), "", TextInvalid, "region"),
        (("South", "-"), "", TextInvalid, "state"),
        (("X" * 81,), "", TextInvalid, "region"),
        (("So\x07uth",), "", TextInvalid, "region"),
        (("south", "Edo"), "", AreaTaken, "region"),
        (("South", "EDO"), "", AreaTaken, "state"),
        (("North",), "S", CodeTaken, "code"),
        (("North",), "X" * 41, TextInvalid, "code"),
    ],
)
def test_what_cannot_be_an_area_is_refused_by_name(
    world: World, names: tuple[str, ...], code: str, error: type[KontorError], field: str
) -> None:
    make(world, "South", "Edo", code="S")
    before = everything()
    with pytest.raises(error) as refused:
        make(world, *names, code=code)
    assert refused.value.data["field"] == field
    assert everything() == before


def test_the_same_key_makes_one_area(world: World) -> None:
    key = RequestKey(7, "k", "f")
    assert make(world, "South", key=key) == make(world, "South", key=key)
    assert Area.objects.count() == 1


# --- edits -------------------------------------------------------------------------------------------------------


def test_a_renamed_region_or_territory_is_renamed_for_all_beneath_it_in_one_call(world: World) -> None:
    cities = [make(world, "South", "Edo", "Benin", name) for name in ("Auchi", "Warri")]
    region, territory = Area.objects.get(level="region"), Area.objects.get(level="territory")
    edit(world, area_detail(area_id=region.pk, actor=world.actor), name="Deep South")
    edit(world, area_detail(area_id=territory.pk, actor=world.actor), name="Benin City")
    for city in cities:
        renamed = area_detail(area_id=city.id, actor=world.actor)
        assert (renamed.region, renamed.territory, renamed.version) == ("Deep South", "Benin City", 1)
    diffs = AuditRecord.objects.filter(action="area.edit").order_by("id").values_list("diff", flat=True)
    assert list(diffs) == ['{"name":["South","Deep South"]}', '{"name":["Benin","Benin City"]}']


def test_a_city_moves_with_its_customers(world: World) -> None:
    city, other = make(world, "South", "Edo", "Benin", "Auchi"), make(world, "North", "FCT", "Abuja", "Zuba")
    Customer.objects.create(code="C1", name="Shop", area_id=city.id)
    moved = edit(world, city, parent_id=other.parent_id)
    assert (moved.region, moved.state, moved.territory, moved.city) == ("North", "FCT", "Abuja", "Auchi")
    north = Area.objects.get(name="North").pk
    found = list_customers(actor=world.actor, wanted=CustomerFilter(area_id=north))
    assert [customer.code for customer in found.items] == ["C1"]
    south = CustomerFilter(area_id=Area.objects.get(name="South").pk)
    assert list_customers(actor=world.actor, wanted=south).items == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": " "}, TextInvalid),
        ({"name": "99"}, TextInvalid),
        ({"name": "warri"}, AreaTaken),
        ({"parent_id": 0}, PartyInvalid),
        ({"parent_id": 10**30}, PartyInvalid),
        ({"code": "OTHER"}, PartyInvalid),
    ],
)
def test_an_edit_that_is_not_right_changes_nothing(
    world: World, changes: dict[str, Any], error: type[KontorError]
) -> None:
    city = make(world, "South", "Edo", "Benin", "Auchi")
    make(world, "South", "Edo", "Benin", "Warri")
    before = everything()
    with pytest.raises(error):
        edit(world, city, **changes)
    assert everything() == before


def test_an_area_stands_below_its_own_kind_of_parent_only(world: World) -> None:
    city = make(world, "South", "Edo", "Benin", "Auchi")
    region, state = Area.objects.get(level="region"), Area.objects.get(level="state")
    for parent_id in (city.id, region.pk, state.pk):
        with pytest.raises(PartyInvalid):
            edit(world, city, parent_id=parent_id)
    with pytest.raises(PartyInvalid):
        edit(world, area_detail(area_id=region.pk, actor=world.actor), parent_id=city.id)


def test_a_code_is_given_once(world: World) -> None:
    city = make(world, "South", "Edo", code="EDO")
    region = area_detail(area_id=Area.objects.get(level="region").pk, actor=world.actor)
    with pytest.raises(CodeTaken):
        edit(world, region, code="EDO")
    coded = edit(world, region, code="SOUTH")
    assert (coded.code, coded.version) == ("SOUTH", 2)
    assert edit(world, city, code="EDO").version == 1  # nothing changes


def test_an_edit_of_an_older_version_is_refused(world: World) -> None:
    area = make(world, "South")
    edit(world, area, name="Deep South")
    before = everything()
    with pytest.raises(PreconditionFailed):
        edit(world, area, name="Far South")
    with pytest.raises(AreaNotFound):
        edit_area(area_id=10**6, version=1, edit=AreaEdit(name="X"), actor=world.actor, now=NOW)
    assert everything() == before


# --- lists -------------------------------------------------------------------------------------------------------


def test_areas_are_filtered_and_come_in_pages_of_one_query(world: World) -> None:
    for name in ("Auchi", "Warri", "Sapele"):
        make(world, "South", "Edo", "Benin", name)
    make(world, "North", "FCT", "Abuja", "Zuba")
    south = Area.objects.get(name="South").pk

    def names(**wanted: Any) -> list[str]:
        return [area.name for area in list_areas(actor=world.actor, wanted=AreaFilter(**wanted)).items]

    assert names(beneath_id=south) == ["Edo", "Benin", "Auchi", "Warri", "Sapele"]
    assert names(beneath_id=south, level="city", search="a") == ["Auchi", "Warri", "Sapele"]
    assert names(parent_id=south) == ["Edo"]
    assert names(search="LOC0004") == ["Zuba"]
    assert names(level="region", has_code=True) == []
    with CaptureQueriesContext(connection) as captured:
        page = list_areas(actor=world.actor, wanted=AreaFilter(level="city"), limit=2)
    assert len(captured) == 1
    assert page.next_cursor is not None
    rest = list_areas(actor=world.actor, wanted=AreaFilter(level="city"), after=int(page.next_cursor))
    assert [area.city for area in [*page.items, *rest.items]] == ["Auchi", "Warri", "Sapele", "Zuba"]


def test_areas_over_http(db: None) -> None:
    owner: Client = client_of(make_key(make_user("owner")))
    names = {"region": "South", "state": "Edo", "territory": "Benin", "city": "Auchi"}
    made = send(owner, "POST", "/api/v1/areas", names)
    area = made.json()
    assert (made.status_code, made["ETag"], area["code"], area["city"]) == (201, '"1"', "LOC0001", "Auchi")
    assert refusal(send(owner, "POST", "/api/v1/areas", names)) == (409, "area_taken")
    path = f"/api/v1/areas/{area['id']}"
    assert refusal(send(owner, "PATCH", path, {"name": "Old Auchi"})) == (428, "if_match_required")
    edited = send(owner, "PATCH", path, {"name": "Old Auchi"}, version=1)
    assert (edited.status_code, edited["ETag"], edited.json()["city"]) == (200, '"2"', "Old Auchi")
    assert refusal(send(owner, "PATCH", path, {"name": "New Auchi"}, version=1)) == (412, "version_mismatch")
    assert refusal(send(owner, "PATCH", path, {"level": "state"}, version=2)) == (422, "invalid_input")
    read = send(owner, "GET", path)
    assert (read["ETag"], read.json()) == ('"2"', edited.json())
    assert refusal(send(owner, "GET", f"/api/v1/areas/{10**30}")) == (404, "not_found")
    found = send(owner, "GET", f"/api/v1/areas?beneath_id={Area.objects.get(level='region').pk}&level=city").json()
    assert [item["code"] for item in found["items"]] == ["LOC0001"]
