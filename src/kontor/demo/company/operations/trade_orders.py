from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kontor.access.types import Actor
from kontor.demo.company.clock import TODAY, Clock
from kontor.demo.company.drafts import order_draft, ship_request
from kontor.demo.company.errors import CompanyRefused
from kontor.demo.company.supply import Supply
from kontor.demo.company.trade import PlannedOrder
from kontor.sales.operations import cancel_orders, place_orders, ship_orders
from kontor.sales.types import BatchAnswer, OrderAnswer

_PLACED: Final = 14 * 60 + 5
_SHIPPED: Final = 16 * 60
_REASON: Final = "The customer has ordered twice"


def trade_orders(
    *, orders: Sequence[PlannedOrder], day: int, supply: Supply, clock: Clock, actor: Actor
) -> list[OrderAnswer]:
    """Place orders of one day and take each where its fate wants it; inside the caller's transaction.

    Raises CompanyRefused where an operation does not take one.
    """
    placed_at, shipped_at = (
        (clock.now, clock.now) if day == TODAY else (clock.at(day, _PLACED), clock.at(day, _SHIPPED))
    )
    drafts = [order_draft(order, supply, clock, day) for order in orders]
    placed = _taken(place_orders(drafts=drafts, actor=actor, now=placed_at))
    pairs = list(zip(orders, placed, strict=True))
    requests = [request for order, answer in pairs if (request := ship_request(order, answer, shipped_at))]
    if requests:
        _taken(ship_orders(requests=requests, actor=actor, now=shipped_at))
    cancelled = [answer.id for order, answer in pairs if order.fate == "cancelled"]
    if cancelled:
        _taken(cancel_orders(order_ids=cancelled, reason=_REASON, actor=actor, now=shipped_at))
    return placed


def _taken(answer: BatchAnswer) -> list[OrderAnswer]:
    taken = []
    for item in answer.items:
        if item.order is None:
            assert item.refusal is not None
            raise CompanyRefused(f"An order was refused: {item.refusal.detail}")
        taken.append(item.order)
    return taken
