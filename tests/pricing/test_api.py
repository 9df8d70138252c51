from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kontor.parties.models import Channel
from kontor.pricing.models import CustomerPriceList, Price, PriceList
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    world.sku("OIL", price_micros=1_300_000)
    world.customer("C1")
    return world


@pytest.fixture
def owner(world: World) -> Client:
    return client_of(make_key(make_user("owner", branches=(world.branch,))))


def price(**extra: Any) -> dict[str, Any]:
    return {"sku": "OIL", "pack": "CASE", "unit_price": "26.40", "valid_from": "2026-04-01", **extra}


def test_a_dealers_list_gives_its_customer_other_prices_from_a_day_on(world: World, owner: Client) -> None:
    dealers = {"business_id": world.business.pk, "code": "DEALER", "name": "Dealers"}
    created = send(owner, "POST", "/api/v1/price-lists", dealers)
    assert created.status_code == 201
    price_list_id = created.json()["id"]
    path = f"/api/v1/price-lists/{price_list_id}"
    assert send(owner, "GET", path).json() == created.json()

    done = send(owner, "POST", f"{path}/prices", {"items": [price()]})
    assert done.json() == {"price_list_id": price_list_id, "sent": 1, "changed": 1}
    listed = send(owner, "GET", f"{path}/prices?on=2026-04-01&sku=OIL").json()["items"]
    assert [(item["pack"], item["unit_price"]) for item in listed] == [("CASE", "26.40")]
    assert send(owner, "GET", f"{path}/prices?on=2026-03-31").json()["items"] == []

    customer_id = world.customer("C2").pk
    assign = f"/api/v1/customers/{customer_id}/price-list"
    assert send(owner, "GET", assign)["ETag"] == '"0"'
    assert refusal(send(owner, "PUT", assign, {"price_list_id": price_list_id})) == (428, "if_match_required")
    given = send(owner, "PUT", assign, {"price_list_id": price_list_id}, version=0)
    assert given.json() == {"customer_id": customer_id, "price_list_id": price_list_id, "version": 1}
    assert send(owner, "GET", assign).content == given.content
    assert refusal(send(owner, "PUT", assign, {"price_list_id": None}, version=0)) == (412, "version_mismatch")
    quote = f"/api/v1/quote?business_id={world.business.pk}&sku=OIL&sku=NONE&customer=C2"
    assert send(owner, "GET", f"{quote}&on=2026-04-01").json() == {
        "price_list_id": price_list_id,
        "is_tax_inclusive": False,
        "currency": "GBP",
        "own_list_id": None,
        "items": [
            {
                "sku": "OIL",
                "pack": "EA",
                "factor": 1,
                "unit_price": None,
                "source": "none",
                "tax_rate_bp": 1600,
                "tiers": [],
            },
            {
                "sku": "OIL",
                "pack": "CASE",
                "factor": 24,
                "unit_price": "26.40",
                "source": "pack",
                "tax_rate_bp": 1600,
                "tiers": [],
            },
        ],
    }
    send(owner, "PUT", assign, {"price_list_id": None}, version=1)
    assert CustomerPriceList.objects.get().price_list_id is None
    assert send(owner, "GET", f"{quote}&on=2026-04-01").json()["price_list_id"] == world.price_list.pk


def test_a_repeated_request_sets_prices_once(world: World, owner: Client) -> None:
    path = f"/api/v1/price-lists/{world.price_list.pk}/prices"
    first = send(owner, "POST", path, {"items": [price()]}, key="k1")
    send(owner, "POST", path, {"items": [price(unit_price="27")]})
    assert send(owner, "POST", path, {"items": [price()]}, key="k1").content == first.content
    assert Price.objects.get(pack__code="CASE").unit_price_micros == 27_000_000


def test_a_refused_batch_names_every_wrong_row_and_sets_nothing(world: World, owner: Client) -> None:
    rows = [price(), price(), price(sku="NONE"), price(unit_price="-1", valid_from="2026-05-01")]
    path = f"/api/v1/price-lists/{world.price_list.pk}/prices"
    refused = send(owner, "POST", path, {"items": rows})
    assert refusal(refused) == (422, "rows_invalid")
    assert [(row["row"], row["field"]) for row in refused.json()["rows"]] == [
        (1, "valid_from"),
        (2, "sku"),
        (3, "unit_price"),
    ]
    assert Price.objects.count() == 1


@pytest.mark.parametrize(
    "extra", [{"unit_price": 26.4}, {"unit_price": "x"}, {"valid_from": "1.4.2026"}, {"currency": "GBP"}, {"pack": 24}]
)
def test_what_cannot_be_a_price_is_refused(world: World, owner: Client, extra: dict[str, Any]) -> None:
    path = f"/api/v1/price-lists/{world.price_list.pk}/prices"
    assert refusal(send(owner, "POST", path, {"items": [price(**extra)]})) == (422, "invalid_input")
    assert Price.objects.count() == 1


def test_lists_of_another_business_are_neither_seen_nor_used(world: World, owner: Client) -> None:
    foreign = make_world().price_list.pk
    path = f"/api/v1/price-lists/{foreign}"
    assert refusal(send(owner, "GET", path)) == (404, "price_list_not_found")
    assert refusal(send(owner, "GET", f"{path}/prices")) == (404, "price_list_not_found")
    assert refusal(send(owner, "POST", f"{path}/prices", {"items": [price()]})) == (404, "price_list_not_found")
    assign = f"/api/v1/customers/{world.customer('C2').pk}/price-list"
    assert refusal(send(owner, "PUT", assign, {"price_list_id": foreign}, version=0)) == (404, "price_list_not_found")
    listed = send(owner, "GET", "/api/v1/price-lists").json()["items"]
    assert [item["id"] for item in listed] == [world.price_list.pk]
    assert not Price.objects.filter(price_list_id=foreign).exists()


def test_a_business_has_one_default_list(world: World, owner: Client) -> None:
    second = {"business_id": world.business.pk, "code": "SECOND", "name": "Second", "is_default": True}
    assert refusal(send(owner, "POST", "/api/v1/price-lists", second)) == (409, "default_taken")
    assert PriceList.objects.count() == 1


def test_a_tax_rate_holds_from_its_day_on(world: World, owner: Client) -> None:
    rate = {"tax_class": world.tax_class.code, "valid_from": "2026-07-01", "rate_bp": 1800}
    made = send(owner, "POST", "/api/v1/tax-rates", rate)
    assert (made.status_code, made.json()) == (201, {"id": made.json()["id"], **rate})
    quote = f"/api/v1/quote?business_id={world.business.pk}&sku=OIL"
    for on, rate_bp in (("2026-06-30", 1600), ("2026-07-01", 1800)):
        assert send(owner, "GET", f"{quote}&on={on}").json()["items"][0]["tax_rate_bp"] == rate_bp
    listed = send(owner, "GET", f"/api/v1/tax-rates?tax_class={world.tax_class.code}").json()["items"]
    assert [item["rate_bp"] for item in listed] == [1600, 1800]
    wrong = send(owner, "POST", "/api/v1/tax-rates", {**rate, "rate_bp": 10_001})
    assert refusal(wrong) == (422, "tax_rate_invalid")


@pytest.mark.parametrize(
    "query",
    ["", "sku=OIL", "business_id=1", "business_id=x&sku=OIL", "business_id=1&sku=OIL&on=20260401",
     "business_id=1&sku=OIL&on=2026-02-30", "business_id=1&sku=%00", "business_id=1" + "&sku=A" * 101],
)  # fmt: skip
def test_a_quote_that_makes_no_sense_is_refused(owner: Client, query: str) -> None:
    assert refusal(send(owner, "GET", f"/api/v1/quote?{query}")) == (422, "invalid_input")


def test_prices_are_put_in_and_closed_over_http(world: World, owner: Client) -> None:
    code = world.price_list.code
    rows = [{"price_list": code, "minimum_quantity": "5", **price()}, {"price_list": "NOWHERE", **price()}]
    done = send(owner, "POST", "/api/v1/prices/put", {"items": rows}, key="p1")
    assert [(item["verdict"], item["field"]) for item in done.json()["items"]] == [
        ("created", None), ("refused", "price_list"),
    ]  # fmt: skip
    assert send(owner, "POST", "/api/v1/prices/put", {"items": rows}, key="p1").content == done.content
    del rows[0]["unit_price"]
    closed = send(owner, "POST", "/api/v1/prices/put", {"items": [{**rows[0], "valid_until": "2026-04-30"}]})
    assert closed.json()["updated"] == 1
    listed = send(owner, "GET", f"/api/v1/price-lists/{world.price_list.pk}/prices?on=2026-04-30&sku=OIL").json()
    assert [(item["minimum_quantity"], item["valid_until"]) for item in listed["items"]] == [
        ("0", None), ("5", "2026-04-30"),
    ]  # fmt: skip


def test_a_list_is_edited_and_given_to_a_channel_only_as_it_was_read(world: World, owner: Client) -> None:
    path = f"/api/v1/price-lists/{world.price_list.pk}"
    assert send(owner, "GET", path)["ETag"] == '"1"'
    assert refusal(send(owner, "PATCH", path, {"name": "New"})) == (428, "if_match_required")
    assert send(owner, "PATCH", path, {"name": "New"}, version=1)["ETag"] == '"2"'
    assert refusal(send(owner, "PATCH", path, {"name": "Lost"}, version=1)) == (412, "version_mismatch")
    Channel.objects.create(code="TT", name="Traditional trade")
    channel, business = "/api/v1/channels/TT/price-list", world.business.pk
    body = {"business_id": business, "price_list_id": world.price_list.pk}
    given = send(owner, "PUT", channel, body, version=0)
    assert given.json() == {"channel": "TT", **body, "version": 1}
    assert send(owner, "GET", f"{channel}?business_id={business}").content == given.content
    assert refusal(send(owner, "PUT", channel, body)) == (428, "if_match_required")
    assert send(owner, "GET", channel).status_code == 422
