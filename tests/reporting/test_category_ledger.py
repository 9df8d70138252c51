"""The ledger of a category: opening and what moved is closing, and closing is what the stock says."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from kontor.access.types import Actor
from kontor.catalog.models import Product
from kontor.inventory.models import StockMovement
from kontor.inventory.operations import correct_cost
from kontor.inventory.queries.stock import list_stock
from kontor.inventory.schemas import CostCorrection, CostLine
from kontor.inventory.sql.stock_pages import StockFilters
from kontor.kernel.errors import InvalidInput
from kontor.organization.models import Business
from kontor.reporting.queries import LedgerFilters, category_ledger, category_ledger_sums
from tests.backoffice.party_places import make_category
from tests.inventory.desk import without
from tests.people import make_user
from tests.sales.orders import line, make_shop, placed
from tests.world import NOW, TODAY, World, make_world

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 2, 20), date(2026, 2, 25)
ALWAYS = LedgerFilters(date(2000, 1, 1), date(2100, 1, 1))


class Tree:
    """Food > Drinks > Tea, and Tools beside them; OIL in Food, TEA in Tea, SAW in Tools, BOX in none."""

    def __init__(self) -> None:
        self.food = make_category("Food")
        self.drinks = make_category("Drinks", self.food)
        self.tea = make_category("Tea", self.drinks)
        self.tools = make_category("Tools")
        self.world = make_shop("OIL", "TEA", "SAW", "BOX", on_hand=0)
        for code, category in (("OIL", self.food), ("TEA", self.tea), ("SAW", self.tools)):
            Product.objects.filter(code=code).update(category_id=category)
        for day in range(15, 29):
            for number, code in enumerate(("OIL", "TEA", "SAW", "BOX")):
                self.move(code, day + number, day, cost=4_000_000 + day * 1000)
                self.move(code, -number - 1, day)
        placed(self.world, line("OIL", 3), confirm=True)  # a promise: nothing of it is in the ledger

    def move(self, code: str, units: int, day: int, *, cost: int | None = None, world: World | None = None) -> None:
        world = world or self.world
        kind = "receipt" if units > 0 else "issue"
        world.post(world.line(code, units, cost=cost), kind=kind, business_date=date(2026, 2, day), occurred_at=NOW)


@pytest.fixture
def tree() -> Tree:
    return Tree()


def forward(codes: tuple[str, ...], *, until: date, actor: Actor) -> tuple[int, Decimal]:
    """Units and value by adding up the ledger from its first day: another way than the query goes."""
    rows = StockMovement.objects.filter(
        level__sku__code__in=codes, level__location__branch_id__in=actor.branch_ids, posting__business_date__lt=until
    )
    sums = rows.aggregate(units=Sum("on_hand_delta"), value=Sum("value_delta_micros"))
    return sums["units"] or 0, Decimal(sums["value"] or 0) / 1_000_000


def every(actor: Actor, category_id: int, filters: LedgerFilters, limit: int) -> list[Any]:
    found: list[Any] = []
    cursor: int | None = None
    while True:
        page = category_ledger(actor=actor, category_id=category_id, filters=filters, cursor=cursor, limit=limit)
        found += page.items
        if page.next_cursor is None:
            return found
        cursor = int(page.next_cursor)


@pytest.mark.parametrize("name", ["food", "drinks", "tea", "tools"])
def test_row_74_opening_and_what_moved_is_closing_in_quantity_and_in_value(tree: Tree, name: str):
    codes = {"food": ("OIL", "TEA"), "drinks": ("TEA",), "tea": ("TEA",), "tools": ("SAW",)}[name]
    actor, category = tree.world.actor, getattr(tree, name)
    (sums,) = category_ledger_sums(actor=actor, category_id=category, filters=LedgerFilters(FIRST, LAST))
    entries = every(actor, category, LedgerFilters(FIRST, LAST), limit=5)
    assert {entry.sku for entry in entries} == set(codes)
    assert len(entries) == len({entry.id for entry in entries}) == 12 * len(codes)
    assert [entry.business_date for entry in entries] == sorted(entry.business_date for entry in entries)
    assert (sums.opening_units, Decimal(sums.opening or "")) == forward(codes, until=FIRST, actor=actor)
    after = LAST + timedelta(days=1)
    assert (sums.closing_units, Decimal(sums.closing or "")) == forward(codes, until=after, actor=actor)
    assert sums.opening_units + sum(entry.units for entry in entries) == sums.closing_units
    assert Decimal(sums.opening or "") + sum(Decimal(e.value) for e in entries) == Decimal(sums.closing or "")
    assert sums.units_in == sum(entry.units for entry in entries if entry.units > 0)
    assert sums.units_out == -sum(entry.units for entry in entries if entry.units < 0)
    assert Decimal(sums.value_in or "") - Decimal(sums.value_out or "") == sum(Decimal(e.value) for e in entries)


def test_row_74_what_it_closes_with_today_is_what_the_stock_query_says(tree: Tree):
    actor = tree.world.actor
    stock = list_stock(actor=actor, filters=StockFilters(), cursor=None, limit=100).items
    for category, codes in ((tree.food, ("OIL", "TEA")), (tree.tools, ("SAW",))):
        (sums,) = category_ledger_sums(actor=actor, category_id=category, filters=ALWAYS)
        rows = [row for row in stock if row.sku in codes]
        assert sums.closing_units == sum(row.on_hand for row in rows) > 0
        assert Decimal(sums.closing or "") == sum(Decimal(row.value or "") for row in rows)
        assert (sums.opening_units, sums.opening) == (0, "0.00")
        entries = every(actor, category, ALWAYS, limit=7)
        assert sum(entry.units for entry in entries) == sums.closing_units


def test_a_correction_of_cost_moves_value_and_no_goods(tree: Tree):
    world = tree.world
    before = category_ledger_sums(actor=world.actor, category_id=tree.tools, filters=ALWAYS)[0]
    level = world.level("SAW")
    correction = CostCorrection(world.location.code, (CostLine("SAW", "9.00"),), "as the invoice says")
    correct_cost(correction=correction, actor=world.actor, now=NOW)
    (after,) = category_ledger_sums(actor=world.actor, category_id=tree.tools, filters=ALWAYS)
    assert after.closing_units == before.closing_units == level.on_hand
    assert Decimal(after.closing or "") == 9 * level.on_hand
    entries = every(world.actor, tree.tools, ALWAYS, limit=50)
    assert [entry.units for entry in entries if entry.units == 0] == [0]


def test_branches_and_currencies_stand_apart(tree: Tree):
    world = tree.world
    other = make_world()
    Business.objects.filter(id=other.business.pk).update(currency="EUR")
    other.skus["TEA"] = world.skus["TEA"]
    tree.move("TEA", 40, 22, cost=2_000_000, world=other)
    both = replace(world.actor, branch_ids=frozenset({world.branch.pk, other.branch.pk}))
    filters = LedgerFilters(FIRST, LAST)
    euro, pound = category_ledger_sums(actor=both, category_id=tree.food, filters=filters)
    assert (euro.currency, euro.opening_units, euro.closing_units, euro.closing) == ("EUR", 0, 40, "80.00")
    assert [pound] == category_ledger_sums(actor=world.actor, category_id=tree.food, filters=filters)
    only = LedgerFilters(FIRST, LAST, branch=other.branch.code)
    assert [euro] == category_ledger_sums(actor=both, category_id=tree.food, filters=only)
    assert [entry.units for entry in every(both, tree.food, only, limit=50)] == [40]
    assert every(world.actor, tree.food, only, limit=50) == []
    assert category_ledger_sums(actor=world.actor, category_id=tree.food, filters=only) == []


def test_goods_that_come_from_another_branch_are_in_the_ledger_of_the_place_they_reach(tree: Tree):
    world, other = tree.world, make_world()
    away = world.line("TEA", -5)
    world.post(away, type(away)(other.location.pk, world.skus["TEA"].pk, 5, 0, 4_000_000), kind="transfer")
    (there,) = category_ledger_sums(actor=other.actor, category_id=tree.tea, filters=LedgerFilters(TODAY, TODAY))
    assert (there.opening_units, there.units_in, there.units_out, there.closing_units) == (0, 5, 0, 5)
    (here,) = category_ledger_sums(actor=world.actor, category_id=tree.tea, filters=LedgerFilters(TODAY, TODAY))
    assert (here.units_in, here.units_out) == (0, 5)


def test_what_goods_cost_is_hidden_from_those_who_may_not_see_it(tree: Tree):
    clerk = without(tree.world.actor, "costs.read")
    (sums,) = category_ledger_sums(actor=clerk, category_id=tree.food, filters=ALWAYS)
    assert (sums.opening, sums.value_in, sums.value_out, sums.closing) == (None, None, None, None)
    assert {entry.value for entry in every(clerk, tree.food, ALWAYS, limit=50)} == {None}


def test_an_empty_category_and_days_that_end_before_they_begin(tree: Tree):
    assert category_ledger_sums(actor=tree.world.actor, category_id=make_category("None"), filters=ALWAYS) == []
    for read in (
        lambda filters: category_ledger_sums(actor=tree.world.actor, category_id=tree.food, filters=filters),
        lambda filters: every(tree.world.actor, tree.food, filters, limit=5),
    ):
        with pytest.raises(InvalidInput):
            read(LedgerFilters(LAST, FIRST))


def client_of(tree: Tree, role: str = "owner") -> Client:
    client = Client()
    client.force_login(make_user(role, branches=(tree.world.branch,)))
    return client


def test_row_74_the_ledger_is_two_clicks_from_the_tree_and_adds_up_as_a_file(tree: Tree):
    client = client_of(tree, "storekeeper")
    listed = client.get("/categories").content.decode()
    assert f'href="/categories/{tree.food}"' in listed
    assert f'href="/categories/{tree.food}/ledger"' in client.get(f"/categories/{tree.food}").content.decode()
    client = client_of(tree)
    path = f"/categories/{tree.food}/ledger?from_on={FIRST}&to_on={LAST}"
    with CaptureQueriesContext(connection) as queries:
        page = client.get(path)
    assert len(queries) <= 8
    assert len(page.content) < 100_000
    (sums,) = category_ledger_sums(actor=tree.world.actor, category_id=tree.food, filters=LedgerFilters(FIRST, LAST))
    figures = re.findall(r'class="figure">([^<]*)<', page.content.decode())
    assert figures == [f"{n:,}" for n in (sums.opening_units, sums.units_in, sums.units_out, sums.closing_units)]
    sheet = client.get(f"{path}&format=csv").getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert (rows[0]["kind"], rows[-1]["kind"], len(rows)) == ("opening", "closing", 26)
    assert sum(int(row["units"]) for row in rows[:-1]) == int(rows[-1]["units"]) == sums.closing_units
    assert sum(Decimal(row["value"]) for row in rows[:-1]) == Decimal(rows[-1]["value"])
    book = load_workbook(io.BytesIO(client.get(f"{path}&format=xlsx").getvalue())).active
    assert book is not None
    assert book.max_row == 27
    assert [cell.value for cell in book[27]][3] == "closing"


def test_the_file_of_a_long_ledger_has_its_opening_and_its_closing_once(tree: Tree, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kontor.backoffice.pages.exporting.PAGE_ROWS", 5)
    path = f"/categories/{tree.food}/ledger?from_on={FIRST}&to_on={LAST}&format=csv"
    rows = list(csv.DictReader(io.StringIO(client_of(tree).get(path).getvalue().decode("utf-8-sig"))))
    assert [row["kind"] for row in rows].count("opening") == [row["kind"] for row in rows].count("closing") == 1
    assert len(rows) == 26


def test_pages_of_the_ledger_follow_each_other_and_show_no_costs_to_a_cashier(tree: Tree):
    client = client_of(tree, "cashier")
    page = client.get(f"/categories/{tree.food}/ledger?from_on=2026-02-01&to_on=2026-02-28").content.decode()
    assert "GBP" not in page
    assert "Value" not in page
    (following,) = re.findall(r'rel="next" href="([^"]+)"', page)
    second = client.get(f"/categories/{tree.food}/ledger{following.replace('&amp;', '&')}").content.decode()
    assert 'rel="next"' not in second
    assert len(re.findall("posting_id=", page)) + len(re.findall("posting_id=", second)) == 56


def test_absurd_days_and_categories_are_never_our_failure(tree: Tree):
    client = client_of(tree)
    for text in ("\x00", "9" * 400, "2026-02-30", "0001-01-01", "9999-12-31", "²", "' OR 1=1 --"):
        for name in ("from_on", "to_on", "branch", "cursor", "format"):
            assert client.get(f"/categories/{tree.food}/ledger", {name: text}).status_code < 500, (name, text)
    assert client.get(f"/categories/{tree.food}/ledger?from_on=2026-03-02&to_on=2026-03-01").status_code == 422
    assert client.get("/categories/999999/ledger").status_code == 404
