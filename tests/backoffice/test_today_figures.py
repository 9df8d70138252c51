"""The figures of Today are what the books say, day cut-over and time zone included; and how the page stays live."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kontor.access.types import Actor
from kontor.backoffice.queries import HomeFigures, home_figures
from kontor.inventory.models import StockMovement
from kontor.organization.calendar import business_date
from kontor.organization.models import Branch
from kontor.parties.models import Customer
from kontor.sales.models import SalesOrder, SalesReversal
from tests.people import make_user
from tests.reporting.counting_days import deliver, placed_at, reverse
from tests.sales.orders import cancel, line, make_shop, ship
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

#: Half past three at night of the tenth in Nairobi, still the ninth's evening in New York.
NOW = datetime(2026, 3, 10, 0, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def another_shop(code: str) -> World:
    """Customers are everybody's: the second shop sells to the first one's."""
    world = make_world()
    world.sku(code)
    return world


def shop(code: str, zone: str, starts: time, grams: int | None) -> World:
    world = another_shop(code) if Customer.objects.exists() else make_shop(code, on_hand=0)
    Branch.objects.filter(id=world.branch.pk).update(time_zone=zone, day_starts_at=starts)
    world.skus[code].weight_grams = grams
    world.skus[code].save()
    return world


def receive(world: World, code: str, quantity: int, at: datetime) -> None:
    stock = world.line(code, quantity, cost=5_000_000)
    world.post(stock, occurred_at=at, business_date=today_of(world, at))


def today_of(world: World, at: datetime) -> date:
    branch = Branch.objects.get(id=world.branch.pk)
    return business_date(at, time_zone=branch.time_zone, day_starts_at=branch.day_starts_at)


@pytest.fixture
def shops() -> tuple[World, World]:
    """One whose day begins at four and one across the sea, with a week of every kind of document; all counted."""
    depot = shop("OIL", "Africa/Nairobi", time(4), 900)
    store = shop("TEA", "America/New_York", time(0), None)
    for world, code in ((depot, "OIL"), (store, "TEA")):
        receive(world, code, 500, NOW - 9 * DAY)
        for hours in (1, 2, 20, 21, 26, 50, 75, 200):
            receive(world, code, hours, NOW - hours * HOUR)
            placed_at(world, NOW - hours * HOUR, line(code, 2), counter_sale=True, customer=None)
            order = placed_at(world, NOW - hours * HOUR, line(code, 3), confirm=True)
            if hours in (2, 21, 200):
                ship(world, order.id, now=NOW - hours * HOUR / 2)
            elif hours in (1, 26, 75):
                cancel(world, order.id, now=NOW - hours * HOUR / 3)
        sale = placed_at(world, NOW - 9 * DAY, line(code, 6), counter_sale=True, customer=None)
        for at in (NOW - HOUR, NOW - 4 * HOUR, NOW - 9 * DAY):
            reverse(world, sale, 1, now=at)
    deliver(NOW)
    return depot, store


def seen_by(*worlds: World) -> Actor:
    return replace(worlds[0].actor, branch_ids=frozenset(world.branch.pk for world in worlds))


def moved(worlds: tuple[World, ...], *, is_before_today: bool) -> tuple[int, int]:
    """Units and grams that the ledger has moved before today, or on it, movement by movement."""
    units = grams = 0
    for world in worlds:
        today = today_of(world, NOW)
        for row in StockMovement.objects.filter(level__location__branch=world.branch.pk).select_related("posting"):
            if (row.posting.business_date < today) == is_before_today:
                units += row.on_hand_delta
                grams += row.on_hand_delta * (next(iter(world.skus.values())).weight_grams or 0)
    return units, grams


def check_against_the_books(figures: HomeFigures, *worlds: World) -> None:
    before, today = moved(worlds, is_before_today=True), moved(worlds, is_before_today=False)
    assert figures.stock is not None
    assert (figures.stock.units, figures.stock.grams) == (before[0] + today[0], before[1] + today[1])
    assert (figures.stock.moved_units, figures.stock.moved_grams) == today
    assert today[0] != 0
    open_now = open_before = placed = counter = back = back_before = 0
    for world in worlds:
        on = today_of(world, NOW)
        for order in SalesOrder.objects.filter(branch=world.branch.pk):
            is_sale = order.deduct_at == "place"
            ended = order.closed_at or order.cancelled_at
            open_now += ended is None
            open_before += order.business_date < on and (ended is None or today_of(world, ended) >= on)
            placed += order.business_date == on and not is_sale
            counter += order.business_date == on and is_sale
        for reversal in SalesReversal.objects.filter(branch=world.branch.pk):
            back += reversal.business_date.month == 3
            back_before += reversal.business_date.month == 2 and reversal.business_date.day <= on.day
    assert figures.pending is not None
    assert figures.returns is not None
    assert (figures.pending.now, figures.pending.before) == (open_now, open_before)
    assert (figures.returns.now, figures.returns.before) == (back, back_before)
    assert (sum(t.orders for t in figures.today), sum(t.counter_sales for t in figures.today)) == (placed, counter)


def test_the_figures_are_what_the_books_say_on_each_branchs_own_day(shops: tuple[World, World]):
    for worlds in ((shops[0],), (shops[1],), shops):
        check_against_the_books(home_figures(actor=seen_by(*worlds), now=NOW), *worlds)


def test_the_cut_over_and_the_time_zone_decide_what_today_is(shops: tuple[World, World]):
    """Twenty-one hours ago it was four in Nairobi, past its cut-over, and not yet midnight in New York."""
    depot, store = (home_figures(actor=seen_by(world), now=NOW) for world in shops)
    assert [(today.orders, today.counter_sales) for today in depot.today] == [(4, 4)]  # since 01:00 UTC of the ninth
    assert [(today.orders, today.counter_sales) for today in store.today] == [(3, 3)]  # since 04:00 UTC of the ninth
    later = home_figures(actor=seen_by(shops[0]), now=NOW + HOUR)  # half past four: a new day
    assert [(today.orders, today.counter_sales) for today in later.today] == [(0, 0)]
    assert later.stock is not None
    assert later.stock.moved_units == 0
    assert later.pending is not None
    assert later.pending.now == later.pending.before


def test_stock_that_is_sent_to_another_branch_has_left_one_and_reached_the_other(shops: tuple[World, World]):
    depot, store = shops
    there = store.another_location("SHELF")
    actor = seen_by(depot, store)
    before = [home_figures(actor=seen_by(world), now=NOW).stock for world in shops]
    away = depot.line("OIL", -7)
    depot.post(away, type(away)(there.pk, depot.skus["OIL"].pk, 7, 0, 5_000_000), business_date=today_of(depot, NOW))
    after = [home_figures(actor=seen_by(world), now=NOW).stock for world in shops]
    together = home_figures(actor=actor, now=NOW).stock
    moves = [stock.moved_units for stock in (*before, *after, together) if stock is not None]
    assert moves[2:4] == [moves[0] - 7, moves[1] + 7]
    assert moves[4] == moves[0] + moves[1]


def test_the_latest_documents_stand_first_whatever_they_are(shops: tuple[World, World]):
    latest = home_figures(actor=seen_by(*shops), now=NOW).latest
    assert [row.at for row in latest] == sorted((row.at for row in latest), reverse=True)
    assert {row.kind for row in latest} == {"order", "sale", "return"}
    assert latest[0].at == NOW - HOUR
    assert len(latest) == 8


def client_of(world: World, role: str = "owner") -> Client:
    client = Client()
    client.force_login(make_user(role, branches=(world.branch,)))
    return client


def test_the_part_that_is_fetched_again_says_the_same_and_is_sent_only_when_it_is_other():
    world = make_shop("OIL")
    client = client_of(world)
    page, part = client.get("/").content.decode(), client.get("/today")
    assert part.content.decode().strip() in page
    seen = {"If-None-Match": part["ETag"]}
    with CaptureQueriesContext(connection) as queries:
        again = client.get("/today", headers=seen)
    assert (again.status_code, again.content) == (304, b"")
    assert len(queries) <= 8
    placed_at(world, timezone.now(), line("OIL", 400), confirm=True, when_short="hold")
    other = client.get("/today", headers=seen)
    assert other.status_code == 200
    assert other["ETag"] != part["ETag"]
    assert "OIL: 100 of 400 there" in other.content.decode()
    assert other["Cache-Control"] == "no-store"


def test_the_part_shows_nobody_more_than_the_page_does():
    world, other = make_shop("OIL"), another_shop("TEA")
    placed_at(world, timezone.now(), line("OIL", 400), confirm=True, when_short="hold")
    assert "400" in client_of(world).get("/today").content.decode()
    assert "400" not in client_of(other).get("/today").content.decode()
    assert "worth" in client_of(world).get("/today").content.decode()
    assert "worth" not in client_of(world, "cashier").get("/today").content.decode()
    assert Client().get("/today").status_code == 302


def test_pending_orders_stock_and_returns_are_shown_with_what_they_were():
    world = make_shop("OIL", on_hand=0)
    world.skus["OIL"].weight_grams = 1000
    world.skus["OIL"].save()
    now = timezone.now()
    receive(world, "OIL", 2000, now - 3 * DAY)
    placed_at(world, now - 2 * DAY, line("OIL", 1), confirm=True)
    placed_at(world, now, line("OIL", 1), confirm=True)
    placed_at(world, now, line("OIL", 500), counter_sale=True, customer=None)
    deliver(now)
    page = re.sub(r"<[^>]+>|\s+", " ", client_of(world).get("/").content.decode())
    page = re.sub(r" +", " ", page)
    assert "Pending orders 2 +100 % on yesterday evening" in page
    assert "1.5 t" in page.replace("\u00a0", " ")
    assert "\u221225 % on yesterday evening" in page
    assert "Came back this month 0 0 by this day of last month" in page


def test_half_a_year_is_drawn_and_told_in_a_light_page():
    world = make_shop("OIL", on_hand=0)
    now = timezone.now()
    receive(world, "OIL", 2000, now - 180 * DAY)
    for days in range(0, 180, 9):
        order = placed_at(world, now - days * DAY, line("OIL", 1), confirm=True)
        ship(world, order.id, now=now - days * DAY)
    deliver(now)
    page = client_of(world).get("/").content
    text = page.decode()
    assert len(page) < 300_000
    assert "the most orders shipped in one is" in text
    assert text.count("<polyline") == 2
    months = re.findall(r'<tr><th scope="row" class="nowrap">\w{3} \d{4}</th><td class="number">(\d+)</td>', text)
    assert len(months) == 6
    assert sum(map(int, months)) <= 20
    assert int(months[1]) in (3, 4)
