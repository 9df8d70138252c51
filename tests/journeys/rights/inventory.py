"""Stock is seen and moved where one works: a foreign location, SKU level or document is not there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from kontor.inventory.operations import adjust_stock, receive_stock, send_transfer, set_adjustment_policy
from kontor.inventory.schemas import (
    AdjustmentDraft,
    AdjustmentDraftLine,
    ReceiptLine,
    StockLine,
    StockReceipt,
    TransferDraft,
)
from tests.journeys.rights.table import Ask, Place, Requests
from tests.world import NOW, World, make_world

NOBODY_WHO_ASKS: Final = 10**9

# A SKU belongs to no branch: whoever works elsewhere is told that it exists, and of no stock. A batch answers 200
# wherever it is aimed: each item says for itself that there is no such location.
TABLE: Final = """
#                                   owner          accountant
#                                   | manager      | approver
#                                   | | sales      | | auditor
#                                   | | | cashier  | | | integration
#                                   | | | | store  | | | |
#                                   | | | | | driver | | |   own other none nobody
locations                   GET     + + + + + + + + + + |  200  200  200  401
locations                   POST    + - - - - - - - - - |  201  404  404  401
location                    GET     + + + + + + + + + + |  200  404  404  401
location                    PATCH   + - - - - - - - - - |  200  404  404  401
reorder-points              POST    + + - - + - - - - - |  200  404  404  401
stock                       GET     + + + + + + + + + + |  200  200  200  401
stock-of-sku                GET     + + + + + + + + + + |  200  200  200  401
movements                   GET     + + + + + + + + + + |  200  200  200  401
movement-report             GET     + + + + + + + + + + |  200  200  200  401
put-stock                   POST    + + - - + - - - - + |  200  200  200  401
stock-cost-corrections      POST    + + - - - - - - - - |  201  404  404  401
stock-receipts              POST    + + - - + - - - - + |  201  404  404  401
stock-issues                POST    + + - - + - - - - + |  201  404  404  401
stock-disposals             POST    + + - - + - - - - + |  201  404  404  401
stock-returns               POST    + + - - + - - - - + |  201  404  404  401
stock-posting-reverse       POST    + + - - + - - - - - |  201  404  404  401
stock-adjustments           GET     + + + + + + + + + + |  200  200  200  401
stock-adjustments           POST    + + - - + - - - - - |  201  404  404  401
stock-adjustments-batch     POST    + + - - + - - - - - |  200  200  200  401
stock-adjustment            GET     + + + + + + + + + + |  200  404  404  401
stock-adjustment-approve    POST    + + - - - - - + - - |  200  404  404  401
stock-adjustment-reject     POST    + + - - - - - + - - |  200  404  404  401
adjustment-policy           GET     + + + + + + + + + + |  200  404  404  401
adjustment-policy           PUT     + - - - - - - - - - |  200  404  404  401
stock-transfers             GET     + + + + + + + + + + |  200  200  200  401
stock-transfers             POST    + + - - + - - - - + |  201  404  404  401
stock-transfer              GET     + + + + + + + + + + |  200  404  404  401
stock-transfer-receive      POST    + + - - + - - - - + |  200  404  404  401
"""


def _store(place: Place) -> World:
    """A world at the branch with a SKU and a second location, worked by somebody who never asks."""
    world = make_world(place.branch)
    world.actor = replace(world.actor, id=NOBODY_WHO_ASKS)
    world.another_location(f"SHOP{place.branch.pk}")
    world.sku("OIL")
    return world


def _opening(place: Place) -> dict[str, Any]:
    row = {"location": _store(place).location.code, "sku": "OIL", "quantity": 5, "unit_cost": "2"}
    return {"items": [row]}


def _corrected_cost(place: Place) -> Ask:
    world = _store(place)
    world.receive("OIL", 5)
    lines = [{"sku": "OIL", "unit_cost": "3"}]
    return Ask(body={"location": world.location.code, "lines": lines, "note": "freight"})


def _received(world: World) -> int:
    receipt = StockReceipt(location=world.location.code, lines=(ReceiptLine("OIL", 50, "2"),))
    return receive_stock(receipt=receipt, actor=world.actor, now=NOW).id


def _lines(quantity: int) -> list[dict[str, Any]]:
    return [{"sku": "OIL", "quantity": quantity}]


def _document(place: Place, **extra: Any) -> Ask:
    world = _store(place)
    _received(world)
    return Ask(body={"location": world.location.code, "lines": _lines(3), **extra})


def _receipt(place: Place) -> Ask:
    lines = [{"sku": "OIL", "quantity": 3, "unit_cost": "2"}]
    return Ask(body={"location": _store(place).location.code, "lines": lines})


def _batch(place: Place) -> Ask:
    return Ask(body={"adjustments": [_document(place, note="counted").body]})


def _draft(place: Place, body: Any = None) -> Ask:
    """A draft that somebody else has entered."""
    world = _store(place)
    _received(world)
    set_adjustment_policy(
        business=world.business.code, approval_quantity_base=1, approval_value_minor=None, actor=world.actor, now=NOW
    )
    lines = (AdjustmentDraftLine("OIL", -3),)
    draft = AdjustmentDraft(location=world.location.code, lines=lines, note="counted")
    (result,) = adjust_stock(adjustments=[draft], actor=world.actor, now=NOW).items
    assert result.adjustment is not None
    return Ask({"adjustment_id": result.adjustment.id}, body)


def _sent(place: Place) -> Ask:
    world = _store(place)
    _received(world)
    draft = TransferDraft(
        from_location=world.location.code, to_location=f"SHOP{place.branch.pk}", lines=(StockLine("OIL", 3),)
    )
    return Ask({"transfer_id": send_transfer(transfer=draft, actor=world.actor, now=NOW).id})


def _sending(place: Place) -> Ask:
    world = _store(place)
    _received(world)
    shop = f"SHOP{place.branch.pk}"
    return Ask(body={"from_location": world.location.code, "to_location": shop, "lines": _lines(3)})


def _reversal(place: Place) -> Ask:
    return Ask({"posting_id": _received(_store(place))}, {"reason": "entered twice"})


def _point(place: Place) -> Ask:
    point = {"location": _store(place).location.code, "sku": "OIL", "reorder_point_base": 5}
    return Ask(body={"points": [point]})


def _at_location(place: Place, body: Any = None, *, version: int | None = None) -> Ask:
    return Ask({"code": _store(place).location.code}, body, version)


def _of_sku(place: Place) -> Ask:
    _store(place)
    return Ask({"sku": "OIL"})


REQUESTS: Final[Requests] = {
    ("locations", "GET"): lambda _: Ask(),
    ("locations", "POST"): lambda place: Ask(body={"branch": place.branch.code, "code": "NEW", "name": "New store"}),
    ("location", "GET"): _at_location,
    ("location", "PATCH"): lambda place: _at_location(place, {"name": "Old store"}, version=1),
    ("reorder-points", "POST"): _point,
    ("stock", "GET"): lambda _: Ask(),
    ("stock-of-sku", "GET"): _of_sku,
    ("movements", "GET"): lambda _: Ask(),
    ("movement-report", "GET"): lambda _: Ask(),
    ("put-stock", "POST"): lambda place: Ask(body=_opening(place)),
    ("stock-cost-corrections", "POST"): _corrected_cost,
    ("stock-receipts", "POST"): _receipt,
    ("stock-issues", "POST"): _document,
    ("stock-disposals", "POST"): _document,
    ("stock-returns", "POST"): _document,
    ("stock-posting-reverse", "POST"): _reversal,
    ("stock-adjustments", "GET"): lambda _: Ask(),
    ("stock-adjustments", "POST"): lambda place: _document(place, note="counted"),
    ("stock-adjustments-batch", "POST"): _batch,
    ("stock-adjustment", "GET"): _draft,
    ("stock-adjustment-approve", "POST"): _draft,
    ("stock-adjustment-reject", "POST"): lambda place: _draft(place, {"note": "count again"}),
    ("adjustment-policy", "GET"): lambda place: Ask({"business": place.business.code}),
    ("adjustment-policy", "PUT"): lambda place: Ask(
        {"business": place.business.code}, {"approval_quantity_base": 5}, version=0
    ),
    ("stock-transfers", "GET"): lambda _: Ask(),
    ("stock-transfers", "POST"): _sending,
    ("stock-transfer", "GET"): _sent,
    ("stock-transfer-receive", "POST"): _sent,
}
