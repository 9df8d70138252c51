"""Two people at the desk with one document, and what happens without the guard that keeps them apart."""

from __future__ import annotations

import sys
from itertools import count

import pytest
from django.db import connection

from kontor.inventory.errors import TransitionRefused
from kontor.inventory.models import StockAdjustment, TransferLine
from kontor.inventory.operations import adjust_stock, receive_transfer, reverse_posting
from kontor.inventory.queries.proof import differences
from kontor.inventory.schemas import ArrivedLine, TransferArrival
from kontor.inventory.sql import desk as desk_sql
from kontor.inventory.sql import transfers as transfers_sql
from tests.concurrency.races import copy_of, one_meets_the_other_uncommitted
from tests.inventory.desk import adjust, correction, receive, send
from tests.world import NOW, World, assert_ledger_proves_levels, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("race_database")]
adjust_stock_module = sys.modules[adjust_stock.__module__]
receive_transfer_module = sys.modules[receive_transfer.__module__]
reverse_posting_module = sys.modules[reverse_posting.__module__]


@pytest.fixture
def world(race_database: str) -> World:
    world = make_world()
    world.sku("OIL")
    world.another_location("SHOP")
    receive(world, ("OIL", 50, "4"))
    return world


def received_in_two_parts(world: World) -> tuple[int, list[str]]:
    """Two people each take 4 of 10 in, the second before the first has committed: what the transfer then says."""
    transfer = send(world, "SHOP", ("OIL", 10))
    part = TransferArrival(lines=(ArrivedLine(1, 4),))

    def arrive() -> None:
        receive_transfer(transfer_id=transfer.id, arrival=part, actor=world.actor, now=NOW)

    one_meets_the_other_uncommitted(arrive, arrive)
    assert_ledger_proves_levels()
    return TransferLine.objects.get().received_base, [item.kind for item in differences()]


def test_two_arrivals_of_one_transfer_add_up(world):
    assert received_in_two_parts(world) == (8, [])


def test_control_without_the_lock_the_second_arrival_overwrites_the_first(world, monkeypatch):
    unlocked = copy_of(transfers_sql, "{for_update('t')}", "")
    monkeypatch.setattr(receive_transfer_module, "lock_transfer_read", unlocked.lock_transfer_read)
    assert received_in_two_parts(world) == (4, ["in_transit"])


def adjusted_by_two(world: World, monkeypatch: pytest.MonkeyPatch) -> int:
    """The same external document twice, the second before the first has committed: how many adjustments there are."""
    numbers = count(1)  # real ones come from blocks, so that nobody waits for them
    monkeypatch.setattr(adjust_stock_module, "adjustment_numbers", lambda dates: [f"ADJ-{next(numbers)}"])
    draft = correction(world, ("OIL", -5), source="replay", external_reference="C1")
    one_meets_the_other_uncommitted(lambda: adjust(world, draft), lambda: adjust(world, draft))
    assert_ledger_proves_levels()
    return StockAdjustment.objects.count()


def test_an_external_document_is_adjusted_once(world, monkeypatch):
    assert adjusted_by_two(world, monkeypatch) == 1
    assert world.stock("OIL") == (45, 0)


def test_control_without_the_unique_index_it_is_adjusted_twice(world, monkeypatch):
    drop("adjustment_external_once")
    assert adjusted_by_two(world, monkeypatch) == 2
    assert world.stock("OIL") == (40, 0)


def test_a_posting_is_reversed_once(world):
    receipt = receive(world, ("OIL", 20, "4"))
    with pytest.raises(TransitionRefused, match="reversed already"):
        reversed_by_two(world, receipt.id)
    assert world.stock("OIL") == (50, 0)
    assert_ledger_proves_levels()


def test_control_without_lock_and_unique_index_it_is_reversed_twice(world, monkeypatch):
    unlocked = copy_of(desk_sql, "ORDER BY t.id FOR NO KEY UPDATE", "ORDER BY t.id")
    monkeypatch.setattr(reverse_posting_module, "lock_posting_read", unlocked.lock_posting_read)
    drop("posting_reversed_once")
    receipt = receive(world, ("OIL", 20, "4"))
    reversed_by_two(world, receipt.id)
    assert world.stock("OIL") == (30, 0)


def reversed_by_two(world: World, posting_id: int) -> None:
    def reverse() -> None:
        reverse_posting(posting_id=posting_id, reason="twice", actor=world.actor, now=NOW)

    one_meets_the_other_uncommitted(reverse, reverse)


def drop(index: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {index}")
