"""`verify` finds a figure that is not what the documents say; `recount` mends it and proves it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db.models import F

from kontor.kernel.models import HandlerCursor
from kontor.maintenance.operations import verify_books
from kontor.organization.models import Branch
from kontor.reporting.models import DayShare, DayTotal
from kontor.reporting.operations import recount_days
from kontor.reporting.queries.proof import day_differences
from tests.reporting.counting_days import HANDLER, deliver, reverse, shares, totals
from tests.sales.orders import cancel, confirmed, line, make_shop, placed, ship
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_shop()
    order = confirmed(world, line("OIL", 10), line("RICE", 1))
    ship(world, order.id, now=NOW + timedelta(days=1))
    reverse(world, placed(world, line("OIL", 2), counter_sale=True), 1)
    cancel(world, confirmed(world, line("RICE", 2)).id)
    deliver()
    return world


def kinds() -> list[str]:
    return [difference.kind for difference in day_differences()]


def test_what_the_counter_wrote_is_proved(world: World) -> None:
    assert day_differences() == []
    proof = verify_books(clock=lambda: datetime.now(UTC))
    assert (proof.differences, proof.compared["day_totals"]) == ([], 2)


def test_a_changed_total_is_named_and_mended(world: World) -> None:
    before = totals()
    DayTotal.objects.filter(orders_placed=2).update(orders_placed=F("orders_placed") + 3)
    (difference,) = day_differences()
    assert (difference.kind, difference.found) == ("day_total", "too much: orders_placed 3")
    assert verify_books(clock=lambda: datetime.now(UTC)).differences[0].kind == "day_total"
    recount = recount_days()
    assert (recount.corrected_days, recount.corrected_shares, recount.differences) == (1, 0, [])
    assert totals() == before


def test_a_changed_share_is_found_by_counting_its_document_again(world: World) -> None:
    before = totals(), shares()
    for model in (DayShare, DayTotal):  # both, so that they still agree with each other
        model.objects.filter(shipped_units=11).update(shipped_units=12)
    (difference,) = day_differences()
    assert difference.kind == "day_share"
    assert "shipped_units 11" in difference.expected
    assert "shipped_units 12" in difference.found
    assert recount_days().differences == []
    assert (totals(), shares()) == before


def test_a_share_on_a_day_that_cannot_be_is_found(world: World) -> None:
    DayShare.objects.filter(orders_shipped=1).update(business_date=NOW.date() + timedelta(days=30))
    Branch.objects.update(version=2, day_starts_at=time(9, 0))
    assert set(kinds()) == {"day_share", "day_total"}
    assert recount_days().differences == []


def test_a_share_of_no_document_is_found_and_dropped(world: World) -> None:
    before = totals()
    values = {"subject": 1, "document_id": 10**9, "branch": world.branch, "business_date": NOW.date()}
    DayShare.objects.create(**values, orders_placed=1)
    assert kinds() == ["day_total", "day_share"]
    assert recount_days().differences == []
    assert (totals(), DayShare.objects.filter(document_id=10**9).count()) == (before, 0)


def test_everything_lost_is_counted_again_to_the_same(world: World) -> None:
    before = totals(), shares()
    DayTotal.objects.all().delete()
    DayShare.objects.all().delete()
    assert "day_share" in kinds()
    recount = recount_days()
    assert (recount.documents, recount.differences) == (4, [])
    assert (totals(), shares()) == before


def test_news_that_still_waits_is_no_difference(world: World) -> None:
    placed(world, line("OIL", 1))
    assert day_differences() == []
    deliver()
    assert day_differences() == []


def test_a_document_the_counter_passed_over_is_found(world: World) -> None:
    placed(world, line("OIL", 1))
    HandlerCursor.objects.filter(handler=HANDLER.name).update(position=10**6)
    DayShare.objects.filter(counter_sales=1).delete()
    assert "day_share" in kinds()


def test_before_the_counter_has_read_anything_there_is_nothing_to_prove() -> None:
    placed(make_shop(), line("OIL", 1))
    assert day_differences() == []


def test_a_cut_over_moved_later_is_no_difference(world: World) -> None:
    Branch.objects.update(version=2, day_starts_at=time(12, 0))
    assert day_differences() == []
