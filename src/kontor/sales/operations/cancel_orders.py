from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kontor.access.types import Actor
from kontor.inventory.stock_book import StockBook
from kontor.kernel.wire import RequestKey
from kontor.sales.change import Change, Step
from kontor.sales.errors import OrderInvalid, TransitionRefused
from kontor.sales.events import OrderCancelled
from kontor.sales.operations.change_orders import change_orders
from kontor.sales.states import CANCELLED, check_step
from kontor.sales.stock_steps import give_back_lines
from kontor.sales.types import BatchAnswer


def cancel_orders(
    *,
    order_ids: Sequence[int],
    reason: str,
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
    versions: Mapping[int, int] | None = None,
) -> BatchAnswer:
    """Cancel each order that is neither billed nor shipped; one result per order.

    Its promises lapse, goods issued early come back at the cost they went out with, and the audit keeps every line.
    Giving back decides under locks (docs/locking.md). Raises InvalidInput without a reason.
    """
    if not reason.strip():
        raise OrderInvalid("Say why the order is cancelled.", field="reason")

    def decide(step: Step, book: StockBook) -> Change:
        order = step.order
        check_step(order, "cancel")
        if any(line.shipped_base for line in step.lines):
            raise TransitionRefused(f"{order.number} is partly shipped; amend it down or reverse it.", state="shipped")
        costs = {sku_id: cost for (order_id, sku_id), cost in step.issue_costs.items() if order_id == order.id}
        back = give_back_lines(step.lines, order.location_id, costs)
        posted, kind = None, ""
        if back:
            kind = "return" if any(line.on_hand_delta for line in back) else "release"
            request = step.head().request(kind, back)
            posted = (step.posting_id, request, book.post(request, posting_id=step.posting_id))
        diff = {
            "lifecycle": (order.lifecycle, CANCELLED),
            "reason": (None, reason),
            "lines": ([(line.sku_code, line.quantity_base, line.net_minor) for line in step.lines], None),
        }
        for line in step.lines:
            line.reserved_base = line.issued_base = 0
        order.lifecycle, order.cancelled_at, order.hold, order.hold_reason = CANCELLED, now, "", ""
        news = [OrderCancelled(order.id, order.number)]
        return Change("order.cancel", order, step.lines, news, diff, posted, kind)

    return change_orders(order_ids, decide, actor=actor, now=now, key=key, versions=versions)
