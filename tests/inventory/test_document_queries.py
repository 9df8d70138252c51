from __future__ import annotations

import msgspec
import pytest

from kontor.inventory.errors import DocumentUnknown, LocationUnknown
from kontor.inventory.operations import receive_transfer
from kontor.inventory.queries.documents import (
    AdjustmentFilters,
    TransferFilters,
    adjustment_detail,
    list_adjustments,
    list_transfers,
    transfer_detail,
)
from kontor.inventory.queries.locations import list_locations, location_detail
from kontor.inventory.schemas import ArrivedLine, TransferArrival
from tests.inventory.desk import adjust, another_branch, at_branches, correction, receive, send
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    for code in ("OIL", "RICE"):
        world.sku(code)
    receive(world, ("OIL", 100, "4"), ("RICE", 10, "2.50"))
    return world


def test_locations_are_listed_with_branch_and_parent(world):
    world.another_location("BIN", kind="bin", parent=world.location)
    rows = list_locations(actor=world.actor, cursor=None, limit=50).items
    assert [(row.code, row.branch_code, row.parent_code, row.kind) for row in rows] == [
        (world.location.code, world.branch.code, None, "warehouse"),
        ("BIN", world.branch.code, world.location.code, "bin"),
    ]
    assert list_locations(actor=world.actor, cursor=None, limit=50, branch="NONE").items == []
    assert msgspec.to_builtins(location_detail(actor=world.actor, code="BIN"))["parent"] == world.location.code


def test_a_foreign_location_is_not_there(world):
    other = make_world()
    assert other.location.code not in {
        row.code for row in list_locations(actor=world.actor, cursor=None, limit=50).items
    }
    with pytest.raises(LocationUnknown):
        location_detail(actor=world.actor, code=other.location.code)


def test_an_adjustment_is_shown_with_old_and_new(world):
    (first, second) = adjust(
        world,
        correction(world, ("OIL", -3), ("RICE", 1), source="replay", external_reference="C1"),
        correction(world, ("OIL", 1)),
    )
    assert first.adjustment is not None
    assert second.adjustment is not None
    rows = list_adjustments(actor=world.actor, filters=AdjustmentFilters(), cursor=None, limit=50).items
    assert [row.number for row in rows] == [second.adjustment.number, first.adjustment.number]
    detail = adjustment_detail(actor=world.actor, adjustment_id=first.adjustment.id)
    assert (detail.state, detail.note, detail.location_code) == ("posted", "counted", world.location.code)
    assert [(line.sku_code, line.unit, line.old_on_hand, line.new_on_hand) for line in detail.lines] == [
        ("OIL", "EA", 100, 97),
        ("RICE", "EA", 10, 11),
    ]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"state": "posted"}, 2),
        ({"state": "draft"}, 0),
        ({"location": "NONE"}, 0),
        ({"source": "replay"}, 1),
        ({"source": "replay", "external_reference": "C2"}, 0),
    ],
)
def test_adjustments_are_narrowed(world, wanted, found):
    adjust(
        world,
        correction(world, ("OIL", -3), source="replay", external_reference="C1"),
        correction(world, ("OIL", 1)),
    )
    page = list_adjustments(actor=world.actor, filters=AdjustmentFilters(**wanted), cursor=None, limit=50)
    assert len(page.items) == found


def test_a_transfer_is_shown_with_lines_and_steps_to_both_branches(world):
    side = another_branch(world)
    world.another_location("SIDE", branch=side)
    transfer = send(world, "SIDE", ("OIL", 30), ("RICE", 2))
    receiver = at_branches(world, side)
    arrival = TransferArrival(lines=(ArrivedLine(1, 12),))
    receive_transfer(transfer_id=transfer.id, arrival=arrival, actor=receiver, now=NOW)
    for actor in (world.actor, receiver):
        (row,) = list_transfers(actor=actor, filters=TransferFilters(), cursor=None, limit=50).items
        assert (row.number, row.state, row.from_code, row.to_code) == (
            transfer.number, "in_transit", world.location.code, "SIDE",
        )  # fmt: skip
    detail = transfer_detail(actor=receiver, transfer_id=transfer.id)
    assert [(line.sku_code, line.quantity_base, line.received_base, line.in_transit_base) for line in detail.lines] == [
        ("OIL", 30, 12, 18),
        ("RICE", 2, 0, 2),
    ]
    assert [step.step for step in detail.steps] == ["send", "receive"]


def test_transfers_are_narrowed_by_state_and_either_end(world):
    world.another_location("SHOP")
    send(world, "SHOP", ("OIL", 30))
    for wanted, found in [({"state": "received"}, 0), ({"location": "SHOP"}, 1), ({"location": "NONE"}, 0)]:
        page = list_transfers(actor=world.actor, filters=TransferFilters(**wanted), cursor=None, limit=50)
        assert len(page.items) == found


def test_foreign_documents_are_not_there(world):
    world.another_location("SHOP")
    transfer = send(world, "SHOP", ("OIL", 30))
    (result,) = adjust(world, correction(world, ("OIL", 1)))
    assert result.adjustment is not None
    stranger = make_world().actor
    assert list_transfers(actor=stranger, filters=TransferFilters(), cursor=None, limit=50).items == []
    assert list_adjustments(actor=stranger, filters=AdjustmentFilters(), cursor=None, limit=50).items == []
    with pytest.raises(DocumentUnknown):
        transfer_detail(actor=stranger, transfer_id=transfer.id)
    with pytest.raises(DocumentUnknown):
        adjustment_detail(actor=stranger, adjustment_id=result.adjustment.id)


@pytest.mark.parametrize("more", [1, 8])
def test_lists_cost_one_query_and_details_two_or_three(world, more, django_assert_num_queries):
    world.another_location("SHOP")
    transfer = send(world, "SHOP", *[("OIL", 1)] * more)
    results = adjust(world, *[correction(world, *[("OIL", 1)] * more)] * more)
    assert results[0].adjustment is not None
    with django_assert_num_queries(1):
        list_adjustments(actor=world.actor, filters=AdjustmentFilters(), cursor=None, limit=50)
    with django_assert_num_queries(1):
        list_transfers(actor=world.actor, filters=TransferFilters(), cursor=None, limit=50)
    with django_assert_num_queries(2):
        list_locations(actor=world.actor, cursor=None, limit=50)
    with django_assert_num_queries(2):
        adjustment_detail(actor=world.actor, adjustment_id=results[0].adjustment.id)
    with django_assert_num_queries(3):
        transfer_detail(actor=world.actor, transfer_id=transfer.id)
