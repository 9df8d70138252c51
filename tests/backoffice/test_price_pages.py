"""Prices at the desk: what holds on a day, tiers, a new price with its days, and lists with theirs."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kontor.pricing.models import Price, PriceList
from kontor.pricing.operations import edit_price_list, set_prices
from kontor.pricing.types import PriceDraft, PriceListEdit
from tests.backoffice.forms import form_in, form_of
from tests.people import make_user
from tests.world import NOW, World, everything, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    world.sku("OIL")
    world.sku("TEA", price_micros=3_500_000)
    return world


def client_of(world: World, role: str = "owner") -> Client:
    client = Client()
    client.force_login(make_user(role, branches=(world.branch,)))
    return client


def put(world: World, sku: str, price: str, since: date, **more: Any) -> None:
    draft = PriceDraft(sku=sku, unit_price=price, valid_from=since, **more)
    set_prices(price_list_id=world.price_list.pk, drafts=[draft], actor=world.actor, now=NOW)


def rows_on(page: Any) -> list[str]:
    return re.findall(r'<td class="number amount"><b>([\d.,]+)</b>', page.content.decode())


def test_a_list_shows_the_prices_of_a_day_their_tiers_and_their_history(world: World):
    path, today = f"/prices/{world.price_list.pk}", timezone.localdate()
    put(world, "OIL", "12", today + timedelta(days=5))
    put(world, "OIL", "200", date(2020, 1, 1), pack="CASE", minimum_quantity=10)
    client = client_of(world)
    assert rows_on(client.get(path)) == ["10.00", "200.00", "3.50"]
    page = client.get(f"{path}?on={today + timedelta(days=6)}")
    assert sorted(rows_on(page)) == ["12.00", "200.00", "3.50"]
    assert "10 CASE" in page.content.decode()
    assert sorted(rows_on(client.get(f"{path}?all=true&search=OIL"))) == ["10.00", "12.00", "200.00"]
    assert rows_on(client.get(f"{path}?search=product+te")) == ["3.50"]
    assert rows_on(client.get(f"{path}?sort=-sku"))[0] == "3.50"
    assert client.get(f"{path}?on=2026-02-31").status_code == 422
    assert "No price matches" in client.get(f"{path}?on=1999-01-01").content.decode()


def test_the_prices_of_a_day_are_given_as_a_file(world: World):
    response: Any = client_of(world).get(f"/prices/{world.price_list.pk}?format=csv&search=TEA")
    (row,) = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"), newline=""))
    assert (row["sku"], row["pack"], row["unit_price"], row["valid_until"]) == ("TEA", "EA", "3.50", "")
    assert row["price_list"] == world.price_list.code  # so that the file comes in again as it is


def test_a_price_is_put_once_and_is_seen_on_its_first_day(world: World):
    client, path = client_of(world), f"/prices/{world.price_list.pk}/price"
    form = form_of(client, f"{path}?sku=OIL&pack=CASE")
    assert form["pack"] == "CASE"
    since = timezone.localdate() + timedelta(days=3)
    form |= {"unit_price": "199.5", "valid_from": since.isoformat(), "minimum_quantity": "5"}
    first, again = client.post(path, form), client.post(path, form)
    assert (first.status_code, again["Location"]) == (302, first["Location"])
    price = Price.objects.get(pack__code="CASE")
    assert (price.unit_price_micros, price.from_quantity_base, price.valid_from) == (199_500_000, 120, since)
    assert rows_on(client.get(first["Location"])) == ["10.00", "199.50"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit_price": ""}, "unit_price"),
        ({"unit_price": "cheap"}, "unit_price"),
        ({"unit_price": "-1"}, "unit_price"),
        ({"valid_from": ""}, "valid_from"),
        ({"valid_from": "soon"}, "valid_from"),
        ({"valid_until": "2019-01-01"}, "valid_until"),
        ({"minimum_quantity": "some"}, "minimum_quantity"),
    ],
)
def test_a_wrong_price_is_refused_beside_its_field_and_nothing_changes(world: World, changes: dict, field: str):
    client, path = client_of(world), f"/prices/{world.price_list.pk}/price"
    form = {**form_of(client, f"{path}?sku=OIL"), "unit_price": "11", "reason": "as agreed", **changes}
    before = everything()
    answer = client.post(path, form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<span class="wrong" id="d-{field}">' in page
    assert 'value="as agreed"' in page
    assert everything() == before


def test_a_price_for_no_product_or_on_a_foreign_list_is_not_found(world: World):
    client, elsewhere = client_of(world), make_world()
    assert client.get(f"/prices/{world.price_list.pk}/price").status_code == 404
    assert client.get(f"/prices/{world.price_list.pk}/price?sku=NONE").status_code == 404
    for path in (f"/prices/{elsewhere.price_list.pk}", f"/prices/{elsewhere.price_list.pk}/edit"):
        assert client.get(path).status_code == 404
    assert client.post(f"/prices/{elsewhere.price_list.pk}/price", {"sku": "OIL"}).status_code == 404


def test_purchase_prices_are_shown_to_those_who_may_know_costs(world: World):
    buying = PriceList.objects.create(business=world.business, code="BUY", name="Buying", kind="purchase")
    for role, status in (("owner", 200), ("accountant", 200), ("sales", 404), ("cashier", 404)):
        client = client_of(world, role)
        assert client.get(f"/prices/{buying.pk}").status_code == status
        assert ("Buying" in client.get("/prices").content.decode()) == (status == 200)


def test_a_list_is_made_and_its_days_are_changed(world: World):
    client = client_of(world)
    form = form_of(client, "/prices/new")
    world.customer("C1")
    form |= {"code": "PROMO", "name": "Promotion", "customer": "C1", "customer_text": "Customer C1"}
    assert client.post("/prices/new", {**form, "is_default": "true"}).status_code == 422
    assert client.post("/prices/new", form).status_code == 302
    made = PriceList.objects.get(code="PROMO")
    assert (made.business_id, made.kind, made.is_default, made.customer_id is None) == (
        world.business.pk,
        "sale",
        False,
        False,
    )
    path = f"/prices/{made.pk}/edit"
    edit = form_of(client, path)
    assert client.post(path, {**edit, "valid_from": "2026-05-01", "valid_until": "2026-04-01"}).status_code == 422
    assert client.post(path, {**edit, "valid_until": "2026-04-30"}).status_code == 302
    made.refresh_from_db()
    assert (made.valid_until, made.name, made.version) == (date(2026, 4, 30), "Promotion", 2)


def test_an_edit_of_a_list_that_comes_too_late_loses_nothing(world: World):
    client, path = client_of(world), f"/prices/{world.price_list.pk}/edit"
    form = form_of(client, path)
    theirs = PriceListEdit(name="Counter")
    edit_price_list(price_list_id=world.price_list.pk, version=1, edit=theirs, actor=world.actor, now=NOW)
    late = client.post(path, {**form, "name": "Retail 2026"})
    assert late.status_code == 412
    assert "Changed meanwhile to “Counter”" in late.content.decode()
    assert client.post(path, form_in(late.content.decode())).status_code == 302
    assert PriceList.objects.get(pk=world.price_list.pk).name == "Retail 2026"


def test_absurd_input_is_never_our_failure(world: World):
    client, path = client_of(world), f"/prices/{world.price_list.pk}"
    for text in ("\x00", "9" * 4000, "-1", "NaN", "1e99", "1e-99", "' OR 1=1 --", "²"):
        for name in ("search", "on", "all", "cursor", "sort"):
            assert client.get(path, {name: text}).status_code < 500, (name, text)
        for name in ("sku", "name", "pack", "from"):
            assert client.get(f"{path}/price", {"sku": "OIL", name: text}).status_code < 500, (name, text)
        for name in ("unit_price", "pack", "minimum_quantity", "valid_from", "valid_until", "reason", "sku"):
            form = {"sku": "OIL", "unit_price": "11", "valid_from": "2026-01-01", "pack": "EA", name: text}
            assert client.post(f"{path}/price", form).status_code < 500, (name, text)
        for name in ("code", "name", "business_id", "kind", "customer_text", "valid_from"):
            form = {"code": "X", "name": "X", "business_id": str(world.business.pk), "kind": "sale", name: text}
            assert client.post("/prices/new", form).status_code < 500, (name, text)
        form = {"name": text, "valid_from": text, "version": "1"}
        assert client.post(f"{path}/edit", form).status_code < 500, text
    assert client.get("/prices/99999999999999999999").status_code == 404
