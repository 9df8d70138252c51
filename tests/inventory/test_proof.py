from __future__ import annotations

import pytest

from kontor.alerts.models import Alert
from kontor.inventory.models import StockAdjustmentLine, StockLevel, StockMovement, StockPosting, TransferLine
from kontor.inventory.operations import reverse_posting
from kontor.inventory.queries.proof import Difference, differences
from tests.inventory.desk import adjust, correction, receive, send
from tests.world import NOW, TODAY, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    for code in ("OIL", "RICE"):
        world.sku(code)
    world.another_location("SHOP")
    receive(world, ("OIL", 100, "4"), ("RICE", 10, "2.50"))
    world.post(world.line("OIL", reserved=30), kind="reservation")
    adjust(world, correction(world, ("OIL", -5)))
    send(world, "SHOP", ("OIL", 10))
    return world


def subject(world: World, sku: str) -> str:
    return f"{world.location.code} {sku}"


def movement_ids(world: World, sku: str) -> list[int]:
    return list(StockMovement.objects.filter(level=world.level(sku)).order_by("id").values_list("id", flat=True))


def test_a_ledger_that_proves_its_levels_has_no_differences(world):
    assert differences() == []


def test_a_level_that_misses_movements_names_the_first_one_missing(world):
    receipt, reserved, adjusted, _sent = movement_ids(world, "OIL")
    assert receipt < reserved < adjusted
    level = world.level("OIL")  # as it stood before the adjustment: somebody restored a copy
    level.on_hand, level.value_micros = 100, 400_000_000
    level.save()
    posting = StockPosting.objects.get(kind="adjustment")
    hint = (
        f"It stands as before movement {adjusted} (posting {posting.pk} {posting.reference}):"
        " that one and what follows are missing."
    )
    assert differences() == [
        Difference("level_on_hand", subject(world, "OIL"), "85", "100", hint),
        Difference("level_value", subject(world, "OIL"), "340000000", "400000000", hint),
    ]


def test_a_level_that_was_never_written_misses_its_first_movement(world):
    first = movement_ids(world, "RICE")[0]
    StockLevel.objects.filter(pk=world.level("RICE").pk).update(on_hand=0, value_micros=0)
    found = differences()
    assert [item.kind for item in found] == ["level_on_hand", "level_value"]
    assert found[0].hint.startswith(f"It stands as before movement {first} (posting ")


def test_a_level_changed_beside_the_ledger_is_found_for_what_it_is(world):
    StockLevel.objects.filter(pk=world.level("RICE").pk).update(reserved=3)
    hint = "Its movements never summed up to this: the level was changed beside the ledger."
    assert differences() == [Difference("level_reserved", subject(world, "RICE"), "0", "3", hint)]


def test_a_floor_that_does_not_follow_the_availability_is_found(world):
    StockLevel.objects.filter(pk=world.level("RICE").pk).update(floor=-4)
    assert [(item.kind, item.expected, item.found) for item in differences()] == [("level_floor", "0", "-4")]


def test_a_posting_without_movements_is_found(world):
    posting = StockPosting.objects.create(
        kind="receipt", branch=world.branch, occurred_at=NOW, recorded_at=NOW, business_date=TODAY, actor_id=1
    )
    assert [(item.kind, item.subject) for item in differences()] == [("posting_empty", f"posting {posting.pk} ")]


def test_a_reversal_that_takes_back_something_else_is_found(world):
    receipt = receive(world, ("RICE", 5, "2.50"))
    reversal = reverse_posting(posting_id=receipt.id, reason="twice", actor=world.actor, now=NOW)
    assert differences() == []
    level = world.level("RICE")
    value = level.value_micros - level.average_cost_micros
    StockMovement.objects.create(
        posting_id=reversal.id, level=level, on_hand_delta=-1, value_delta_micros=-level.average_cost_micros
    )
    StockLevel.objects.filter(pk=level.pk).update(on_hand=level.on_hand - 1, value_micros=value)
    assert [(item.kind, item.expected, item.found) for item in differences()] == [("reversal", "-5", "-6")]


def test_an_average_that_does_not_follow_from_the_value_is_found(world):
    level = world.level("RICE")
    StockLevel.objects.filter(pk=level.pk).update(average_cost_micros=level.average_cost_micros + 1)
    assert [(item.kind, item.found) for item in differences()] == [("average_cost", str(level.average_cost_micros + 1))]


def test_transit_that_holds_other_than_its_open_transfers_is_found(world):
    TransferLine.objects.update(received_base=4)
    found = differences()
    assert [(item.kind, item.expected, item.found) for item in found] == [("in_transit", "6", "10")]
    assert found[0].subject == f"TRANSIT-{world.branch.pk} OIL"


def test_an_adjustment_that_says_other_than_it_did_is_found(world):
    StockAdjustmentLine.objects.update(new_on_hand=99)
    assert [(item.kind, item.found) for item in differences()] == [("adjustment_line", "old 100, delta -5, new 99")]


def test_alerts_that_are_missing_or_left_open_are_found(world):
    StockLevel.objects.filter(pk=world.level("RICE").pk).update(reorder_point=10)
    Alert.objects.create(
        kind="oversold",
        subject_kind="stock_level",
        subject_key=str(world.level("OIL").pk),
        branch_id=world.branch.pk,
        text="x",
        opened_at=NOW,
    )
    assert [(item.kind, item.subject, item.expected, item.found) for item in differences()] == [
        ("low_stock_alert", subject(world, "RICE"), "an open alert", "none"),
        ("oversold_alert", subject(world, "OIL"), "none", "an open alert"),
    ]


def test_no_more_differences_are_told_than_asked_for(world):
    StockLevel.objects.filter(location=world.location).update(reserved=3)
    assert len(differences()) == 2
    assert len(differences(limit=1)) == 1


@pytest.mark.parametrize("postings", [0, 30])
def test_the_proof_costs_the_same_number_of_queries_whatever_the_ledgers_length(
    world, postings, django_assert_num_queries
):
    for _ in range(postings):
        world.receive("OIL", 1)
    with django_assert_num_queries(8):
        assert differences() == []
