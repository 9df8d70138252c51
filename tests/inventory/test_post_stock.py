from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from kontor.alerts.models import Alert
from kontor.inventory.models import StockMovement, StockPosting
from kontor.inventory.types import Short
from kontor.kernel.errors import NotFound
from kontor.kernel.models import Event
from kontor.kernel.quantity import QuantityInvalid
from tests.world import World, assert_ledger_proves_levels, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    for code in ("OIL", "RICE"):
        world.sku(code)
    return world


def test_a_receipt_raises_on_hand_and_value(world: World) -> None:
    result = world.receive("OIL", 40, cost=5_000_000)
    assert result.posting_id is not None
    assert world.stock("OIL") == (40, 0)
    assert world.level("OIL").value_micros == 200_000_000
    assert_ledger_proves_levels()


def test_a_promise_is_refused_whole_and_names_every_short_line(world: World) -> None:
    world.receive("OIL", 10)
    world.receive("RICE", 3)
    result = world.post(world.line("OIL", reserved=11), world.line("RICE", reserved=4), kind="reservation")
    oil, rice = world.skus["OIL"].pk, world.skus["RICE"].pk
    assert result.posting_id is None
    assert result.shorts == (
        Short(oil, "OIL", world.location.pk, 11, 10),
        Short(rice, "RICE", world.location.pk, 4, 3),
    )
    assert world.stock("OIL") == (10, 0)
    assert StockPosting.objects.count() == 2


def test_two_lines_of_one_sku_do_not_pass_alone(world: World) -> None:
    world.receive("OIL", 10)
    result = world.post(world.line("OIL", reserved=6), world.line("OIL", reserved=6), kind="reservation")
    assert result.shorts[0].requested == 12
    assert world.stock("OIL") == (10, 0)


def test_a_level_that_does_not_exist_is_short_not_free(world: World) -> None:
    result = world.post(world.line("OIL", reserved=1), kind="reservation")
    assert [(short.requested, short.available) for short in result.shorts] == [(1, 0)]


def test_reserved_goods_are_not_issued_to_somebody_else(world: World) -> None:
    world.receive("OIL", 10)
    world.post(world.line("OIL", reserved=8), kind="reservation")
    assert world.post(world.line("OIL", -3), kind="issue").shorts
    assert world.post(world.line("OIL", -8, -8), kind="issue").posting_id
    assert world.stock("OIL") == (2, 0)
    assert_ledger_proves_levels()


def test_a_fact_is_taken_and_flagged_where_a_promise_would_be_refused(world: World) -> None:
    world.receive("OIL", 10)
    world.post(world.line("OIL", reserved=8), kind="reservation")
    result = world.post(world.line("OIL", -5), kind="disposal", is_fact=True)
    posting = StockPosting.objects.get(pk=result.posting_id or 0)
    assert posting.is_oversold
    assert world.stock("OIL") == (5, 8)
    assert world.level("OIL").floor == -3
    assert Alert.objects.get(kind="oversold").text == "OIL: 3 more promised or sold than there is"
    assert Event.objects.filter(type="StockOversold").count() == 1
    assert world.post(world.line("OIL", reserved=1), kind="reservation").shorts
    world.receive("OIL", 4)
    assert world.level("OIL").floor == 0
    assert Alert.objects.get(kind="oversold").resolver == "system"
    assert_ledger_proves_levels()


def test_low_stock_opens_one_alert_at_the_reorder_point_and_resolves_only_above_it(world: World) -> None:
    world.receive("OIL", 40)
    level = world.level("OIL")
    level.reorder_point = 20
    level.save()
    world.post(world.line("OIL", reserved=19), kind="reservation")
    assert not Alert.objects.exists()
    world.post(world.line("OIL", reserved=1), kind="reservation")
    world.post(world.line("OIL", reserved=1), kind="reservation")
    alert = Alert.objects.get()
    assert alert.text == "OIL: 20 available, reorder point 20"
    world.receive("OIL", 1)
    alert.refresh_from_db()
    assert alert.resolved_at is None
    world.receive("OIL", 1)
    alert.refresh_from_db()
    assert (alert.resolver, alert.text) == ("system", "OIL: 20 available, reorder point 20")


def test_average_cost_follows_receipts_and_a_receipt_after_negative_stock_books_the_variance(world: World) -> None:
    world.receive("OIL", 10, cost=4_000_000)
    world.receive("OIL", 10, cost=6_000_000)
    assert world.level("OIL").average_cost_micros == 5_000_000
    world.post(world.line("OIL", -25), kind="issue", is_fact=True)
    assert world.level("OIL").value_micros == -25_000_000
    world.receive("OIL", 15, cost=7_000_000)
    level = world.level("OIL")
    assert (level.on_hand, level.value_micros, level.average_cost_micros) == (10, 70_000_000, 7_000_000)
    variance = StockMovement.objects.filter(on_hand_delta=0, reserved_delta=0).get()
    assert variance.value_delta_micros == -10_000_000  # 5 sold at 5.00 had really cost 7.00
    assert_ledger_proves_levels()


def test_goods_that_leave_at_their_own_cost_leave_the_others_as_they_came(world: World) -> None:
    world.receive("OIL", 10, cost=4_000_000)
    world.receive("OIL", 10, cost=6_000_000)
    world.post(world.line("OIL", -10, cost=6_000_000), kind="receipt")
    level = world.level("OIL")
    assert (level.on_hand, level.value_micros, level.average_cost_micros) == (10, 40_000_000, 4_000_000)
    assert_ledger_proves_levels()


def test_a_line_worth_more_than_a_number_can_hold_is_refused(world: World) -> None:
    world.receive("OIL", 1, cost=10**15)
    with pytest.raises(QuantityInvalid, match="OIL: this is worth more"):
        world.post(world.line("RICE", -1), world.line("OIL", -(10**12)), kind="adjustment", is_fact=True)
    assert world.stock("OIL") == (1, 0)
    assert StockPosting.objects.count() == 1


def test_a_foreign_branch_is_not_there(world: World) -> None:
    other = make_world()
    world.actor = other.actor
    with pytest.raises(NotFound):
        world.receive("OIL", 5)
    assert not StockPosting.objects.exists()


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["inventory_stockmovement", "inventory_stockposting"])
def test_the_ledger_refuses_to_be_changed(world: World, statement: str, table: str) -> None:
    world.receive("OIL", 5)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert world.stock("OIL") == (5, 0)
