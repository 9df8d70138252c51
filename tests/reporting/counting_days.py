"""Short words for what tests of the day totals do again and again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kontor.kernel.models import Event
from kontor.kernel.outbox import PublishedEvent, publish, run_handler
from kontor.reporting.figures import MEASURES
from kontor.reporting.handlers import HANDLERS
from kontor.reporting.models import DayShare, DayTotal
from kontor.sales.operations import reverse_sales
from kontor.sales.types import DraftLine, OrderAnswer, ReversalDraft, ReversalLine
from tests.sales.orders import draft, place, taken
from tests.world import NOW, TODAY, World

(HANDLER,) = HANDLERS


def deliver(now: datetime = NOW) -> None:
    """The worker's round: number what is new, hand it to the counter."""
    while publish():
        pass
    while run_handler(HANDLER, now):
        pass


def placed_at(world: World, now: datetime, *lines: DraftLine, **extra: Any) -> OrderAnswer:
    return taken(place(world, draft(world, *lines, **extra), now=now))


def total(world: World, on: date = TODAY) -> dict[str, int]:
    """The figures of the branch's day that are not nought."""
    row = DayTotal.objects.filter(branch=world.branch, business_date=on).values(*MEASURES).first() or {}
    return {name: value for name, value in row.items() if value}


def totals() -> list[tuple[Any, ...]]:
    """Every day that has a figure, with all its figures."""
    rows = DayTotal.objects.order_by("branch", "business_date").values_list("branch", "business_date", *MEASURES)
    return [row for row in rows if any(row[2:])]


def shares() -> list[tuple[Any, ...]]:
    names = ("subject", "document_id", "business_date", "branch", *MEASURES)
    return [row for row in DayShare.objects.order_by(*names[:3]).values_list(*names) if any(row[4:])]


def news() -> list[PublishedEvent]:
    """Everything in the outbox that the counter reacts to, in order."""
    publish()
    return [
        PublishedEvent(row.pk, row.position or 0, row.type, row.aggregate, row.payload, row.actor_id, row.occurred_at)
        for row in Event.objects.filter(type__in=HANDLER.types).order_by("position")
    ]


def reverse(world: World, order: OrderAnswer, quantity: int, *, now: datetime = NOW) -> None:
    returned = ReversalDraft(
        location=world.location.code,
        reason="damaged",
        order_id=order.id,
        lines=(ReversalLine(position=1, quantity=quantity),),
    )
    (item,) = reverse_sales(drafts=[returned], actor=world.actor, now=now).items
    assert item.reversal is not None, item.refusal
