from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kontor.access.types import Actor
from kontor.inventory.errors import StockShort
from kontor.inventory.stock_book import StockBook
from kontor.kernel.wire import RequestKey
from kontor.sales.change import Change, Step
from kontor.sales.errors import OrderInvalid, TransitionRefused
from kontor.sales.events import OrderShipped
from kontor.sales.operations.change_orders import change_orders
from kontor.sales.states import CLOSED, check_step, fulfillment_of
from kontor.sales.stock_steps import ship_lines
from kontor.sales.taking import named
from kontor.sales.types import BatchAnswer, LineState, ShipRequest


def ship_orders(
    *,
    requests: Sequence[ShipRequest],
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
    versions: Mapping[int, int] | None = None,
) -> BatchAnswer:
    """Hand over each order's goods, all that is ready or the lines named; one result per order.

    Under the default policy reserved goods leave the shelf and the promise in one movement; where goods were issued
    earlier only the hand-over is recorded. Services are done with the first shipment. The order is closed when
    everything has left. Refused while held, not confirmed, or when more is asked than is ready.
    """
    by_order = {request.order_id: request for request in requests}

    def decide(step: Step, book: StockBook) -> Change:
        order, request = step.order, by_order[step.order.id]
        check_step(order, "ship")
        quantities = _quantities(step.lines, request, order.number)
        was = order.fulfillment
        reserving = order.deduct_at == "ship"
        posted = None
        lines = ship_lines(step.lines, order.location_id, quantities)
        if reserving and lines:
            posting = step.head(request.shipped_at).request("issue", lines)
            decision = book.post(posting, posting_id=step.posting_id)
            if decision.shorts:
                raise StockShort(named(decision.shorts, step.lines))
            posted = (step.posting_id, posting, decision)
        _hand_over(step.lines, quantities, reserving=reserving)
        order.fulfillment = fulfillment_of(step.lines)
        if order.fulfillment == "full":
            order.lifecycle, order.closed_at = CLOSED, now
        news = [OrderShipped(order.id, order.number, step.posting_id if posted else None, order.lifecycle == CLOSED)]
        diff = {"fulfillment": (was, order.fulfillment), "shipped": (None, quantities)}
        return Change("order.ship", order, step.lines, news, diff, posted, "issue")

    ids = [request.order_id for request in requests]
    return change_orders(ids, decide, actor=actor, now=now, key=key, versions=versions)


def _quantities(lines: Sequence[LineState], request: ShipRequest, number: str) -> dict[int, int]:
    stocked = {line.position: line for line in lines if line.is_stocked}
    if request.lines is None:
        quantities = {line.position: line.ready_base for line in stocked.values() if line.ready_base > 0}
    else:
        quantities = {line.position: line.quantity_base for line in request.lines}
        if len(quantities) != len(request.lines):
            raise OrderInvalid("Name each position once.", field="lines")
    for position, quantity in quantities.items():
        if position not in stocked:
            raise OrderInvalid(f"{number} has no stocked line {position}.", field="lines", position=position)
        ready = stocked[position].ready_base
        if not 0 < quantity <= ready:
            raise TransitionRefused(
                f"{number} line {position}: {ready} base units are ready to ship, {quantity} asked.",
                position=position,
                ready=ready,
                requested=quantity,
            )
    if not quantities and stocked:
        raise TransitionRefused(f"Nothing of {number} is ready to ship.", error="nothing_ready")
    return quantities


def _hand_over(lines: Sequence[LineState], quantities: Mapping[int, int], *, reserving: bool) -> None:
    for line in lines:
        quantity = quantities.get(line.position, 0)
        if not line.is_stocked:
            line.shipped_base = line.quantity_base
            continue
        line.shipped_base += quantity
        if reserving:
            line.reserved_base -= quantity
            line.issued_base += quantity
