"""What clients were told against what the database holds: lost, duplicate and half orders, as a pure comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import msgspec

#: What an acknowledged step leaves in the outbox, exactly once.
EVENTS: Final = {
    "place": "OrderPlaced",
    "sell": "OrderConfirmed",  # a sale over the counter is told of once, as confirmed
    "confirm": "OrderConfirmed",
    "ship": "OrderShipped",
    "cancel": "OrderCancelled",
}


class Intent(msgspec.Struct):
    """One order a client wanted, under a mark of its own, with the steps that were acknowledged."""

    mark: str
    lines: int
    first_step: str = "place"
    acknowledged: list[str] = msgspec.field(default_factory=list)


class FoundOrder(msgspec.Struct, frozen=True):
    """One order as the database holds it, with its events counted by type."""

    mark: str
    lines: int
    events: Counter[str]


class Judgement(msgspec.Struct, frozen=True):
    """Each list names what is wrong; all of them are empty when every promise was kept."""

    lost: list[str]
    duplicates: list[str]
    half: list[str]


def judge(intents: Sequence[Intent], found: Iterable[FoundOrder]) -> Judgement:
    """Compare. An order nobody was told of may be there once, whole: the answer was lost, not the order."""
    orders: dict[str, list[FoundOrder]] = {}
    for order in found:
        orders.setdefault(order.mark, []).append(order)
    judged = Judgement([], [], [])
    for intent in intents:
        same = orders.pop(intent.mark, [])
        if not same and intent.acknowledged:
            judged.lost.append(f"{intent.mark}: all of it")
        if len(same) > 1:
            judged.duplicates.append(f"{intent.mark}: {len(same)} orders")
        for order in same:
            _judge_one(intent, order, judged)
    judged.duplicates.extend(f"{mark}: nobody asked for it" for mark in orders)
    return judged


def _judge_one(intent: Intent, order: FoundOrder, judged: Judgement) -> None:
    if order.lines != intent.lines or not order.events[EVENTS[intent.first_step]]:
        judged.half.append(f"{intent.mark}: {order.lines} of {intent.lines} lines, {dict(order.events)}")
    judged.lost.extend(f"{intent.mark}: {step}" for step in intent.acknowledged if not order.events[EVENTS[step]])
    twice = [kind for kind in set(EVENTS.values()) if order.events[kind] > 1]
    judged.duplicates.extend(f"{intent.mark}: {kind} {order.events[kind]} times" for kind in twice)


Ask = Callable[[str], Sequence[Sequence[Any]]]


def found_orders(ask: Ask) -> list[FoundOrder]:
    """All orders of the database that `ask` queries."""
    events: dict[str, Counter[str]] = {}
    for aggregate, kind, times in ask("SELECT aggregate, type, count(*) FROM kernel_event GROUP BY aggregate, type"):
        events.setdefault(aggregate, Counter())[kind] = times
    orders = ask(
        "SELECT o.route, o.id, (SELECT count(*) FROM sales_orderline l WHERE l.order_id = o.id) FROM sales_salesorder o"
    )
    return [FoundOrder(mark, lines, events.get(f"sales.order:{id_}", Counter())) for mark, id_, lines in orders]


def waiting_events(ask: Ask) -> int:
    """Events that are not numbered, parked, or not yet read by the slowest handler."""
    unnumbered = ask("SELECT count(*) FROM kernel_event WHERE position IS NULL")[0][0]
    parked = ask("SELECT count(*) FROM kernel_failedevent")[0][0]
    unread = ask(
        "SELECT count(*) FROM kernel_event"
        " WHERE position > (SELECT coalesce(min(position), 0) FROM kernel_handlercursor)"
    )[0][0]
    return int(unnumbered + parked + unread)
