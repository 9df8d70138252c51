from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kontor.access.types import Actor
from kontor.inventory.stock_book import StockBook
from kontor.kernel.wire import RequestKey
from kontor.sales.change import Change, Step
from kontor.sales.errors import OrderHeld
from kontor.sales.events import OrderConfirmed, OrderHeldBack
from kontor.sales.operations.change_orders import change_orders
from kontor.sales.states import CONFIRMED, SUBMITTED, check_step
from kontor.sales.stock_steps import effect_of
from kontor.sales.taking import take_stock
from kontor.sales.types import BatchAnswer


def confirm_orders(
    *,
    order_ids: Sequence[int],
    actor: Actor,
    now: datetime,
    when_short: str = "refuse",
    key: RequestKey | None = None,
    versions: Mapping[int, int] | None = None,
) -> BatchAnswer:
    """Promise each order's goods, as the policy it was placed under says; one result per order.

    Refused while not draft or submitted. When goods are short: `refuse` leaves the order as it is and names every
    short line, `hold` puts it on hold for out of stock, `backorder` reserves what is there. Confirming an order that
    is held for stock tries again and lifts the hold. Locks as in `change_orders`.
    """

    def decide(step: Step, book: StockBook) -> Change:
        order = step.order
        check_step(order, "confirm")
        if order.hold == "credit":  # goods cannot lift it; release_hold can
            raise OrderHeld(f"{order.number} is on hold: {order.hold_reason}", hold=order.hold)
        was = (order.lifecycle, order.hold)
        effect = effect_of("confirm", order.deduct_at)
        taken = take_stock(step.lines, effect, when_short, step.head(), book, posting_id=step.posting_id)
        order.hold, order.hold_reason = ("oos", taken.hold_reason) if taken.hold_reason else ("", "")
        order.lifecycle = SUBMITTED if taken.hold_reason else CONFIRMED
        order.confirmed_at = None if taken.hold_reason else now
        news = (
            OrderHeldBack(order.id, order.number, order.hold, order.hold_reason)
            if taken.hold_reason
            else OrderConfirmed(order.id, order.number, order.branch_id, order.currency, order.total_minor)
        )
        diff = {"lifecycle": (was[0], order.lifecycle), "hold": (was[1], order.hold)}
        return Change("order.confirm", order, step.lines, [news], diff, taken.posted, taken.kind)

    return change_orders(order_ids, decide, actor=actor, now=now, key=key, versions=versions)
