from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kontor.inventory.answers import MovementEntry
from kontor.inventory.models import Lot
from kontor.inventory.operations import dispose_stock, reverse_posting
from kontor.inventory.queries.movements import list_movements, movement_report
from kontor.inventory.schemas import StockDisposal
from kontor.inventory.sql.movement_pages import MovementFilters
from kontor.inventory.types import LineRequest
from tests.inventory.desk import (
    adjust,
    another_branch,
    at_branches,
    correction,
    lines,
    receive,
    somebody_else,
    without,
)
from tests.people import make_user
from tests.world import NOW, TODAY, World, make_world

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def world() -> World:
    world = make_world()
    world.actor = replace(world.actor, id=make_user(username="storekeeper1").pk)
    for code in ("OIL", "RICE"):
        world.sku(code)
    receive(world, ("OIL", 100, "4"), ("RICE", 10, "2.50"), at=NOW - timedelta(days=1))
    world.post(world.line("OIL", reserved=30), kind="reservation", reference="SO-1", reason="order")
    dispose_stock(
        disposal=StockDisposal(location=world.location.code, lines=lines(("OIL", 5)), note="broken", reference="D-7"),
        actor=somebody_else(world),
        now=NOW,
    )
    return world


def listed(world: World, **wanted: object) -> list[MovementEntry]:
    filters = MovementFilters(**wanted)  # type: ignore[arg-type]  # tests pass what fits
    return list(list_movements(actor=world.actor, filters=filters, cursor=None, limit=50).items)


def deltas(rows: list[MovementEntry]) -> list[tuple[str, int, int]]:
    return [(row.sku, row.on_hand_delta, row.reserved_delta) for row in rows]


DISPOSED, RESERVED, RICE_IN, OIL_IN = ("OIL", -5, 0), ("OIL", 0, 30), ("RICE", 10, 0), ("OIL", 100, 0)


def test_the_explorer_shows_document_who_why_and_deltas_the_last_recorded_first(world):
    rows = listed(world)
    assert deltas(rows) == [DISPOSED, RESERVED, RICE_IN, OIL_IN]
    assert [row.id for row in rows] == sorted((row.id for row in rows), reverse=True)
    disposed, _, rice, _ = rows
    assert (disposed.kind, disposed.reference, disposed.note) == ("disposal", "D-7", "broken")
    assert (disposed.reason_code, disposed.reason, disposed.who) == (15, "discard", "")
    assert (rice.who, rice.actor_id, rice.business_date) == ("storekeeper1", world.actor.id, YESTERDAY)
    assert (rice.unit, rice.location, rice.branch) == ("EA", world.location.code, world.branch.code)
    assert (rice.unit_cost, rice.value) == ("2.50", "25.00")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"sku": "OIL"}, [DISPOSED, RESERVED, OIL_IN]),
        ({"sku": "oil"}, []),
        ({"location": "NOWHERE"}, []),
        ({"branch": "NOWHERE"}, []),
        ({"from_on": TODAY}, [DISPOSED, RESERVED]),
        ({"to_on": YESTERDAY}, [RICE_IN, OIL_IN]),
        ({"from_on": YESTERDAY, "to_on": TODAY, "sku": "RICE"}, [RICE_IN]),
        ({"from_on": date(2020, 1, 1), "to_on": YESTERDAY}, [RICE_IN, OIL_IN]),
        ({"reference": "D-7"}, [DISPOSED]),
        ({"reason_code": 2}, [RICE_IN, OIL_IN]),
        ({"reason_code": 15}, [DISPOSED]),
        ({"kind": "reservation"}, [RESERVED]),
        ({"text": "oli"}, []),  # three letters forgive nothing
        ({"text": "prodct rice"}, [RICE_IN]),
        ({"text": "product", "reason_code": 2}, [RICE_IN, OIL_IN]),
        ({"text": "vinegar"}, []),
        ({"text": "?"}, []),
        ({"lot": "L1"}, []),
        ({"actor_id": 999_999}, []),
    ],
)
def test_the_explorer_is_narrowed_by_anything(world, wanted, found):
    assert deltas(listed(world, **wanted)) == found


def test_the_explorer_finds_by_user_posting_place_and_lot(world):
    assert deltas(listed(world, actor_id=world.actor.id)) == [RESERVED, RICE_IN, OIL_IN]
    assert deltas(listed(world, actor_id=somebody_else(world).id)) == [DISPOSED]
    assert len(listed(world, location=world.location.code, branch=world.branch.code)) == 4
    lot = Lot.objects.create(sku=world.skus["RICE"], code="L1")
    world.post(LineRequest(world.location.pk, world.skus["RICE"].pk, 1, lot_id=lot.pk))
    (row,) = listed(world, lot="L1")
    assert (row.lot, row.on_hand_delta) == ("L1", 1)
    assert deltas(listed(world, posting_id=row.posting_id)) == [("RICE", 1, 0)]


def test_one_sku_at_one_location_is_a_stock_card_with_what_was_there_after(world):
    rows = listed(world, sku="OIL", location=world.location.code)
    assert [(row.on_hand_delta, row.on_hand_after) for row in rows] == [(-5, 95), (0, 100), (100, 100)]
    only = listed(world, sku="OIL", location=world.location.code, kind="disposal")
    assert [row.on_hand_after for row in only] == [95]
    assert {row.on_hand_after for row in listed(world, sku="OIL")} == {None}


def test_pages_follow_each_other_without_gap_or_repeat(world):
    seen, cursor = [], None
    for _ in range(2):
        page = list_movements(actor=world.actor, filters=MovementFilters(), cursor=cursor, limit=3)
        seen += list(page.items)
        cursor = int(page.next_cursor) if page.next_cursor else None
    assert (deltas(seen), cursor) == ([DISPOSED, RESERVED, RICE_IN, OIL_IN], None)


def test_another_branchs_movements_are_not_shown(world):
    side = another_branch(world)
    place = world.another_location("SIDE", branch=side)
    there = replace(world, actor=at_branches(world, side), location=place, branch=side)
    receive(there, ("OIL", 5, "4"))
    assert len(listed(world)) == 4
    assert deltas(listed(there)) == [("OIL", 5, 0)]
    assert listed(replace(world, actor=make_world().actor)) == []


def test_costs_are_hidden_from_those_without_the_right_to_see_them(world):
    world.actor = without(world.actor, "costs.read")
    assert {(row.unit_cost, row.value) for row in listed(world)} == {(None, None)}
    report = movement_report(actor=world.actor, filters=MovementFilters(), cursor=None, limit=50)
    assert {row.value for row in report.items} == {None}


def test_the_report_sums_each_sku_and_reason_over_the_days_asked_for(world):
    adjust(world, correction(world, ("OIL", 7), ("OIL", -2)))
    report = movement_report(actor=world.actor, filters=MovementFilters(), cursor=None, limit=50)
    assert [
        (row.sku, row.reason_code, row.reason, row.quantity_in, row.quantity_out, row.quantity_net, row.value)
        for row in report.items
    ] == [
        ("OIL", 2, "purchase", 100, 0, 100, "400.00"),
        ("OIL", 6, "adjustment in", 7, 0, 7, "28.00"),
        ("OIL", 15, "discard", 0, 5, -5, "-20.00"),
        ("OIL", 16, "adjustment out", 0, 2, -2, "-8.00"),
        ("RICE", 2, "purchase", 10, 0, 10, "25.00"),
    ]
    today = movement_report(actor=world.actor, filters=MovementFilters(from_on=TODAY), cursor=None, limit=50)
    assert [(row.sku, row.reason_code) for row in today.items] == [("OIL", 6), ("OIL", 15), ("OIL", 16)]


def test_the_report_takes_a_reversal_back_under_its_reason(world):
    wrong = receive(world, ("RICE", 50, "2.50"))
    reverse_posting(posting_id=wrong.id, reason="twice", actor=world.actor, now=NOW)
    found = movement_report(actor=world.actor, filters=MovementFilters(text="rcie rice"), cursor=None, limit=50)
    assert {row.sku for row in found.items} == {"RICE"}
    report = movement_report(actor=world.actor, filters=MovementFilters(sku="RICE"), cursor=None, limit=50)
    assert [(row.reason_code, row.quantity_in, row.quantity_out, row.quantity_net) for row in report.items] == [
        (2, 60, 50, 10)
    ]


def test_a_page_of_the_report_holds_whole_skus(world):
    first = movement_report(actor=world.actor, filters=MovementFilters(), cursor=None, limit=1)
    assert {row.sku for row in first.items} == {"OIL"}
    assert first.next_cursor == str(world.skus["OIL"].pk)
    second = movement_report(actor=world.actor, filters=MovementFilters(), cursor=int(first.next_cursor), limit=1)
    assert ({row.sku for row in second.items}, second.next_cursor) == ({"RICE"}, None)


@pytest.mark.parametrize("more", [0, 20])
def test_the_explorer_costs_one_query_and_the_report_two(world, more, django_assert_num_queries):
    for _ in range(more):
        world.receive("OIL", 1)
    with django_assert_num_queries(1):
        assert len(listed(world)) == 4 + more
    with django_assert_num_queries(1):
        listed(world, sku="OIL", location=world.location.code, from_on=YESTERDAY, reason_code=2, kind="receipt")
    with django_assert_num_queries(2):
        movement_report(actor=world.actor, filters=MovementFilters(), cursor=None, limit=50)
