"""Places where stock is kept, at the desk: found, made, changed, with the areas whose customers order there."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kontor.inventory.models import Location, LocationArea
from kontor.inventory.operations import edit_location
from kontor.inventory.schemas import LocationEdit
from kontor.parties.models import Area
from kontor.parties.operations import put_areas
from kontor.parties.types import AreaPut
from tests.backoffice.forms import form_in, form_of
from tests.people import make_user
from tests.world import NOW, World, everything, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    rows = [AreaPut("EDO", "South", "Edo"), AreaPut("ABUJA", "North", "FCT", "Abuja")]
    put_areas(rows=rows, actor=world.actor, now=NOW)
    return world


def client_of(world: World, role: str = "owner") -> Client:
    client = Client()
    client.force_login(make_user(role, branches=(world.branch,)))
    return client


def names_on(page: Any) -> list[str]:
    return re.findall(r'class="row" href="/stock/locations/[^"]+">([^<]+)<', page.content.decode())


def served(location: Location) -> list[str]:
    codes = LocationArea.objects.filter(location=location).values_list("area__code", flat=True)
    return sorted(code or "" for code in codes)


def path_of(world: World) -> str:
    return f"/stock/locations/{world.location.code}/edit"


def test_locations_are_found_sorted_and_tell_the_areas_they_serve(world: World):
    world.another_location("A-SHOP", kind="shop")
    transit = world.another_location("TRANSIT-1", kind="in_transit")
    make_world()
    LocationArea.objects.create(location=world.location, area=Area.objects.get(code="EDO"))
    client = client_of(world)
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/stock/locations")
    assert names_on(page) == ["A-SHOP", "Main store"]
    assert names_on(client.get("/stock/locations?sort=-code")) == ["Main store", "A-SHOP"]
    assert names_on(client.get("/stock/locations?text=shop")) == ["A-SHOP"]
    assert re.findall(r'<td class="minor">(Edo|everywhere)</td>', page.content.decode()) == ["everywhere", "Edo"]
    assert transit.code not in page.content.decode()
    assert len(queries) <= 12


def test_a_location_is_made_once_with_the_areas_it_serves(world: World):
    client = client_of(world)
    form = {**form_of(client, "/stock/locations/new"), "branch": world.branch.code, "code": "NEW", "name": "Depot"}
    before = everything()
    for wrong, field in (({"area_ids": "EDO, NOWHERE"}, "area_ids"), ({"area_ids": "#99"}, "area_ids"),
                         ({"branch": ""}, "branch"), ({"kind": "bin"}, "parent"), ({"code": ""}, "code")):  # fmt: skip
        refused = client.post("/stock/locations/new", {**form, **wrong})
        assert refused.status_code in (404, 422), wrong
        assert f'<span class="wrong" id="d-{field}">' in refused.content.decode(), wrong
        assert 'value="Depot"' in refused.content.decode()
    assert everything() == before
    first, again = (client.post("/stock/locations/new", {**form, "area_ids": "ABUJA, EDO"}) for _ in range(2))
    assert (first.status_code, again.status_code) == (302, 302)
    assert served(Location.objects.get(code="NEW")) == ["ABUJA", "EDO"]


def test_areas_are_changed_and_one_without_a_code_is_kept(world: World):
    client, path = client_of(world), path_of(world)
    south = Area.objects.get(name="South")
    assert south.code is None
    LocationArea.objects.create(location=world.location, area=south)
    form = form_of(client, path)
    assert form["area_ids"] == f"#{south.pk}"
    assert client.post(path, {**form, "area_ids": f"#{south.pk}, ABUJA"}).status_code == 302
    assert LocationArea.objects.filter(area__in=[south, Area.objects.get(code="ABUJA")]).count() == 2
    form = form_of(client, path)
    assert client.post(path, {**form, "name": "Depot"}).status_code == 302
    assert LocationArea.objects.count() == 2
    assert client.post(path, {**form_of(client, path), "area_ids": ""}).status_code == 302
    assert LocationArea.objects.count() == 0


def test_an_edit_that_comes_too_late_loses_nothing(world: World):
    client, path = client_of(world), path_of(world)
    form = form_of(client, path)
    theirs = LocationEdit(area_ids=(Area.objects.get(code="EDO").pk,))
    edit_location(code=world.location.code, edit=theirs, version=1, actor=world.actor, now=NOW)
    late = client.post(path, {**form, "area_ids": "ABUJA"})
    assert late.status_code == 412
    assert "Changed meanwhile to “EDO”" in late.content.decode()
    assert served(world.location) == ["EDO"]
    assert client.post(path, form_in(late.content.decode())).status_code == 302
    assert served(world.location) == ["ABUJA"]


def test_a_location_with_goods_stays_open(world: World):
    world.sku("OIL")
    world.receive("OIL", 5)
    client, path = client_of(world), path_of(world)
    form = form_of(client, path)
    assert form.pop("is_active") == "true"
    refused = client.post(path, form)
    assert (refused.status_code, Location.objects.get(pk=world.location.pk).is_active) == (409, True)
    world.post(world.line("OIL", -5), kind="issue")
    assert client.post(path, form).status_code == 302
    assert not Location.objects.get(pk=world.location.pk).is_active


def test_who_may_not_change_them_sees_them_without_links(world: World):
    page = client_of(world, "storekeeper").get("/stock/locations").content.decode()
    assert "Main store" in page
    assert "/stock/locations/" not in page.replace('href="/stock/locations?', "")


def test_the_list_is_given_as_a_file(world: World):
    response: Any = client_of(world).get("/stock/locations?format=csv")
    (row,) = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"), newline=""))
    assert row == {
        "code": world.location.code, "name": "Main store", "branch": world.branch.code, "kind": "warehouse",
        "shortage_policy": "refuse", "is_active": row["is_active"],
    }  # fmt: skip


def test_absurd_input_is_never_our_failure(world: World):
    client = client_of(world)
    for text in ("\x00", "9" * 4000, "-1", "#-1", "#" + "9" * 18, "²", "' OR 1=1 --", "\x07", ",,,"):
        for name in ("text", "cursor", "sort"):
            assert client.get("/stock/locations", {name: text}).status_code < 500, (name, text)
        for name in ("branch", "code", "name", "kind", "parent", "shortage_policy", "area_ids", "is_active", "version"):
            form = {"branch": world.branch.code, "code": "X", "name": "X", "kind": "van", "version": "1", name: text}
            for path in ("/stock/locations/new", path_of(world)):
                assert client.post(path, form).status_code < 500, (path, name, text)
    assert client.get("/stock/locations/nowhere/edit").status_code == 404
