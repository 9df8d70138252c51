from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kontor.access.types import Actor
from kontor.inventory.stock_book import StockBook
from kontor.sales.change import Change, Step
from kontor.sales.errors import TransitionRefused
from kontor.sales.events import OrderHeldBack
from kontor.sales.operations.change_orders import change_orders
from kontor.sales.states import CONFIRMED
from kontor.sales.types import BatchAnswer


def hold_oversold(*, reasons: Mapping[int, str], actor: Actor, now: datetime) -> BatchAnswer:
    """Put confirmed orders on hold because goods promised to them are not there; `reasons`: order id -> why.

    Their promises stay: the hold only keeps anybody from shipping what somebody must decide about.
    """

    def decide(step: Step, book: StockBook) -> Change:
        order = step.order
        if order.lifecycle != CONFIRMED or order.hold:
            raise TransitionRefused(f"{order.number} is not open.")
        order.hold, order.hold_reason = "oversold", reasons[order.id]
        news = [OrderHeldBack(order.id, order.number, order.hold, order.hold_reason)]
        return Change("order.hold", order, step.lines, news, {"hold": ("", "oversold")})

    return change_orders(list(reasons), decide, actor=actor, now=now, key=None)
