"""Reactions to what the stock ledger tells. Each runs in the transaction of its cursor, so exactly once."""

from __future__ import annotations

from datetime import datetime

from kontor.access.types import system_actor
from kontor.inventory.events import StockArrived, StockOversold
from kontor.kernel.outbox import Handler, PublishedEvent
from kontor.sales.operations.fill_backorders import fill_backorders
from kontor.sales.operations.hold_oversold import hold_oversold
from kontor.sales.operations.release_hold import release_hold
from kontor.sales.queries.waiting_orders import backordered_orders, overshoot, oversold_orders, promised_orders


def hold_youngest(event: PublishedEvent, now: datetime) -> None:
    """Less is there than was promised: the youngest orders are put on hold until the rest is covered."""
    for level in event.read(StockOversold).levels:
        missing = overshoot(level.location_id, level.sku_id)
        reasons: dict[int, str] = {}
        branches = set()
        for order in promised_orders(level.location_id, level.sku_id):
            if missing <= 0:
                break
            missing -= order.reserved_base
            if not order.hold:
                reasons[order.id] = f"{level.sku}: promised goods are not there any more"
                branches.add(order.branch_id)
        if reasons:
            hold_oversold(reasons=reasons, actor=system_actor(branches), now=now)


def serve_waiting(event: PublishedEvent, now: datetime) -> None:
    """Goods came in: holds that are covered again are lifted, then backorders are filled, most urgent first."""
    arrived = event.read(StockArrived)
    for order in oversold_orders(arrived.location_ids, arrived.sku_ids):
        actor = system_actor({order.branch_id})
        release_hold(order_id=order.id, reason="the goods are there again", actor=actor, now=now)
    waiting = backordered_orders(arrived.location_ids, arrived.sku_ids)
    if waiting:
        everywhere = system_actor({order.branch_id for order in waiting})
        fill_backorders(order_ids=[order.id for order in waiting], actor=everywhere, now=now)


HANDLERS = (
    Handler("sales.hold_youngest", frozenset({"StockOversold"}), hold_youngest),
    Handler("sales.serve_waiting", frozenset({"StockArrived"}), serve_waiting),
)
