from __future__ import annotations

from datetime import datetime

from kontor.access.types import Actor
from kontor.inventory.stock_book import StockBook
from kontor.kernel.wire import RequestKey
from kontor.sales.change import Change, Step
from kontor.sales.errors import OrderInvalid, TransitionRefused
from kontor.sales.events import OrderReleased
from kontor.sales.operations.change_orders import change_orders
from kontor.sales.types import BatchAnswer


def release_hold(
    *,
    order_id: int,
    reason: str,
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
    version: int | None = None,
) -> BatchAnswer:
    """Lift an order's hold on a person's word; who and why stay in the audit.

    Goods are not promised by this: an order held for stock goes back to submitted and is confirmed again.
    """
    if not reason.strip():
        raise OrderInvalid("Say why the hold is lifted.", field="reason")

    def decide(step: Step, book: StockBook) -> Change:
        order = step.order
        if not order.hold:
            raise TransitionRefused(f"{order.number} is not on hold.", error="not_held")
        was, order.hold, order.hold_reason = order.hold, "", ""
        news = [OrderReleased(order.id, order.number, was)]
        return Change("order.release_hold", order, step.lines, news, {"hold": (was, ""), "reason": (None, reason)})

    versions = {} if version is None else {order_id: version}
    return change_orders([order_id], decide, actor=actor, now=now, key=key, versions=versions)
