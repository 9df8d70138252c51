from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from django.db import connection

from kontor.alerts.models import Alert
from kontor.alerts.sql import alerts as alerts_sql
from kontor.inventory.models import StockLevel, StockPosting
from kontor.inventory.operations import post_stock
from kontor.inventory.queries.proof import differences
from kontor.inventory.sql import levels as levels_sql
from kontor.inventory.stock_book import StockBook
from kontor.inventory.types import PostingResult
from tests.concurrency.races import copy_of, meet_before_first_write, one_meets_the_other_uncommitted, race
from tests.world import World, assert_ledger_proves_levels, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("race_database")]
post_stock_module = sys.modules[post_stock.__module__]
BUYERS = 6


@pytest.fixture
def world(race_database: str) -> World:
    world = make_world()
    world.sku("OIL")
    world.receive("OIL", 10)
    return world


def reserving(world: World, quantity: int) -> Callable[[], PostingResult]:
    return lambda: world.post(world.line("OIL", reserved=quantity), kind="reservation")


def promised_units(world: World, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many of BUYERS are promised the one unit that is left, when all of them read before any of them writes."""
    reserving(world, 9)()
    meet_before_first_write(monkeypatch, post_stock_module, BUYERS)
    results = race(*[reserving(world, 1)] * BUYERS)
    return sum(result.posting_id is not None for result in results)


def test_the_last_unit_is_promised_once(world, monkeypatch):
    assert promised_units(world, monkeypatch) == 1
    assert world.stock("OIL") == (10, 10)
    assert_ledger_proves_levels()


def test_control_without_the_guard_the_last_unit_is_promised_to_everybody(world, monkeypatch):
    unguarded = copy_of(levels_sql, 'AND {_GUARD}"\n            " RETURNING', '"\n            " RETURNING')
    monkeypatch.setattr(post_stock_module, "level_writes", unguarded.level_writes)
    assert promised_units(world, monkeypatch) == BUYERS
    assert world.stock("OIL") == (10, 9 + BUYERS)


def open_alerts_after_two_fell_together(world: World) -> int:
    """The second promise reaches the reorder point while the first, which has reached it too, is not committed."""
    StockLevel.objects.update(reorder_point=9)
    one_meets_the_other_uncommitted(reserving(world, 1), reserving(world, 1))
    assert world.stock("OIL") == (10, 2)
    return open_alerts()


def open_alerts() -> int:
    return Alert.objects.filter(kind="low_stock", resolved_at__isnull=True).count()


def test_two_that_reach_the_reorder_point_together_open_one_alert(world):
    assert open_alerts_after_two_fell_together(world) == 1


def test_control_looking_first_instead_of_the_unique_index_opens_two_alerts(world, monkeypatch):
    looking = (
        "WHERE NOT EXISTS (SELECT 1 FROM alerts_alert a WHERE a.kind = s.kind AND a.subject_key = s.subject_key"
        " AND a.resolved_at IS NULL) RETURNING 1"
    )
    copy = copy_of(alerts_sql, "WHERE true ON CONFLICT DO NOTHING RETURNING 1", looking)
    monkeypatch.setattr(levels_sql, "open_alerts_write", copy.open_alerts_write)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX alert_one_open_per_subject")
    assert open_alerts_after_two_fell_together(world) == 2


def open_alerts_after_a_fall_and_a_rise(world: World) -> int:
    """A release lifts the level above its reorder point while the promise that opened the alert is not committed."""
    reserving(world, 5)()
    StockLevel.objects.update(reorder_point=4)
    one_meets_the_other_uncommitted(reserving(world, 1), reserving(world, -5))
    assert world.stock("OIL") == (10, 1)
    return open_alerts()


def test_a_rise_resolves_also_the_alert_that_was_opened_while_it_waited(world):
    assert open_alerts_after_a_fall_and_a_rise(world) == 0


def test_control_a_rise_decided_without_locks_leaves_that_alert_open(world, monkeypatch):
    monkeypatch.setattr(StockBook, "_only_holds_locked", lambda self, request: False)
    assert open_alerts_after_a_fall_and_a_rise(world) == 1


def average_after_a_promise_met_a_dearer_receipt(world: World) -> int:
    """The promise was decided on the old average, and waits for the receipt that makes a new one."""
    before = world.level("OIL").average_cost_micros
    one_meets_the_other_uncommitted(lambda: world.receive("OIL", 10, cost=3 * before), reserving(world, 1))
    assert world.stock("OIL") == (20, 1)
    return world.level("OIL").average_cost_micros // before


def test_a_promise_leaves_the_average_cost_alone(world):
    assert average_after_a_promise_met_a_dearer_receipt(world) == 2
    assert not found_by_verify("average_cost")


def test_control_a_promise_that_writes_what_it_read_undoes_the_receipts_average(world, monkeypatch):
    careless = copy_of(
        levels_sql, "average_cost_micros = {_AVERAGE_AFTER}", "average_cost_micros = d.average_cost_micros"
    )
    monkeypatch.setattr(post_stock_module, "level_writes", careless.level_writes)
    assert average_after_a_promise_met_a_dearer_receipt(world) == 1
    assert found_by_verify("average_cost")


def found_by_verify(kind: str) -> list[str]:
    return [found.subject for found in differences(100) if found.kind == kind]


def test_a_fact_that_meets_a_promise_names_what_it_oversold(world):
    def sell() -> PostingResult:
        sold: PostingResult = world.post(world.line("OIL", on_hand=-5), kind="issue", is_fact=True)
        return sold

    sold = one_meets_the_other_uncommitted(reserving(world, 8), sell)
    assert world.stock("OIL") == (5, 8)
    assert [(short.requested, short.available) for short in sold.oversold] == [(5, 2)]
    assert StockPosting.objects.get(kind="issue").is_oversold
