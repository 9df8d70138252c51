"""Both sides of the list measures give the same pages, and a difference would be seen."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import msgspec
import pytest
from django.test import Client
from rest_framework.test import APIRequestFactory

from kontor.bench.company import LOCATION, BenchCompany, make_company
from kontor.bench.drf.views import OrdersView, StockView
from kontor.bench.measures.orders import order_body
from kontor.bench.pages import first_difference, plain
from tests.calls import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> BenchCompany:
    return make_company(now=datetime.now(UTC), skus=30, customers=3)


def client_of(company: BenchCompany) -> Client:
    return Client(headers={"authorization": f"Bearer {company.secret}", "host": "localhost"})


def both(company: BenchCompany, path: str, view, query: str) -> tuple:
    mine = send(client_of(company), "GET", f"{path}?{query}")
    assert mine.status_code == 200, mine.content
    other = view.as_view()(APIRequestFactory().get(f"{path}?{query}"))
    return plain(mine.content), plain(other.render().content)


def test_the_lists_of_orders_are_the_same(company):
    for number in range(5):
        body = order_body(company, Random(number), "uniform")
        assert send(client_of(company), "POST", "/api/v1/sales-orders", body).status_code == 201
    mine, other = both(company, "/api/v1/sales-orders", OrdersView, "include=lines&limit=3")
    assert mine == other
    assert [len(item["lines"]) for item in mine["items"]] == [10, 10, 10]
    after = f"include=lines&limit=3&cursor={mine['next_cursor']}"
    rest, other_rest = both(company, "/api/v1/sales-orders", OrdersView, after)
    assert rest == other_rest
    assert len(rest["items"]) == 2


def test_the_lists_of_stock_are_the_same(company):
    mine, other = both(company, "/api/v1/stock", StockView, f"location={LOCATION}&limit=20")
    assert mine == other
    assert len(mine["items"]) == 20
    rest, other_rest = both(
        company, "/api/v1/stock", StockView, f"location={LOCATION}&limit=20&cursor={mine['next_cursor']}"
    )
    assert rest == other_rest
    assert len(rest["items"]) == 10


def test_a_difference_is_named_by_its_place():
    mine, other = ({"items": [{"id": 1}, {"id": number}]} for number in (2, 3))
    assert first_difference(mine, other) == "items: 1: id: 2 and 3"
    assert first_difference({"items": [1]}, {"items": [1, 2]}) == "items: [1] and [1, 2]"


def test_an_instant_is_the_same_however_its_fraction_is_written():
    bodies = [msgspec.json.encode({"at": text}) for text in ("2026-11-21T09:00:00Z", "2026-11-21T09:00:00.000000Z")]
    assert plain(bodies[0]) == plain(bodies[1])
    assert plain(bodies[0]) != plain(msgspec.json.encode({"at": "2026-11-21T09:00:01Z"}))
