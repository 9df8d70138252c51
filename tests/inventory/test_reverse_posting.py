from __future__ import annotations

import pytest

from kontor.access.models import AuditRecord
from kontor.inventory.errors import DocumentUnknown, PeriodClosed, StockInvalid, StockShort, TransitionRefused
from kontor.inventory.models import StockMovement, StockPosting
from kontor.inventory.operations import (
    dispose_stock,
    issue_stock,
    receive_transfer,
    reverse_posting,
)
from kontor.inventory.schemas import PostingAnswer, StockDisposal, StockIssue, TransferArrival
from kontor.inventory.types import LineRequest
from tests.inventory.desk import adjust, correction, lines, receive, request_key, send
from tests.world import NOW, TODAY, World, assert_ledger_proves_levels, everything, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    for code in ("OIL", "RICE"):
        world.sku(code)
    return world


def reverse(world: World, posting_id: int | None) -> PostingAnswer:
    assert posting_id is not None
    return reverse_posting(posting_id=posting_id, reason="entered twice", actor=world.actor, now=NOW)


def test_a_reversed_receipt_takes_back_what_it_did_to_the_average(world):
    receive(world, ("OIL", 10, "4"))
    wrong = receive(world, ("OIL", 10, "6"), ("RICE", 5, "1"))
    answer = reverse(world, wrong.id)
    level = world.level("OIL")
    assert (level.on_hand, level.average_cost_micros, level.value_micros) == (10, 4_000_000, 40_000_000)
    assert world.stock("RICE") == (0, 0)
    posting = StockPosting.objects.get(pk=answer.id)
    assert (posting.kind, posting.reverses_id, posting.reason) == ("receipt", wrong.id, "entered twice")
    rows = StockMovement.objects.filter(posting=posting).order_by("id")
    assert [(row.reason_code, row.on_hand_delta, row.unit_cost_micros) for row in rows] == [
        (2, -10, 6_000_000),
        (2, -5, 1_000_000),
    ]
    assert AuditRecord.objects.filter(action="stock.reverse").count() == 1
    assert_ledger_proves_levels()


def test_issues_disposals_and_adjustments_come_back_at_the_cost_they_left_with(world):
    receive(world, ("OIL", 30, "4"))
    place = world.location.code
    issued = issue_stock(issue=StockIssue(location=place, lines=lines(("OIL", 5))), actor=world.actor, now=NOW)
    broken = dispose_stock(disposal=StockDisposal(location=place, lines=lines(("OIL", 3))), actor=world.actor, now=NOW)
    (found,) = adjust(world, correction(world, ("OIL", -2)))
    assert found.adjustment is not None
    for posting_id in (issued.id, broken.id, found.adjustment.posting_id):
        reverse(world, posting_id)
    level = world.level("OIL")
    assert (level.on_hand, level.value_micros, level.average_cost_micros) == (30, 120_000_000, 4_000_000)
    assert_ledger_proves_levels()


def test_a_posting_is_reversed_once_and_a_reversal_never(world):
    receipt = receive(world, ("OIL", 10, "4"))
    reversal = reverse(world, receipt.id)
    before = everything()
    with pytest.raises(TransitionRefused, match="reversed already"):
        reverse(world, receipt.id)
    with pytest.raises(TransitionRefused):
        reverse(world, reversal.id)
    assert everything() == before


def test_the_same_key_reverses_once(world):
    receipt, key = receive(world, ("OIL", 10, "4")), request_key(world)
    first = reverse_posting(posting_id=receipt.id, reason="twice", actor=world.actor, now=NOW, key=key)
    again = reverse_posting(posting_id=receipt.id, reason="twice", actor=world.actor, now=NOW, key=key)
    assert again == first
    assert world.stock("OIL") == (0, 0)


def test_goods_that_are_promised_or_gone_are_not_taken_back(world):
    receipt = receive(world, ("OIL", 10, "4"))
    world.post(world.line("OIL", reserved=4), kind="reservation")
    before = everything()
    with pytest.raises(StockShort) as refused:
        reverse(world, receipt.id)
    assert refused.value.data["details"] == [{"product": "OIL", "available": 6, "requested": 10}]
    assert everything() == before


def test_documents_that_another_one_stands_behind_are_not_reversed_here(world):
    world.another_location("SHOP")
    receive(world, ("OIL", 30, "4"))
    reserved = world.post(world.line("OIL", reserved=4), kind="reservation")
    shipped = world.post(world.line("OIL", -4, -4), kind="issue")
    sale = LineRequest(world.location.pk, world.skus["OIL"].pk, -1, reason_code=11)
    sold = world.post(sale, kind="issue")
    transfer = send(world, "SHOP", ("OIL", 10))
    lost = TransferArrival(lines=(), write_off_rest=True, note="lost")
    receive_transfer(transfer_id=transfer.id, arrival=lost, actor=world.actor, now=NOW)
    moved = list(StockPosting.objects.filter(kind__in=("transfer", "disposal")).values_list("id", flat=True))
    for posting_id in (reserved.posting_id, shipped.posting_id, sold.posting_id, *moved):
        with pytest.raises(TransitionRefused):
            reverse(world, posting_id)
    assert not StockPosting.objects.filter(reverses__isnull=False).exists()


def test_a_reversal_keeps_branch_period_and_asks_for_the_reason(world):
    receipt = receive(world, ("OIL", 10, "4"))
    with pytest.raises(StockInvalid, match="Say why"):
        reverse_posting(posting_id=receipt.id, reason=" ", actor=world.actor, now=NOW)
    with pytest.raises(DocumentUnknown):
        reverse_posting(posting_id=receipt.id, reason="x", actor=make_world().actor, now=NOW)
    world.branch.closed_through_on = TODAY
    world.branch.save()
    with pytest.raises(PeriodClosed):
        reverse(world, receipt.id)
    assert world.stock("OIL") == (10, 0)


def test_nothing_comes_back_into_a_closed_location(world):
    receive(world, ("OIL", 10, "4"))
    place = world.location.code
    issued = issue_stock(issue=StockIssue(location=place, lines=lines(("OIL", 10))), actor=world.actor, now=NOW)
    world.location.is_active = False
    world.location.save()
    with pytest.raises(TransitionRefused, match="is closed"):
        reverse(world, issued.id)
