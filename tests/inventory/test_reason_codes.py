from __future__ import annotations

import pytest

from kontor.inventory.models import StockMovement
from kontor.inventory.operations import adjust_stock, dispose_stock, receive_stock
from kontor.inventory.reasons import NAMES
from kontor.inventory.schemas import (
    AdjustmentDraft,
    AdjustmentDraftLine,
    ReceiptLine,
    StockDisposal,
    StockLine,
    StockReceipt,
)
from kontor.sales.operations import place_orders
from kontor.sales.types import DraftLine, OrderDraft
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    world.sku("OIL")
    return world


def codes() -> list[int]:
    return list(StockMovement.objects.order_by("id").values_list("reason_code", flat=True))


def test_the_codes_are_the_fiscal_ones_in_and_out():
    """Row 55."""
    assert [code for code in NAMES if code] == [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16]


def test_what_moves_goods_says_so_in_its_reason_code(world: World) -> None:
    """Row 55."""
    place = world.location.code
    receive_stock(
        receipt=StockReceipt(location=place, lines=(ReceiptLine(sku="OIL", quantity=10, unit_cost="5"),)),
        actor=world.actor,
        now=NOW,
    )
    sale = OrderDraft(location=place, counter_sale=True, lines=(DraftLine(sku="OIL", quantity=1),))
    assert place_orders(drafts=[sale], actor=world.actor, now=NOW).items[0].order
    dispose_stock(
        disposal=StockDisposal(location=place, note="broken", lines=(StockLine(sku="OIL", quantity=1),)),
        actor=world.actor,
        now=NOW,
    )
    for delta in (-2, 3):
        line = AdjustmentDraftLine(sku="OIL", quantity=delta)
        draft = AdjustmentDraft(location=place, note="counted", lines=(line,))
        adjust_stock(adjustments=[draft], actor=world.actor, now=NOW)
    assert codes() == [2, 11, 15, 16, 6]
