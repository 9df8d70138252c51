from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kontor.access.types import Actor
from kontor.inventory.stock_book import StockBook
from kontor.kernel.wire import RequestKey
from kontor.sales.change import Change, Step
from kontor.sales.events import OrderBilled, OrderHeldBack
from kontor.sales.operations.change_orders import change_orders
from kontor.sales.states import check_step
from kontor.sales.stock_steps import effect_of
from kontor.sales.taking import take_stock
from kontor.sales.types import BatchAnswer


def bill_orders(
    *,
    order_ids: Sequence[int],
    actor: Actor,
    now: datetime,
    when_short: str = "hold",
    key: RequestKey | None = None,
    versions: Mapping[int, int] | None = None,
) -> BatchAnswer:
    """Bill each confirmed order; under the policy `bill` this is the moment its goods leave.

    With one line short the order goes on hold for out of stock, its amount stays recorded, and nothing moves
    (`when_short="refuse"` refuses instead). A billed order can only be reversed. Locks as in `change_orders`.
    """

    def decide(step: Step, book: StockBook) -> Change:
        order = step.order
        retries = order.hold == "oos" and effect_of("bill", order.deduct_at) == "issue"
        if retries:
            order.hold, order.hold_reason = "", ""
        check_step(order, "bill")
        effect = effect_of("bill", order.deduct_at)
        taken = take_stock(step.lines, effect, when_short, step.head(), book, posting_id=step.posting_id)
        if taken.hold_reason:
            order.hold, order.hold_reason = "oos", taken.hold_reason
            held = OrderHeldBack(order.id, order.number, order.hold, order.hold_reason)
            return Change("order.bill", order, step.lines, [held], {"hold": ("", "oos")})
        order.billed_at = now
        news = [OrderBilled(order.id, order.number, order.currency, order.total_minor)]
        return Change("order.bill", order, step.lines, news, {"billed": (False, True)}, taken.posted, taken.kind)

    return change_orders(order_ids, decide, actor=actor, now=now, key=key, versions=versions)
