"""Lists as files: all the rows of their filters, no formulas, amounts as numbers, and nobody else's rows."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from kontor.backoffice.pages import exporting
from kontor.kernel.spreadsheet import restored
from kontor.parties.models import Customer
from kontor.sales.operations import place_orders
from kontor.sales.types import DraftLine, OrderDraft
from tests.people import make_user
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
EVIL = '=HYPERLINK("http://elsewhere","pay")'


@pytest.fixture
def world() -> World:
    world = make_world()
    world.sku("OIL")
    world.receive("OIL", 500)
    world.customer("C1")
    return world


def place(world: World, count: int) -> None:
    drafts = [
        OrderDraft(location=world.location.code, customer="C1", lines=(DraftLine(sku="OIL", quantity=number + 1),))
        for number in range(count)
    ]
    answer = place_orders(drafts=drafts, actor=world.actor, now=datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
    assert all(item.order for item in answer.items), answer


def rows_of(client: Client, path: str) -> list[dict[str, str]]:
    response: Any = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename=")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def workbook_of(client: Client, path: str) -> list[dict[str, Any]]:
    response: Any = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert response["Cache-Control"] == "no-store"
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    headings, *rows = book.worksheets[0].iter_rows(values_only=True)
    assert all(cell.data_type != "f" for row in book.worksheets[0].iter_rows() for cell in row)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def signed_in(world: World, role: str = "owner") -> Client:
    client = Client()
    client.force_login(make_user(role, branches=(world.branch,)))
    return client


def test_a_file_has_every_row_its_filters_find_in_the_order_shown(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exporting, "PAGE_ROWS", 3)
    place(world, 8)
    rows = rows_of(signed_in(world), "/orders?format=csv&sort=-total_minor")
    totals = [float(row["total"]) for row in rows]
    assert len(rows) == 8
    assert totals == sorted(totals, reverse=True)
    assert rows_of(signed_in(world), "/orders?format=csv&lifecycle=cancelled") == []


def test_a_name_that_is_a_formula_is_text_in_the_file(world: World):
    Customer.objects.filter(code="C1").update(name=EVIL)
    place(world, 1)
    (row,) = rows_of(signed_in(world), "/orders?format=csv")
    assert row["customer_name"] == f"'{EVIL}"
    assert restored(row["customer_name"]) == EVIL
    assert row["total"].replace(".", "").isdigit()


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/orders",
            "/orders/summary",
            "/days",
            "/stock",
            "/stock/movements",
            "/stock/adjustments",
            "/stock/transfers",
        ),
        *(
            "/customers",
            "/areas",
            "/suppliers",
            "/stock/locations",
            "/registers",
            "/users",
            "/roles",
            "/employees",
            "/branches",
        ),
    ],
)
def test_every_list_offers_its_files_and_they_cost_few_queries(world: World, path: str):
    client = signed_in(world)
    assert file_links(client, path) == ["?format=csv", "?format=xlsx"]
    for read, form in ((rows_of, "csv"), (workbook_of, "xlsx")):
        with CaptureQueriesContext(connection) as queries:
            read(client, f"{path}?format={form}")
        assert len(queries) <= 8


def test_a_workbook_has_the_rows_of_the_list_with_numbers_and_days_and_no_formula(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(exporting, "PAGE_ROWS", 3)
    Customer.objects.filter(code="C1").update(name=EVIL)
    place(world, 8)
    rows = workbook_of(signed_in(world), "/orders?format=xlsx&sort=-total_minor")
    as_csv = rows_of(signed_in(world), "/orders?format=csv&sort=-total_minor")
    assert [row["number"] for row in rows] == [row["number"] for row in as_csv]
    assert [row["total"] for row in rows] == [float(row["total"]) for row in as_csv]
    assert {type(row["business_date"]) for row in rows} == {datetime}
    assert {row["customer_name"] for row in rows} == {f"'{EVIL}"}
    assert workbook_of(signed_in(world), "/orders?format=xlsx&lifecycle=cancelled") == []


def test_a_workbook_of_too_many_rows_is_refused_in_words(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exporting, "MOST_WORKBOOK_ROWS", 3)
    place(world, 3)
    assert len(workbook_of(signed_in(world), "/orders?format=xlsx")) == 3
    place(world, 1)
    answer = signed_in(world).get("/orders?format=xlsx")
    assert answer.status_code == 422
    assert "take the CSV file" in answer.content.decode()
    assert len(rows_of(signed_in(world), "/orders?format=csv")) == 4


def test_a_negative_delta_stays_a_number(world: World):
    world.post(world.line("OIL", -7), kind="issue")
    deltas = [row["on_hand_delta"] for row in rows_of(signed_in(world), "/stock/movements?format=csv")]
    assert sorted(deltas) == ["-7", "500"]


def test_costs_are_not_in_the_file_of_those_who_do_not_see_them(world: World):
    assert {row["value"] for row in rows_of(signed_in(world), "/stock?format=csv")} != {""}
    assert {row["value"] for row in rows_of(signed_in(world, "cashier"), "/stock?format=csv")} == {""}
    assert {row["value"] for row in workbook_of(signed_in(world), "/stock?format=xlsx")} != {None}
    assert {row["value"] for row in workbook_of(signed_in(world, "cashier"), "/stock?format=xlsx")} == {None}


def test_another_branchs_rows_are_in_no_file(world: World):
    place(world, 2)
    client = Client()
    client.force_login(make_user("owner"))
    assert rows_of(client, "/orders?format=csv") == []
    assert rows_of(client, "/stock?format=csv") == []
    assert workbook_of(client, "/orders?format=xlsx") == []


def file_links(client: Client, path: str) -> list[str]:
    return re.findall(r'href="([^"]*)" download>', client.get(path).content.decode())
