from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.access.models import AuditRecord
from kontor.inventory.errors import (
    DocumentUnknown,
    LocationUnknown,
    NotStocked,
    PeriodClosed,
    StockInvalid,
    StockShort,
    TransitionRefused,
)
from kontor.inventory.models import Location, StockMovement, StockPosting, Transfer, TransferLine, TransferPosting
from kontor.inventory.operations import receive_transfer, send_transfer
from kontor.inventory.schemas import ArrivedLine, TransferAnswer, TransferArrival, TransferDraft
from kontor.kernel.errors import Forbidden
from tests.inventory.desk import another_branch, at_branches, lines, receive, request_key, send, without
from tests.world import NOW, TODAY, World, assert_ledger_proves_levels, everything, make_world

pytestmark = pytest.mark.django_db
ALL = TransferArrival()


@pytest.fixture
def world() -> World:
    world = make_world()
    for code in ("OIL", "RICE"):
        world.sku(code)
    world.sku("REPAIR", is_stocked=False)
    world.another_location("SHOP", kind="shop")
    receive(world, ("OIL", 100, "4"), ("RICE", 10, "2.50"))
    return world


def arrive(world: World, transfer: TransferAnswer, arrival: TransferArrival = ALL, **extra: object) -> TransferAnswer:
    wanted: dict[str, object] = {"actor": world.actor, "now": NOW} | extra
    return receive_transfer(transfer_id=transfer.id, arrival=arrival, **wanted)  # type: ignore[arg-type]  # tests pass what fits


def part(*goods: tuple[int, int], **extra: object) -> TransferArrival:
    wanted = tuple(ArrivedLine(position, quantity) for position, quantity in goods)
    return TransferArrival(lines=wanted, **extra)  # type: ignore[arg-type]  # tests pass what fits


def place(code: str) -> Location:
    return Location.objects.get(code=code)


def transit(world: World) -> Location:
    return Location.objects.get(branch=world.branch, kind="in_transit")


def open_lines(transfer: TransferAnswer) -> list[tuple[int, int, int]]:
    rows = TransferLine.objects.filter(transfer_id=transfer.id).order_by("position")
    return list(rows.values_list("quantity_base", "received_base", "written_off_base"))


def test_sent_goods_are_in_transit_at_their_cost_until_received(world):
    transfer = send(world, "SHOP", ("OIL", 30), ("RICE", 4))
    assert (transfer.number, transfer.state, transfer.version) == ("TRF-20260302-0001", "in_transit", 1)
    assert (world.stock("OIL"), world.stock("OIL", transit(world))) == ((70, 0), (30, 0))
    receive(world, ("OIL", 70, "8"))  # changes the average where they came from, not theirs
    done = arrive(world, transfer)
    assert (done.state, done.version) == ("received", 2)
    shop = world.level("OIL", place("SHOP"))
    assert (shop.on_hand, shop.average_cost_micros, shop.value_micros) == (30, 4_000_000, 120_000_000)
    assert world.level("RICE", place("SHOP")).value_micros == 10_000_000
    in_transit = world.level("OIL", transit(world))
    assert (in_transit.on_hand, in_transit.value_micros) == (0, 0)
    assert [step for (step,) in TransferPosting.objects.order_by("id").values_list("step")] == ["send", "receive"]
    assert AuditRecord.objects.filter(subject=f"inventory.transfer:{transfer.id}").count() == 2
    assert_ledger_proves_levels()


def test_every_posting_of_a_transfer_moves_value_and_makes_none(world):
    arrive(world, send(world, "SHOP", ("OIL", 30)), part((1, 12)))
    for posting in StockPosting.objects.filter(kind="transfer"):
        moved = StockMovement.objects.filter(posting=posting)
        assert sum(row.value_delta_micros for row in moved) == 0
        assert sorted(row.reason_code for row in moved) == [4, 13]


def test_two_transfers_on_their_way_keep_their_own_costs(world):
    first = send(world, "SHOP", ("OIL", 10))
    world.post(world.line("OIL", -90), kind="issue")
    receive(world, ("OIL", 10, "9"))
    second = send(world, "SHOP", ("OIL", 10))
    arrive(world, second)
    assert world.level("OIL", place("SHOP")).average_cost_micros == 9_000_000
    arrive(world, first)
    assert world.level("OIL", place("SHOP")).value_micros == 130_000_000
    assert world.level("OIL", transit(world)).value_micros == 0
    assert_ledger_proves_levels()


def test_what_has_not_arrived_stays_in_transit(world):
    transfer = send(world, "SHOP", ("OIL", 30), ("RICE", 4))
    partly = arrive(world, transfer, part((1, 12)))
    assert (partly.state, partly.version) == ("in_transit", 2)
    assert open_lines(transfer) == [(30, 12, 0), (4, 0, 0)]
    assert (world.stock("OIL", place("SHOP")), world.stock("OIL", transit(world))) == ((12, 0), (18, 0))
    arrive(world, transfer, part((1, 18)))
    done = arrive(world, transfer, part((2, 4)))
    assert done.state == "received"
    row = Transfer.objects.get(pk=transfer.id)
    assert (row.received_at, row.received_by) == (NOW, world.actor.id)
    assert_ledger_proves_levels()


def test_what_will_never_come_is_written_off_at_its_cost(world):
    transfer = send(world, "SHOP", ("OIL", 30), ("RICE", 4))
    done = arrive(world, transfer, part((1, 25), write_off_rest=True, note="fell off the van"))
    assert done.state == "received"
    assert open_lines(transfer) == [(30, 25, 5), (4, 0, 4)]
    loss = StockMovement.objects.filter(posting__kind="disposal").order_by("id")
    assert [(row.reason_code, row.on_hand_delta, row.value_delta_micros) for row in loss] == [
        (15, -5, -20_000_000),
        (15, -4, -10_000_000),
    ]
    assert world.level("OIL", transit(world)).value_micros == 0
    assert_ledger_proves_levels()


def test_all_can_be_written_off_and_nothing_received(world):
    transfer = send(world, "SHOP", ("OIL", 30))
    with pytest.raises(StockInvalid, match="Say in the note why"):
        arrive(world, transfer, part(write_off_rest=True))
    done = arrive(world, transfer, part(write_off_rest=True, note="stolen"))
    assert done.state == "received"
    assert open_lines(transfer) == [(30, 0, 30)]
    assert [step for (step,) in TransferPosting.objects.order_by("id").values_list("step")] == ["send", "write_off"]


@pytest.mark.parametrize(
    "arrival", [part((1, 31)), part((1, 20), (1, 11)), part((1, 0)), part((1, -1)), part((2, 1)), part()]
)
def test_no_more_arrives_than_was_sent(world, arrival):
    transfer = send(world, "SHOP", ("OIL", 30))
    before = everything()
    with pytest.raises(StockInvalid):
        arrive(world, transfer, arrival, key=request_key(world))
    assert everything() == before
    assert open_lines(transfer) == [(30, 0, 0)]


def test_a_transfer_is_received_once(world):
    transfer, key = send(world, "SHOP", ("OIL", 30)), request_key(world)
    first = arrive(world, transfer, key=key)
    assert arrive(world, transfer, key=key) == first
    with pytest.raises(TransitionRefused, match="received already"):
        arrive(world, transfer)
    assert world.stock("OIL", place("SHOP")) == (30, 0)


def test_a_line_that_somebody_else_took_in_is_refused_as_a_whole_transfer_would_be(world):
    transfer = send(world, "SHOP", ("OIL", 2), ("RICE", 4))
    arrive(world, transfer, part((1, 2)))
    before = everything()
    with pytest.raises(TransitionRefused, match="Line 1 has arrived whole already") as refused:
        arrive(world, transfer, part((2, 1), (1, 1)))
    assert refused.value.data["field"] == "lines[1]"
    assert everything() == before


def test_promised_goods_are_not_sent_away(world):
    world.post(world.line("RICE", reserved=8), kind="reservation")
    before = everything()
    with pytest.raises(StockShort) as refused:
        send(world, "SHOP", ("OIL", 10), ("RICE", 3))
    assert refused.value.data["details"] == [{"product": "RICE", "available": 2, "requested": 3}]
    assert everything() == before
    assert world.stock("OIL") == (100, 0)


def test_a_transfer_goes_from_the_senders_branch_to_the_receivers(world):
    side = another_branch(world)
    world.another_location("SIDE", branch=side)
    transfer = send(world, "SIDE", ("OIL", 30))
    with pytest.raises(DocumentUnknown):
        arrive(world, transfer)  # the sender does not work there
    receiver = at_branches(world, side, id=99)
    draft = TransferDraft(from_location=world.location.code, to_location="SIDE", lines=lines(("OIL", 1)))
    with pytest.raises(LocationUnknown):
        send_transfer(transfer=draft, actor=receiver, now=NOW)
    done = arrive(world, transfer, actor=receiver)
    assert done.state == "received"
    assert world.stock("OIL", place("SIDE")) == (30, 0)
    assert set(StockPosting.objects.filter(kind="transfer").values_list("branch_id", flat=True)) == {
        world.branch.pk,
        side.pk,
    }
    assert_ledger_proves_levels()


def test_another_business_is_no_destination(world):
    other = make_world()
    before = everything()
    with pytest.raises(LocationUnknown):
        send(world, other.location.code, ("OIL", 1))
    assert everything() == before


def test_a_transfer_that_cannot_be_meant_is_refused(world):
    world.another_location("SHUT", is_active=False)
    send(world, "SHOP", ("OIL", 1))
    for to, goods, error in [
        (world.location.code, ("OIL", 1), StockInvalid),
        ("SHUT", ("OIL", 1), StockInvalid),
        ("", ("OIL", 1), StockInvalid),
        (transit(world).code, ("OIL", 1), LocationUnknown),
        ("SHOP", ("REPAIR", 1), NotStocked),
        ("SHOP", ("OIL", 0), StockInvalid),
    ]:
        with pytest.raises(error):
            send(world, to, goods)
    with pytest.raises(StockInvalid):
        send(world, "SHOP")
    assert Transfer.objects.count() == 1


def test_receiving_keeps_the_receivers_calendar(world):
    transfer = send(world, "SHOP", ("OIL", 30))
    tomorrow, present = NOW + timedelta(days=1), without(world.actor, "stock.backdate")
    with pytest.raises(StockInvalid, match="before it was sent"):
        arrive(world, transfer, TransferArrival(received_at=NOW - timedelta(hours=1)), now=tomorrow)
    with pytest.raises(Forbidden):
        arrive(world, transfer, TransferArrival(received_at=NOW), now=tomorrow, actor=present)
    world.branch.closed_through_on = TODAY
    world.branch.save()
    with pytest.raises(PeriodClosed):
        arrive(world, transfer)
    assert open_lines(transfer) == [(30, 0, 0)]
    assert arrive(world, transfer, now=tomorrow).state == "received"
