from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kontor.access.types import Actor
from kontor.inventory.stock_book import StockBook
from kontor.sales.change import Change, Step
from kontor.sales.errors import TransitionRefused
from kontor.sales.events import OrderAmended
from kontor.sales.operations.change_orders import change_orders
from kontor.sales.states import CONFIRMED
from kontor.sales.stock_steps import effect_of
from kontor.sales.taking import take_stock
from kontor.sales.types import BatchAnswer


def fill_backorders(*, order_ids: Sequence[int], actor: Actor, now: datetime) -> BatchAnswer:
    """Give each confirmed order what is there of what it still waits for, in the order given.

    An order that gets nothing is refused and stays as it is.
    """

    def decide(step: Step, book: StockBook) -> Change:
        order = step.order
        if order.lifecycle != CONFIRMED or order.hold:
            raise TransitionRefused(f"{order.number} waits for nothing.")
        effect = effect_of("confirm", order.deduct_at)
        taken = take_stock(step.lines, effect, "backorder", step.head(), book, posting_id=step.posting_id)
        if taken.posted is None:
            raise TransitionRefused(f"There is nothing for {order.number} yet.", error="nothing_there")
        news = [OrderAmended(order.id, order.number, order.currency, order.total_minor)]
        open_base = {line.sku_code: line.open_base for line in step.lines if line.open_base}
        diff = {"still_open": (None, open_base)}
        return Change("order.fill_backorder", order, step.lines, news, diff, taken.posted, taken.kind)

    return change_orders(order_ids, decide, actor=actor, now=now, key=None)
