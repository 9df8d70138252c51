"""What clients were told against what the database holds: lost, duplicate and half orders, as a pure comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
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
        if same:
            _judge_those_there(intent, same, judged)
    judged.duplicates.extend(f"{mark}: nobody asked for it" for mark in orders)
    return judged


def _judge_those_there(intent: Intent, orders: Sequence[FoundOrder], judged: Judgement) -> None:
    kept = {kind for order in orders for kind in order.events}
    judged.lost.extend(f"{intent.mark}: {step}" for step in intent.acknowledged if EVENTS[step] not in kept)
    for order in orders:
        if order.lines != intent.lines or not order.events[EVENTS[intent.first_step]]:
            judged.half.append(f"{intent.mark}: {order.lines} of {intent.lines} lines, {dict(order.events)}")
        twice = [kind for kind in set(EVENTS.values()) if order.events[kind] > 1]
        judged.duplicates.extend(f"{intent.mark}: {kind} {order.events[kind]} times" for kind in twice)


class Repeated(msgspec.Struct, frozen=True):
    """A step that was asked for more than once: with which key, when last, and which order the last answer named."""

    key: str
    sent_at: datetime
    order_id: int


class StoredAnswer(msgspec.Struct, frozen=True):
    """The answer the database keeps under a key: when the request that had the effect came in, and its order."""

    at: datetime
    order_id: int


class Retold(msgspec.Struct, frozen=True):
    """How many lost answers were given again from the store, and which answers were not what the store has."""

    times: int
    wrong: list[str]


def judge_retold(repeated: Iterable[Repeated], stored: Mapping[str, StoredAnswer]) -> Retold:
    """An effect older than the request that was answered came from a try before it, whose answer was lost.

    Both instants must come from one machine's clock.
    """
    times, wrong = 0, []
    for step in repeated:
        kept = stored.get(step.key)
        if kept is None or kept.order_id != step.order_id:
            wrong.append(f"{step} is not {kept}")
        elif kept.at < step.sent_at:
            times += 1
    return Retold(times, wrong)


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


def stored_answers(ask: Ask) -> dict[str, StoredAnswer]:
    """All answers to orders and their steps in the database that `ask` queries, by the client's key."""
    rows = ask("SELECT token, created_at, answer FROM kernel_idempotencykey")
    return {token.partition(":")[2]: StoredAnswer(_instant(at), _order_id(answer)) for token, at, answer in rows}


def _instant(at: datetime | str) -> datetime:
    """SQLite keeps an instant as text without its offset, which is UTC."""
    return datetime.fromisoformat(at).replace(tzinfo=UTC) if isinstance(at, str) else at


def _order_id(answer: str) -> int:
    return int(msgspec.json.decode(answer)["items"][0]["order"]["id"])


def waiting_events(ask: Ask) -> int:
    """Events that are not numbered, parked, or not yet read by the slowest handler."""
    unnumbered = ask("SELECT count(*) FROM kernel_event WHERE position IS NULL")[0][0]
    parked = ask("SELECT count(*) FROM kernel_failedevent")[0][0]
    unread = ask(
        "SELECT count(*) FROM kernel_event"
        " WHERE position > (SELECT coalesce(min(position), 0) FROM kernel_handlercursor)"
    )[0][0]
    return int(unnumbered + parked + unread)
