"""Row 55: what fiscal devices call movement codes are the reasons of the ledger, each written by its own document."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.inventory import reasons
from kontor.inventory.models import StockMovement
from kontor.inventory.operations import dispose_stock, issue_stock, receive_stock, receive_transfer, return_stock
from kontor.inventory.schemas import (
    ReceiptLine,
    StockDisposal,
    StockIssue,
    StockReceipt,
    StockReturn,
    TransferArrival,
)
from tests.inventory.desk import adjust, correction, lines, send
from tests.sales.orders import confirmed, line, make_shop, ship
from tests.world import NOW, assert_ledger_proves_levels

pytestmark = pytest.mark.django_db


def test_row_55_every_movement_code_is_a_reason_in_the_ledger():
    world = make_shop("OIL", on_hand=0)
    world.another_location("SHOP")
    who: dict[str, Any] = {"actor": world.actor, "now": NOW}
    place, goods = world.location.code, lines(("OIL", 2))
    for code in (reasons.IMPORT_IN, reasons.PURCHASE, reasons.PROCESSING_IN):
        receipt = StockReceipt(location=place, lines=(ReceiptLine("OIL", 20, "4"),), reason_code=code)
        receive_stock(receipt=receipt, **who)
    for code in (reasons.RETURN_OUT, reasons.PROCESSING_OUT):
        issue_stock(issue=StockIssue(location=place, lines=goods, reason_code=code), **who)
    dispose_stock(disposal=StockDisposal(location=place, lines=goods), **who)
    return_stock(document=StockReturn(location=place, lines=goods), **who)
    adjust(world, correction(world, ("OIL", 2)), correction(world, ("OIL", -2)))
    receive_transfer(transfer_id=send(world, "SHOP", ("OIL", 2)).id, arrival=TransferArrival(), **who)
    ship(world, confirmed(world, line("OIL", 2)).id)

    moved = StockMovement.objects.exclude(on_hand_delta=0).values_list("reason_code", "on_hand_delta")
    assert {code for code, _ in moved} == set(reasons.NAMES) - {0}
    assert all((code < 10) == (delta > 0) for code, delta in moved)
    assert_ledger_proves_levels()
