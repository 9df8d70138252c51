from __future__ import annotations

from datetime import date, timedelta

import pytest

from kontor.access.models import AuditRecord
from kontor.inventory.errors import (
    LocationClosed,
    LocationUnknown,
    NotStocked,
    PeriodClosed,
    SkuUnknown,
    StockInvalid,
    StockShort,
)
from kontor.inventory.models import StockMovement, StockPosting
from kontor.inventory.operations import dispose_stock, issue_stock, receive_stock, return_stock
from kontor.inventory.schemas import MovedLine, ReceiptLine, StockDisposal, StockIssue, StockReceipt, StockReturn
from kontor.kernel.errors import Forbidden, NotFound
from kontor.kernel.idempotency import KeyReused
from kontor.kernel.models import IdempotencyKey
from kontor.kernel.quantity import QuantityInvalid
from kontor.organization.models import Branch
from tests.inventory.desk import lines, open_alerts, receive, request_key, without
from tests.world import NOW, TODAY, World, assert_ledger_proves_levels, everything, make_world

pytestmark = pytest.mark.django_db
YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture
def world() -> World:
    world = make_world()
    for code in ("OIL", "RICE"):
        world.sku(code)
    world.sku("REPAIR", is_stocked=False)
    return world


def receipt(world: World, *wanted: ReceiptLine, **extra: object) -> StockReceipt:
    return StockReceipt(location=world.location.code, lines=wanted, **extra)  # type: ignore[arg-type]  # tests pass what fits


def test_receive_stock_takes_a_case_at_the_cost_of_a_case(world):
    answer = receive_stock(
        receipt=receipt(world, ReceiptLine("OIL", "1.5", "48.00", "CASE"), reference="DN 17", note="from the quay"),
        actor=world.actor,
        now=NOW,
    )
    assert (answer.kind, answer.reference, answer.business_date, answer.is_oversold) == (
        "receipt", "DN 17", TODAY, False,
    )  # fmt: skip
    assert answer.lines == (MovedLine("OIL", 36, "EA"),)
    level = world.level("OIL")
    assert (level.on_hand, level.average_cost_micros, level.value_micros) == (36, 2_000_000, 72_000_000)
    movement = StockMovement.objects.get()
    assert (movement.reason_code, movement.unit_cost_micros) == (2, 2_000_000)
    assert_ledger_proves_levels()


def test_receive_stock_leaves_one_audit_row(world):
    answer = receive(world, ("OIL", 5, "1"), ("RICE", 2, "1"))
    audit = AuditRecord.objects.get()
    assert (audit.action, audit.subject) == ("stock.receive", f"inventory.posting:{answer.id}")
    assert audit.actor_id == world.actor.id


def test_receive_stock_answers_the_same_key_with_the_same_answer_and_receives_once(world):
    key, wanted = request_key(world), receipt(world, ReceiptLine("OIL", 5, "1"))
    first = receive_stock(receipt=wanted, actor=world.actor, now=NOW, key=key)
    world.branch.closed_through_on = TODAY
    world.branch.save()
    assert receive_stock(receipt=wanted, actor=world.actor, now=NOW, key=key) == first
    assert world.stock("OIL") == (5, 0)
    with pytest.raises(KeyReused):
        receive_stock(receipt=wanted, actor=world.actor, now=NOW, key=request_key(world, fingerprint="other"))


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        ({"location": "NOWHERE"}, LocationUnknown, "There is no location 'NOWHERE' for you."),
        ({"lines": ()}, StockInvalid, "A document needs at least one line."),
        ({"lines": (ReceiptLine("TEA", 1, "1"),)}, SkuUnknown, "There is no SKU 'TEA'."),
        ({"lines": (ReceiptLine("REPAIR", 1, "1"),)}, NotStocked, "REPAIR is a service."),
        ({"lines": (ReceiptLine("OIL", 1, "1", "PALLET"),)}, StockInvalid, "OIL has no pack 'PALLET'; it has CASE"),
        ({"lines": (ReceiptLine("OIL", 0, "1"),)}, StockInvalid, "OIL: the quantity must not be 0."),
        ({"lines": (ReceiptLine("OIL", -1, "1"),)}, StockInvalid, "OIL: the quantity must be more than 0."),
        ({"lines": (ReceiptLine("OIL", "0.5", "1"),)}, QuantityInvalid, "only whole base units"),
        ({"lines": (ReceiptLine("OIL", 1, "-1"),)}, StockInvalid, "A cost is not negative"),
        ({"lines": (ReceiptLine("OIL", 1, "0.0000001"),)}, StockInvalid, "no finer than a millionth"),
        ({"lines": (ReceiptLine("OIL", 1, "1e15"),)}, StockInvalid, "A cost is not negative"),
        ({"reason_code": 11}, StockInvalid, "reason_code is one of 1 (import), 2 (purchase), 5 (processing in)."),
        ({"occurred_at": NOW + timedelta(minutes=6)}, StockInvalid, "occurred_at lies in the future."),
        ({"occurred_at": NOW.replace(year=9999)}, StockInvalid, "occurred_at lies in the future."),
        ({"occurred_at": NOW.replace(year=1)}, StockInvalid, "occurred_at lies too far back."),
    ],
)  # fmt: skip
def test_receive_stock_refuses_what_cannot_be_meant_and_changes_nothing(world, spoil, error, words):
    wanted = {"lines": (ReceiptLine("OIL", 5, "1"),), "location": world.location.code} | spoil
    before = everything()
    with pytest.raises(error) as refused:
        receive_stock(receipt=StockReceipt(**wanted), actor=world.actor, now=NOW, key=request_key(world))
    assert words in refused.value.detail
    assert everything() == before


def test_receive_stock_knows_no_location_of_another_branch(world):
    other = make_world()
    before = everything()
    with pytest.raises(NotFound):
        receive_stock(receipt=receipt(other, ReceiptLine("OIL", 5, "1")), actor=world.actor, now=NOW)
    assert everything() == before


def test_receive_stock_refuses_a_closed_location_and_one_of_goods_on_their_way(world):
    world.another_location("SHUT", is_active=False)
    world.another_location("AWAY", kind="in_transit")
    for code, error in (("SHUT", LocationClosed), ("AWAY", StockInvalid)):
        with pytest.raises(error):
            receive_stock(
                receipt=StockReceipt(location=code, lines=(ReceiptLine("OIL", 5, "1"),)), actor=world.actor, now=NOW
            )
    assert not StockPosting.objects.exists()


def test_an_earlier_day_needs_the_right_to_back_date(world):
    before = everything()
    with pytest.raises(Forbidden, match=r"stock\.backdate"):
        receive_stock(
            receipt=receipt(world, ReceiptLine("OIL", 5, "1"), occurred_at=YESTERDAY),
            actor=without(world.actor, "stock.backdate"),
            now=NOW,
        )
    assert everything() == before
    answer = receive(world, ("OIL", 5, "1"), at=YESTERDAY)
    assert answer.business_date == date(2026, 3, 1)


def test_the_business_date_is_the_branchs_own_and_an_hour_earlier_today_is_no_back_dating(world):
    Branch.objects.update(time_zone="Africa/Nairobi", day_starts_at="06:00")
    late = NOW.replace(hour=2, minute=59)  # 05:59 in Nairobi: still yesterday's business
    actor = without(world.actor, "stock.backdate")
    wanted = receipt(world, ReceiptLine("OIL", 5, "1"), occurred_at=late - timedelta(hours=1))
    assert receive_stock(receipt=wanted, actor=actor, now=late).business_date == date(2026, 3, 1)


def test_a_day_in_a_closed_period_is_refused_even_to_whom_may_back_date(world):
    world.branch.closed_through_on = date(2026, 3, 1)
    world.branch.save()
    before = everything()
    with pytest.raises(PeriodClosed, match="closed through 2026-03-01"):
        receive(world, ("OIL", 5, "1"), at=YESTERDAY)
    assert everything() == before
    assert receive(world, ("OIL", 5, "1")).business_date == TODAY


def test_issue_stock_takes_goods_out_at_the_average_cost(world):
    receive(world, ("OIL", 10, "4"))
    receive(world, ("OIL", 10, "6"))
    issue = StockIssue(location=world.location.code, lines=lines(("OIL", 5)), note="to the kitchen")
    answer = issue_stock(issue=issue, actor=world.actor, now=NOW)
    movement = StockMovement.objects.get(posting_id=answer.id)
    assert (movement.reason_code, movement.on_hand_delta, movement.value_delta_micros) == (14, -5, -25_000_000)
    assert AuditRecord.objects.filter(action="stock.issue").count() == 1


def test_issue_stock_is_refused_whole_where_it_would_take_promised_goods(world):
    receive(world, ("OIL", 10, "4"), ("RICE", 10, "4"))
    world.post(world.line("RICE", reserved=8), kind="reservation")
    before = everything()
    issue = StockIssue(location=world.location.code, lines=lines(("OIL", 5), ("RICE", 3)), reason_code=12)
    with pytest.raises(StockShort) as refused:
        issue_stock(issue=issue, actor=world.actor, now=NOW, key=request_key(world))
    assert refused.value.data["details"] == [{"product": "RICE", "available": 2, "requested": 3}]
    assert everything() == before
    assert (world.stock("OIL"), world.stock("RICE")) == ((10, 0), (10, 8))


def test_issue_stock_names_the_sku_also_where_it_was_never_there(world):
    issue = StockIssue(location=world.location.code, lines=lines(("RICE", 3)))
    with pytest.raises(StockShort) as refused:
        issue_stock(issue=issue, actor=world.actor, now=NOW)
    assert refused.value.data["details"] == [{"product": "RICE", "available": 0, "requested": 3}]
    assert not IdempotencyKey.objects.exists()


def test_dispose_stock_takes_broken_goods_whoever_they_were_promised_to(world):
    receive(world, ("OIL", 10, "4"))
    world.post(world.line("OIL", reserved=8), kind="reservation")
    disposal = StockDisposal(location=world.location.code, lines=lines(("OIL", 5)), note="fell down")
    answer = dispose_stock(disposal=disposal, actor=world.actor, now=NOW)
    assert (answer.kind, answer.is_oversold) == ("disposal", True)
    assert world.stock("OIL") == (5, 8)
    assert open_alerts() == [("oversold", "OIL: 3 more promised or sold than there is")]
    assert_ledger_proves_levels()


def test_return_stock_comes_back_at_the_cost_its_sale_went_out_with(world):
    receive(world, ("OIL", 10, "4"))
    sale = world.post(world.line("OIL", -4), kind="issue")
    receive(world, ("OIL", 10, "8"))
    document = StockReturn(location=world.location.code, lines=lines(("OIL", 3)), source_posting_id=sale.posting_id)
    answer = return_stock(document=document, actor=world.actor, now=NOW)
    movement = StockMovement.objects.get(posting_id=answer.id)
    assert (movement.reason_code, movement.unit_cost_micros) == (3, 4_000_000)
    assert world.level("OIL").value_micros == 6 * 4_000_000 + 10 * 8_000_000 + 3 * 4_000_000
    assert_ledger_proves_levels()


def test_return_stock_without_its_sale_comes_back_at_the_average(world):
    receive(world, ("OIL", 10, "4"))
    answer = return_stock(
        document=StockReturn(location=world.location.code, lines=lines(("OIL", 3))), actor=world.actor, now=NOW
    )
    assert StockMovement.objects.get(posting_id=answer.id).unit_cost_micros == 4_000_000


@pytest.mark.parametrize("goods", [(("OIL", 5),), (("OIL", 3), ("OIL", 2)), (("RICE", 1),)])
def test_return_stock_refuses_more_than_its_sale_took(world, goods):
    receive(world, ("OIL", 10, "4"))
    sale = world.post(world.line("OIL", -4), kind="issue")
    before = everything()
    document = StockReturn(location=world.location.code, lines=lines(*goods), source_posting_id=sale.posting_id)
    with pytest.raises(StockInvalid):
        return_stock(document=document, actor=world.actor, now=NOW)
    assert everything() == before


def test_return_stock_knows_no_sale_of_another_branch(world):
    other = make_world()
    other.sku("TEA")
    foreign = other.receive("TEA", 5)
    document = StockReturn(location=world.location.code, lines=lines(("OIL", 3)), source_posting_id=foreign.posting_id)
    with pytest.raises(NotFound):
        return_stock(document=document, actor=world.actor, now=NOW)
