from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kontor.access.types import Actor
from kontor.inventory.stock_book import StockBook
from kontor.kernel.wire import RequestKey
from kontor.sales.change import Change, Step
from kontor.sales.events import OrderSubmitted
from kontor.sales.operations.change_orders import change_orders
from kontor.sales.states import SUBMITTED, check_step
from kontor.sales.types import BatchAnswer


def submit_orders(
    *,
    order_ids: Sequence[int],
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
    versions: Mapping[int, int] | None = None,
) -> BatchAnswer:
    """Hand each draft over for somebody to confirm; one result per order. No goods move."""

    def decide(step: Step, book: StockBook) -> Change:
        order = step.order
        check_step(order, "submit")
        was, order.lifecycle = order.lifecycle, SUBMITTED
        return Change(
            action="order.submit",
            order=order,
            lines=step.lines,
            news=[OrderSubmitted(order.id, order.number, order.currency, order.total_minor)],
            diff={"lifecycle": (was, order.lifecycle)},
        )

    return change_orders(order_ids, decide, actor=actor, now=now, key=key, versions=versions)
