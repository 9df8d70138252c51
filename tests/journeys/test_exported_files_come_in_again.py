"""A file that a list gives is brought in again as it is: every row is as it was, and nothing changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from kontor.imports.types import ImportReport
from kontor.organization.models import Branch
from kontor.parties.models import Area, Channel, Customer
from kontor.parties.operations import put_areas
from kontor.parties.types import AreaPut
from kontor.pricing.models import PriceList
from tests.imports.files import bring, counts, csv_file, told
from tests.journeys.browser import company
from tests.people import make_user
from tests.world import NOW, World, everything, make_world

pytestmark = pytest.mark.django_db
FORMS = ("csv", "xlsx")


@pytest.fixture
def world() -> World:
    """The trading post of the browser's tests, what is delisted and retired too; its actor works everywhere."""
    company.make()
    world = make_world()
    Customer.objects.filter(code="C-200").update(
        is_active=False, name="=1+1", channel=Channel.objects.create(code="OLD")
    )
    Channel.objects.update(is_active=False)
    branches = frozenset(Branch.objects.values_list("id", flat=True))
    world.actor = replace(world.actor, branch_ids=branches)
    return world


def exported(path: str, form: str) -> bytes:
    client = Client()
    client.force_login(make_user("owner", branches=tuple(Branch.objects.all())))
    response: Any = client.get(f"{path}{'&' if '?' in path else '?'}format={form}")
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)


def again(world: World, kind: str, path: str, form: str) -> ImportReport:
    """What a dry run says of the file, and that bringing it in writes nothing."""
    file = exported(path, form)
    report = bring(world, kind, file, dry_run=True)
    assert (told(report), report.problems) == ([], ())
    before = everything()
    assert counts(bring(world, kind, file)) == counts(report)
    after = everything()
    for rows in (before, after):
        rows.pop("imports.ImportRun")
    assert after == before
    return report


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("kind", "path"), [("areas", "/areas"), ("customers", "/customers"), ("suppliers", "/suppliers")]
)
def test_a_list_of_parties_comes_in_again_and_changes_nothing(world: World, kind: str, path: str, form: str) -> None:
    report = again(world, kind, path, form)
    assert counts(report) == (0, 0, report.rows, 0)
    assert report.rows > 0


@pytest.mark.parametrize("form", FORMS)
def test_the_prices_of_every_list_come_in_again_and_change_nothing(world: World, form: str) -> None:
    rows = 0
    for price_list in PriceList.objects.all():
        for path in (f"/prices/{price_list.pk}", f"/prices/{price_list.pk}?all=true"):
            report = again(world, "prices", path, form)
            assert counts(report) == (0, 0, report.rows, 0)
            rows += report.rows
    assert rows > 20


@pytest.mark.parametrize("form", FORMS)
def test_the_list_of_how_stock_stands_opens_nothing(world: World, form: str) -> None:
    file = exported("/stock", form)
    before = everything()
    report = bring(world, "stock", file)
    assert counts(report) == (0, 0, 0, report.rows)
    assert {(column, reason.partition(":")[0]) for _, column, reason in told(report)} == {
        ("is_low", "This list tells how stock stands and opens nothing")
    }
    assert everything() == before


def test_without_its_last_say_the_list_opens_stock_elsewhere(world: World) -> None:
    world.sku("NEW")
    place = world.another_location("SHOP")
    rows = ("sku,unit,location,on_hand,reserved,average_cost", f"NEW,EA,{place.code},7,0,2.50")
    assert counts(bring(world, "stock", csv_file(*rows))) == (1, 0, 0, 0)


def test_areas_come_into_another_company_from_the_file_alone() -> None:
    world = make_world()
    rows = [AreaPut("L1", "South", "Edo", "North", "Auchi"), AreaPut("", "East"), AreaPut("T1", "East", "Abia", "Aba")]
    put_areas(rows=rows, actor=world.actor, now=NOW)
    file = exported("/areas", "csv")
    before = sorted(Area.objects.values_list("code", "name", "level", "parent__name"), key=str)
    for level in ("city", "territory", "state", "region"):
        Area.objects.filter(level=level).delete()
    report = bring(world, "areas", file)
    # A level that a row before made on its way is there already when its own row comes.
    assert (report.created + report.unchanged, report.updated, report.refused) == (len(before), 0, 0)
    assert sorted(Area.objects.values_list("code", "name", "level", "parent__name"), key=str) == before


def test_an_area_without_a_code_is_made_only_where_others_can_stand_below_it(world: World) -> None:
    lines = ("code,region,state,territory,city", ",West,Ogun,Ijebu,", ",West,Ogun,Ijebu,Ode", ",West,,Ijebu,", ",,,,")
    report = bring(world, "areas", csv_file(*lines), dry_run=True)
    assert counts(report) == (1, 0, 0, 2)
    assert told(report) == [
        (3, "code", "Ode needs a code: only what stands above others may be without."),
        (4, "state", "The state is missing: an area names everything that is above it."),
    ]


def test_a_row_without_a_code_leaves_the_code_that_is_there(world: World) -> None:
    report = bring(world, "areas", csv_file("code,region,state,territory,city", ",South,Edo,North,Auchi"))
    assert counts(report) == (0, 0, 1, 0)
    assert Area.objects.get(name="Auchi").code == "LOC0001"
