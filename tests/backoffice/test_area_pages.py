"""The tree of areas at the desk: walked, made, renamed for all beneath, with its manager and its shipper."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from kontor.parties.models import Area, Shipper, TerritoryManager
from kontor.parties.operations import edit_area
from kontor.parties.types import AreaEdit
from tests.backoffice.forms import form_in, form_of
from tests.backoffice.party_places import BY, NOW, make_area, make_customer
from tests.people import make_user
from tests.world import everything, make_world

pytestmark = pytest.mark.django_db


def client_of(role: str = "owner") -> Client:
    client = Client()
    client.force_login(make_user(role, branches=(make_world().branch,)))
    return client


def names_on(page: Any) -> list[str]:
    return re.findall(r'class="row" href="/areas/\d+">([^<]+)<', page.content.decode())


def at(level: str) -> Area:
    return Area.objects.get(level=level)


def test_the_tree_is_walked_from_the_regions_down_and_back_up():
    make_area()
    client = client_of("driver")
    assert names_on(client.get("/areas")) == ["South"]
    assert names_on(client.get(f"/areas/{at('region').pk}")) == ["Edo"]
    page = client.get(f"/areas/{at('territory').pk}")
    assert names_on(page) == ["Auchi"]
    assert f'href="/areas/{at("state").pk}"' in page.content.decode()
    assert names_on(client.get("/areas?search=uch")) == ["Auchi"]
    assert names_on(client.get("/areas?search=LOC0001")) == ["Auchi"]
    assert "Nothing stands below it yet" not in page.content.decode()
    assert client.get("/areas/99999999").status_code == 404


def test_the_whole_tree_is_given_as_a_file():
    make_area()
    response: Any = client_of("driver").get("/areas?format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"), newline="")))
    assert [row["level"] for row in rows] == ["region", "state", "territory", "city"]
    assert rows[3]["code"] == "LOC0001"


def test_an_area_is_made_below_another_once():
    make_area()
    client = client_of("sales")
    form = form_of(client, f"/areas/new?beneath={at('territory').pk}")
    assert (form["region"], form["territory"], form["city"]) == ("South", "North", "")
    first, again = (client.post("/areas/new", {**form, "city": "Ekpoma"}) for _ in range(2))
    assert (first.status_code, again["Location"]) == (302, first["Location"])
    made = Area.objects.get(name="Ekpoma")
    assert (made.code, made.parent_id) == ("LOC0002", at("territory").pk)
    before = everything()
    twice = client.post("/areas/new", {**form, "key": "", "city": "Ekpoma"})
    assert twice.status_code == 409
    assert 'value="Ekpoma"' in twice.content.decode()
    other = client.post("/areas/new", {**form, "key": "", "region": "south", "city": "Uromi"})
    assert other.status_code == 409
    assert '<span class="wrong" id="d-region">' in other.content.decode()
    assert everything() == before


def test_a_renamed_region_is_renamed_for_its_customers_at_once():
    area = make_area()
    customer_id = make_customer(area=area.code)
    client, path = client_of("sales"), f"/areas/{at('region').pk}/edit"
    form = form_of(client, path)
    assert client.post(path, {**form, "name": "Deep South"}).status_code == 302
    assert "Auchi, North, Edo, Deep South" in client.get(f"/customers/{customer_id}").content.decode()


def test_a_renaming_that_comes_too_late_loses_nothing():
    make_area()
    region = at("region")
    client, path = client_of(), f"/areas/{region.pk}/edit"
    form = form_of(client, path)
    edit_area(area_id=region.pk, version=1, edit=AreaEdit(name="Coast"), actor=BY, now=NOW)
    late = client.post(path, {**form, "name": "Deep South"})
    page = late.content.decode()
    assert late.status_code == 412
    assert "Changed meanwhile to “Coast”" in page
    assert 'value="Deep South"' in page
    assert client.post(path, form_in(page)).status_code == 302
    assert at("region").name == "Deep South"


def test_an_area_is_moved_only_below_one_of_the_level_above():
    make_area()
    make_area(region="West", state="Oyo")
    client, path = client_of(), f"/areas/{at('territory').pk}/edit"
    oyo = Area.objects.get(name="Oyo")
    form = form_of(client, path)
    assert client.post(path, {**form, "parent_id": str(at("city").pk)}).status_code == 422
    assert client.post(path, {**form, "parent_id": str(oyo.pk)}).status_code == 302
    assert at("territory").parent_id == oyo.pk


def test_a_territory_gets_its_manager_and_keeps_who_it_was_before():
    make_area()
    territory = at("territory").pk
    client, path = client_of("sales"), f"/areas/{at('territory').pk}/manager"
    form = {**form_of(client, path), "name": "Ada Obi", "born_on": "1990-01-01"}
    refused = client.post(path, {**form, "born_on": "2090-01-01"})
    assert refused.status_code == 422
    assert client.post(path, {**form_in(refused.content.decode()), "born_on": "1990-01-01"}).status_code == 302
    assert form_of(client, path)["born_on"] == "1990-01-01"
    assert client.post(path, {**form, "key": "", "name": "Ben Eke"}).status_code == 302
    assert list(TerritoryManager.objects.filter(until_at=None).values_list("name", flat=True)) == ["Ben Eke"]
    page = client.get(f"/areas/{territory}").content.decode()
    assert page.index("Ben Eke") < page.index("Ada Obi")
    assert client.get(f"/areas/{at('region').pk}/manager").status_code == 404


def test_an_area_gets_its_shipper_whose_phone_is_checked():
    make_area()
    client, path = client_of("sales"), f"/areas/{at('city').pk}/shipper"
    form = {**form_of(client, path), "name": "Fast Haulage", "phone": "123"}
    refused = client.post(path, form)
    assert refused.status_code == 422
    assert '<span class="wrong" id="d-phone">' in refused.content.decode()
    assert 'value="Fast Haulage"' in refused.content.decode()
    assert not Shipper.objects.exists()
    mended = {**form_in(refused.content.decode()), "phone": "0803 000 0000"}
    assert client.post(path, mended).status_code == 302
    row = Shipper.objects.get()
    assert (row.name, row.phone, row.is_active) == ("Fast Haulage", "08030000000", True)
    again = form_of(client, path)
    del again["is_active"]
    assert client.post(path, again).status_code == 302
    assert not Shipper.objects.get().is_active
    assert client.get(f"/areas/{at('region').pk}/shipper").status_code == 404


def test_absurd_input_is_never_our_failure():
    make_area()
    client, territory, city = client_of(), at("territory").pk, at("city").pk
    for text in ("\x00", "9" * 4000, "-1", "NaN", "²", "' OR 1=1 --", "\x07"):
        for name in ("search", "cursor"):
            assert client.get("/areas", {name: text}).status_code < 500, (name, text)
        assert client.get("/areas/new", {"beneath": text}).status_code < 500, text
        names = "region state territory city code name parent_id born_on joined_on phone is_active".split()
        for form in (dict.fromkeys(names, text), {"name": "Fine", "region": "Fine", "parent_id": text, "phone": text}):
            for path in (
                "new",
                f"{territory}/edit",
                f"{territory}/manager",
                f"{city}/shipper",
            ):
                assert client.post(f"/areas/{path}", {**form, "version": "1"}).status_code < 500, (path, text)
