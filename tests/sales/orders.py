"""Short words for what tests of orders do again and again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kontor.kernel.refusals import Refusal
from kontor.organization.models import Branch
from kontor.sales.models import OrderLine, SalesOrder
from kontor.sales.operations import (
    amend_order,
    bill_orders,
    cancel_orders,
    confirm_orders,
    place_orders,
    ship_orders,
    submit_orders,
)
from kontor.sales.types import (
    BatchAnswer,
    DraftLine,
    OrderAmendment,
    OrderAnswer,
    OrderDraft,
    ShipLine,
    ShipRequest,
)
from tests.world import NOW, World, everything, make_world


def make_shop(*codes: str, on_hand: int = 100, branch: Branch | None = None) -> World:
    """A world with a customer C1 and `on_hand` of each SKU, at 10.00 a piece and 16 % tax on top."""
    world = make_world(branch)
    for code in codes or ("OIL", "RICE"):
        world.sku(code)
        if on_hand:
            world.receive(code, on_hand)
    world.customer("C1")
    return world


def line(sku: str, quantity: int | str, **extra: Any) -> DraftLine:
    return DraftLine(sku=sku, quantity=quantity, **extra)


def draft(world: World, *lines: DraftLine, **extra: Any) -> OrderDraft:
    return OrderDraft(**{"location": world.location.code, "customer": "C1", "lines": lines, **extra})


def place(world: World, *drafts: OrderDraft, **extra: Any) -> BatchAnswer:
    return place_orders(**{"drafts": drafts, "actor": world.actor, "now": NOW, **extra})


def placed(world: World, *lines: DraftLine, **extra: Any) -> OrderAnswer:
    """An order that must be taken."""
    return taken(place(world, draft(world, *lines, **extra)))


def confirmed(world: World, *lines: DraftLine, **extra: Any) -> OrderAnswer:
    return placed(world, *lines, confirm=True, **extra)


def submit(world: World, *order_ids: int, **extra: Any) -> BatchAnswer:
    return submit_orders(**{"order_ids": order_ids, "actor": world.actor, "now": NOW, **extra})


def confirm(world: World, *order_ids: int, **extra: Any) -> BatchAnswer:
    return confirm_orders(**{"order_ids": order_ids, "actor": world.actor, "now": NOW, **extra})


def ship(world: World, order_id: int, *lines: tuple[int, int], **extra: Any) -> BatchAnswer:
    """Ship all that is ready, or `lines` as (position, base units)."""
    named = tuple(ShipLine(position=position, quantity_base=base) for position, base in lines) or None
    request = ShipRequest(order_id=order_id, lines=named, shipped_at=extra.pop("shipped_at", None))
    return ship_orders(**{"requests": [request], "actor": world.actor, "now": NOW, **extra})


def cancel(world: World, *order_ids: int, **extra: Any) -> BatchAnswer:
    return cancel_orders(
        **{"order_ids": order_ids, "reason": "changed their mind", "actor": world.actor, "now": NOW, **extra}
    )


def bill(world: World, *order_ids: int, **extra: Any) -> BatchAnswer:
    return bill_orders(**{"order_ids": order_ids, "actor": world.actor, "now": NOW, **extra})


def amend(world: World, order: OrderAnswer, amendment: OrderAmendment, **extra: Any) -> BatchAnswer:
    values = {"order_id": order.id, "version": order.version, "amendment": amendment, "actor": world.actor, "now": NOW}
    return amend_order(**{**values, **extra})


def taken(answer: BatchAnswer) -> OrderAnswer:
    (item,) = answer.items
    assert item.order is not None, item.refusal
    return item.order


def refused(answer: BatchAnswer) -> Refusal:
    (item,) = answer.items
    assert item.refusal is not None, item.order
    return item.refusal


def quantities(order_id: int) -> list[tuple[int, int, int, int]]:
    """Per line: ordered, reserved, issued, shipped, in base units."""
    names = ("quantity_base", "reserved_base", "issued_base", "shipped_base")
    return list(OrderLine.objects.filter(order_id=order_id).order_by("position").values_list(*names))


def state(order_id: int) -> tuple[str, str, str]:
    """Lifecycle, hold and fulfillment as they stand in the table."""
    return SalesOrder.objects.values_list("lifecycle", "hold", "fulfillment").get(pk=order_id)


@contextmanager
def nothing_changed() -> Iterator[None]:
    """Whatever happens inside leaves no trace in Kontor's tables, but for number blocks and when a key was used."""
    before = everything()
    yield
    assert everything() == before
