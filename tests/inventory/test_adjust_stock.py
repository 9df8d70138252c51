from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.access.models import AuditRecord
from kontor.inventory.errors import DocumentUnknown, MakerIsChecker, PeriodClosed, StockInvalid, TransitionRefused
from kontor.inventory.models import StockAdjustment, StockAdjustmentLine, StockMovement, StockPosting
from kontor.inventory.operations import (
    adjust_stock,
    approve_adjustment,
    receive_stock,
    reject_adjustment,
    set_adjustment_policy,
)
from kontor.inventory.queries.documents import adjustment_policy
from kontor.inventory.schemas import AdjustmentAnswer, ReceiptLine, StockReceipt
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.models import IdempotencyKey
from tests.inventory.desk import (
    adjust,
    correction,
    levels,
    open_alerts,
    receive,
    request_key,
    somebody_else,
    without,
)
from tests.world import NOW, TODAY, World, assert_ledger_proves_levels, everything, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    for code in ("OIL", "RICE"):
        world.sku(code)
    world.sku("REPAIR", is_stocked=False)
    receive(world, ("OIL", 100, "4"), ("RICE", 10, "2.50"))
    return world


def limit(world: World, quantity: int | None = None, value_minor: int | None = None) -> None:
    set_adjustment_policy(
        business=world.business.code,
        approval_quantity_base=quantity,
        approval_value_minor=value_minor,
        actor=world.actor,
        now=NOW,
    )


def draft(world: World, *goods: tuple[str, int]) -> AdjustmentAnswer:
    (result,) = adjust(world, correction(world, *goods))
    assert result.adjustment is not None
    return result.adjustment


def seen(adjustment_id: int) -> list[tuple[int, int | None, int | None]]:
    rows = StockAdjustmentLine.objects.filter(adjustment_id=adjustment_id).order_by("position")
    return list(rows.values_list("quantity_delta_base", "old_on_hand", "new_on_hand"))


def test_adjust_stock_posts_at_once_and_keeps_old_and_new_on_hand(world):
    answer = draft(world, ("OIL", -3), ("RICE", 2), ("OIL", -1))
    assert (answer.number, answer.state, answer.is_oversold) == ("ADJ-20260302-0001", "posted", False)
    assert seen(answer.id) == [(-3, 100, 97), (2, 10, 12), (-1, 97, 96)]
    assert (world.stock("OIL"), world.stock("RICE")) == ((96, 0), (12, 0))
    posting = StockPosting.objects.get(pk=answer.posting_id or 0)
    assert (posting.kind, posting.reference, posting.reason) == ("adjustment", answer.number, "counted")
    codes = StockMovement.objects.filter(posting=posting).order_by("id").values_list("reason_code", flat=True)
    assert list(codes) == [16, 6, 16]
    assert AuditRecord.objects.filter(action="stock.adjust").count() == 1
    assert_ledger_proves_levels()


def test_an_adjustment_that_finds_less_than_is_promised_is_posted_and_flagged(world):
    world.post(world.line("RICE", reserved=9), kind="reservation")
    answer = draft(world, ("RICE", -4))
    assert (answer.state, answer.is_oversold) == ("posted", True)
    assert world.stock("RICE") == (6, 9)
    assert open_alerts() == [("oversold", "RICE: 3 more promised or sold than there is")]
    assert_ledger_proves_levels()


def test_adjust_stock_answers_each_item_on_its_own(world):
    refused = [
        correction(world, ("OIL", 1), note="  "),
        correction(world, ("TEA", 1)),
        correction(world, ("OIL", 0)),
        correction(world, ("REPAIR", 1)),
        correction(world),
        correction(world, ("OIL", 1), occurred_at=NOW + timedelta(days=1)),
    ]
    results = adjust(world, *refused, correction(world, ("OIL", 1)))
    codes = [result.refusal.code if result.refusal else "" for result in results]
    assert codes == [
        "stock_invalid", "sku_unknown", "stock_invalid", "not_stocked", "stock_invalid", "stock_invalid", "",
    ]  # fmt: skip
    assert world.stock("OIL") == (101, 0)
    assert StockAdjustment.objects.count() == 1


def test_where_every_item_is_refused_nothing_is_kept_and_the_key_is_free(world):
    before = everything()
    answer = adjust_stock(
        adjustments=[correction(world, ("TEA", 1))], actor=world.actor, now=NOW, key=request_key(world)
    )
    assert answer.items[0].refusal is not None
    assert everything() == before
    assert not IdempotencyKey.objects.exists()


def test_the_same_key_gives_the_same_answer_and_adjusts_once(world):
    key = request_key(world)
    first = adjust_stock(adjustments=[correction(world, ("OIL", 1))], actor=world.actor, now=NOW, key=key)
    assert adjust_stock(adjustments=[correction(world, ("OIL", 1))], actor=world.actor, now=NOW, key=key) == first
    assert world.stock("OIL") == (101, 0)


def test_an_external_reference_is_adjusted_once_also_within_a_batch(world):
    wanted = correction(world, ("OIL", -2), source="replay", external_reference="C123")
    other = correction(world, ("OIL", -5), source="replay", external_reference="C124")
    first, twin, new = adjust(world, wanted, wanted, other)
    assert (first.is_duplicate, twin.is_duplicate, new.is_duplicate) == (False, True, False)
    assert first.adjustment == twin.adjustment
    (again,) = adjust(world, wanted)
    assert (again.is_duplicate, again.adjustment) == (True, first.adjustment)
    assert world.stock("OIL") == (93, 0)


def test_an_external_reference_of_another_branch_is_taken_but_not_shown(world):
    other = make_world()
    other.skus = world.skus
    adjust(other, correction(other, ("OIL", 1), source="replay", external_reference="C1"))
    (result,) = adjust(world, correction(world, ("OIL", 1), source="replay", external_reference="C1"))
    assert result.adjustment is None
    assert result.refusal is not None
    assert result.refusal.code == "external_reference_taken"


def test_service_lines_stay_on_the_document_and_move_nothing_where_they_are_allowed(world):
    (mixed,) = adjust(world, correction(world, ("REPAIR", -1), ("OIL", -1), allow_services=True))
    (alone,) = adjust(world, correction(world, ("REPAIR", -1), allow_services=True))
    assert mixed.adjustment is not None
    assert alone.adjustment is not None
    assert seen(mixed.adjustment.id) == [(-1, None, None), (-1, 100, 99)]
    assert (alone.adjustment.state, alone.adjustment.posting_id) == ("posted", None)
    assert StockMovement.objects.filter(posting_id=mixed.adjustment.posting_id).count() == 1


@pytest.mark.parametrize(
    ("quantity", "value_minor", "goods", "state"),
    [
        (10, None, (("OIL", -10),), "posted"),
        (10, None, (("OIL", -11),), "draft"),
        (10, None, (("OIL", -6), ("RICE", 5)), "draft"),  # up and down add together
        (None, 4000, (("OIL", 10),), "posted"),  # 10 at 4.00 are just 40.00
        (None, 4000, (("OIL", 10), ("RICE", 1)), "draft"),
        (0, 0, (("OIL", 1),), "draft"),
        (None, None, (("OIL", -100),), "posted"),
    ],
)
def test_an_adjustment_over_the_limit_is_a_draft_that_moves_nothing(world, quantity, value_minor, goods, state):
    limit(world, quantity, value_minor)
    before = levels()
    answer = draft(world, *goods)
    assert answer.state == state
    assert (levels() == before) == (state == "draft")
    assert (answer.posting_id is None) == (state == "draft")
    assert_ledger_proves_levels()


def test_somebody_else_approves_and_only_then_it_moves(world):
    limit(world, quantity=5)
    answer = draft(world, ("OIL", -20))
    world.post(world.line("OIL", -50), kind="issue")
    checker = somebody_else(world)
    key = request_key(world)
    approved = approve_adjustment(adjustment_id=answer.id, actor=checker, now=NOW, note="counted twice", key=key)
    assert (approved.state, approved.version, approved.number) == ("posted", 2, answer.number)
    assert seen(answer.id) == [(-20, 50, 30)]
    row = StockAdjustment.objects.get(pk=answer.id)
    assert (row.decided_by, row.decision_note, row.created_by) == (checker.id, "counted twice", world.actor.id)
    assert AuditRecord.objects.filter(action="stock.approve_adjustment").count() == 1
    assert approve_adjustment(adjustment_id=answer.id, actor=checker, now=NOW, note="x", key=key) == approved
    assert world.stock("OIL") == (30, 0)
    assert_ledger_proves_levels()


def test_the_maker_is_not_the_checker(world):
    limit(world, quantity=5)
    answer = draft(world, ("OIL", -20))
    before = everything()
    with pytest.raises(MakerIsChecker):
        approve_adjustment(adjustment_id=answer.id, actor=world.actor, now=NOW, key=request_key(world))
    assert everything() == before
    assert world.stock("OIL") == (100, 0)


def test_a_rejected_draft_moves_nothing_and_is_decided_for_good(world):
    limit(world, quantity=5)
    answer = draft(world, ("OIL", -20))
    checker = somebody_else(world)
    with pytest.raises(StockInvalid, match="Say why"):
        reject_adjustment(adjustment_id=answer.id, note=" ", actor=checker, now=NOW)
    rejected = reject_adjustment(adjustment_id=answer.id, note="count again", actor=checker, now=NOW)
    assert (rejected.state, rejected.posting_id) == ("rejected", None)
    assert world.stock("OIL") == (100, 0)
    before = everything()
    with pytest.raises(TransitionRefused, match="rejected already"):
        approve_adjustment(adjustment_id=answer.id, actor=checker, now=NOW)
    with pytest.raises(TransitionRefused, match="rejected already"):
        reject_adjustment(adjustment_id=answer.id, note="again", actor=checker, now=NOW)
    assert everything() == before


def test_a_posted_adjustment_is_not_approved_again(world):
    answer = draft(world, ("OIL", -1))
    with pytest.raises(TransitionRefused, match="posted already"):
        approve_adjustment(adjustment_id=answer.id, actor=somebody_else(world), now=NOW)
    assert world.stock("OIL") == (99, 0)


def test_a_draft_of_another_branch_is_not_there(world):
    limit(world, quantity=5)
    answer = draft(world, ("OIL", -20))
    stranger = make_world().actor
    with pytest.raises(DocumentUnknown):
        approve_adjustment(adjustment_id=answer.id, actor=stranger, now=NOW)
    with pytest.raises(DocumentUnknown):
        reject_adjustment(adjustment_id=answer.id, note="no", actor=stranger, now=NOW)
    with pytest.raises(DocumentUnknown):
        approve_adjustment(adjustment_id=answer.id + 1, actor=somebody_else(world), now=NOW)


def test_a_draft_whose_day_was_closed_meanwhile_cannot_be_approved(world):
    limit(world, quantity=5)
    answer = draft(world, ("OIL", -20))
    world.branch.closed_through_on = TODAY
    world.branch.save()
    with pytest.raises(PeriodClosed):
        approve_adjustment(adjustment_id=answer.id, actor=somebody_else(world), now=NOW)
    assert world.stock("OIL") == (100, 0)


def test_back_dating_and_closed_periods_refuse_an_item(world):
    yesterday = correction(world, ("OIL", 1), occurred_at=NOW - timedelta(days=1))
    actor = without(world.actor, "stock.backdate")
    (result,) = adjust_stock(adjustments=[yesterday], actor=actor, now=NOW).items
    assert result.refusal is not None
    assert result.refusal.code == "forbidden"
    world.branch.closed_through_on = TODAY - timedelta(days=1)
    world.branch.save()
    (result,) = adjust(world, yesterday)
    assert result.refusal is not None
    assert result.refusal.code == "period_closed"
    assert world.stock("OIL") == (100, 0)


def test_the_limit_is_the_businesss_own_and_audited(world):
    with pytest.raises(DocumentUnknown):
        set_adjustment_policy(
            business=make_world().business.code,
            approval_quantity_base=1,
            approval_value_minor=None,
            actor=world.actor,
            now=NOW,
        )
    limit(world, quantity=5)
    limit(world, value_minor=100)
    diffs = (
        AuditRecord.objects.filter(action="stock.set_adjustment_policy").order_by("id").values_list("diff", flat=True)
    )
    assert list(diffs) == [
        '{"approval_quantity_base":[null,5],"approval_value_minor":[null,null]}',
        '{"approval_quantity_base":[5,null],"approval_value_minor":[null,100]}',
    ]


def test_limits_are_set_only_as_they_were_read(world):
    business = world.business.code

    def put(version: int) -> int:
        policy = set_adjustment_policy(
            business=business,
            approval_quantity_base=version + 5,
            approval_value_minor=None,
            version=version,
            actor=world.actor,
            now=NOW,
        )
        assert policy == adjustment_policy(actor=world.actor, business=business)
        return policy.version

    assert adjustment_policy(actor=world.actor, business=business).version == 0
    assert put(0) == 1
    assert put(1) == 2
    for stale in (0, 1, 3):
        with pytest.raises(PreconditionFailed):
            put(stale)
    assert adjustment_policy(actor=world.actor, business=business).approval_quantity_base == 6
    assert AuditRecord.objects.filter(action="stock.set_adjustment_policy").count() == 2


@pytest.mark.parametrize("size", [1, 40])
def test_a_batch_costs_a_constant_number_of_statements(world, size):
    drafts = [
        correction(world, ("OIL", 1), ("RICE", 1), source="replay", external_reference=f"C{index}")
        for index in range(size)
    ]
    with CaptureQueriesContext(connection) as queries:
        adjust(world, *drafts)
    assert len(queries) == (19 if connection.vendor == "sqlite" else 10)
    assert world.stock("RICE") == (10 + size, 0)
    assert_ledger_proves_levels()


def test_two_thousand_adjustments_are_posted_in_one_call(world):
    drafts = [
        correction(world, ("OIL", -1), source="replay", external_reference=f"C{index}", allow_services=True)
        for index in range(2000)
    ]
    assert [result.is_duplicate for result in adjust(world, *drafts)] == [False] * 2000
    assert world.stock("OIL") == (-1900, 0)
    assert world.level("OIL").floor == -1900
    assert [result.is_duplicate for result in adjust(world, *drafts)] == [True] * 2000
    assert_ledger_proves_levels()


def test_a_receipt_after_an_adjustment_below_zero_books_the_variance(world):
    adjust(world, correction(world, ("RICE", -15)))
    receive_stock(
        receipt=StockReceipt(location=world.location.code, lines=(ReceiptLine("RICE", 10, "3.00"),)),
        actor=world.actor,
        now=NOW,
    )
    level = world.level("RICE")
    assert (level.on_hand, level.value_micros) == (5, 15_000_000)
    assert_ledger_proves_levels()
