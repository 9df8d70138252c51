"""Deciding a priced draft against stock, and the rows that say what was decided. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from kontor.access.audit import AuditRow, audit_row
from kontor.access.types import Actor
from kontor.inventory.stock_book import Posted, StockBook
from kontor.kernel.outbox import EventRow, event
from kontor.sales.answers import answer_of
from kontor.sales.change import line_row
from kontor.sales.events import OrderConfirmed, OrderHeldBack, OrderPlaced
from kontor.sales.placing import PricedDraft
from kontor.sales.rows import LineRow, OrderPostingRow, OrderRow
from kontor.sales.states import CLOSED, CONFIRMED, DRAFT, SUBMITTED, fulfillment_of, is_backordered
from kontor.sales.stock_steps import effect_of
from kontor.sales.taking import PostingHead, Taken, take_stock
from kontor.sales.types import EntryWarning, ItemResult, LineState


class Identity(NamedTuple):
    """What an order gets if it is taken."""

    number: str
    order_id: int
    posting_id: int


class Decided(msgspec.Struct):
    """One order as it will be written."""

    result: ItemResult
    order: OrderRow
    lines: list[LineRow]
    posted: Posted | None
    link: OrderPostingRow | None
    news: list[EventRow]
    audit: AuditRow


def decide_draft(
    priced: PricedDraft,
    identity: Identity,
    book: StockBook,
    *,
    actor: Actor,
    now: datetime,
    warnings: Sequence[EntryWarning] = (),
) -> Decided:
    """Decide one draft whole. Raises StockShort when goods are short and the draft does not say hold or backorder."""
    draft, place = priced.draft, priced.place
    number, order_id, posting_id = identity
    head = PostingHead(
        branch_id=place.branch_id,
        location_id=place.location_id,
        reference=number,
        occurred_at=priced.ordered_at,
        business_date=priced.business_date,
        is_fact=draft.counter_sale and place.accepts_shortage,
    )
    taken = take_stock(priced.lines, _effect(priced), draft.when_short, head, book, posting_id=posting_id)
    if draft.counter_sale and not taken.hold_reason:
        _hand_over(priced.lines)
    order = _order_row(priced, order_id, number, taken, actor, now)
    return Decided(
        result=ItemResult(order=answer_of(order, version=order.version, warnings=warnings)),
        order=order,
        lines=[line_row(line, order_id) for line in priced.lines],
        posted=taken.posted,
        link=OrderPostingRow(order_id, posting_id, taken.kind) if taken.posted else None,
        news=_news(order, actor, now),
        audit=_audit(order, warnings, actor, now),
    )


def _effect(priced: PricedDraft) -> str:
    """A counter sale issues at once; else the policy says whether placing or confirming takes goods."""
    if priced.draft.counter_sale:
        return "issue"
    steps = ["place", "confirm"] if priced.draft.confirm else ["place"]
    return next((effect for step in steps if (effect := effect_of(step, priced.place.deduct_at))), "")


def _hand_over(lines: Sequence[LineState]) -> None:
    for line in lines:
        line.shipped_base = line.issued_base if line.is_stocked else line.quantity_base


def _lifecycle(priced: PricedDraft, taken: Taken) -> str:
    draft = priced.draft
    if taken.hold_reason:
        return SUBMITTED
    if draft.counter_sale:
        return CLOSED if fulfillment_of(priced.lines) == "full" else CONFIRMED
    if draft.confirm:
        return CONFIRMED
    return SUBMITTED if draft.submit else DRAFT


def _order_row(priced: PricedDraft, order_id: int, number: str, taken: Taken, actor: Actor, now: datetime) -> OrderRow:
    draft, place, amounts = priced.draft, priced.place, priced.priced
    lifecycle = _lifecycle(priced, taken)
    people = priced.people
    return OrderRow(
        id=order_id,
        number=number,
        branch_id=place.branch_id,
        location_id=place.location_id,
        customer_id=priced.customer.id if priced.customer else None,
        channel_id=priced.channel_id,
        route=draft.route,
        priority=draft.priority,
        sales_rep_id=people.get(draft.sales_rep or ""),
        area_sales_manager_id=people.get(draft.area_sales_manager or ""),
        order_mix=draft.order_mix,
        location_capacity=draft.location_capacity,
        wanted_on=draft.wanted_on,
        lifecycle=lifecycle,
        hold="oos" if taken.hold_reason else "",
        hold_reason=taken.hold_reason,
        fulfillment=fulfillment_of(priced.lines) if draft.counter_sale else "none",
        deduct_at="place" if draft.counter_sale else place.deduct_at,
        currency=place.currency,
        is_tax_inclusive=priced.is_tax_inclusive,
        discount_minor=amounts.discount_minor,
        net_minor=amounts.net_minor,
        tax_minor=amounts.tax_minor,
        total_minor=amounts.total_minor,
        source=draft.source,
        external_reference=draft.external_reference,
        ordered_at=priced.ordered_at,
        business_date=priced.business_date,
        recorded_at=now,
        placed_by=actor.id,
        confirmed_at=now if lifecycle in (CONFIRMED, CLOSED) else None,
        billed_at=None,
        cancelled_at=None,
        closed_at=now if lifecycle == CLOSED else None,
        version=1,
        custom=priced.custom,
        is_backordered=is_backordered(lifecycle, priced.lines),
    )


def _news(order: OrderRow, actor: Actor, now: datetime) -> list[EventRow]:
    """One event says it all where placing and confirming happen at once."""
    key, totals = (order.id, order.number, order.branch_id), (order.currency, order.total_minor)
    news: list[msgspec.Struct] = [OrderPlaced(*key, order.lifecycle, order.hold, *totals)]
    if order.lifecycle == CONFIRMED or order.lifecycle == CLOSED:
        news = [OrderConfirmed(*key, *totals)]
    if order.hold:
        news.append(OrderHeldBack(order.id, order.number, order.hold, order.hold_reason))
    return [event(item, aggregate=f"sales.order:{order.id}", actor_id=actor.id, now=now) for item in news]


def _audit(order: OrderRow, warnings: Sequence[EntryWarning], actor: Actor, now: datetime) -> AuditRow:
    diff: dict[str, tuple[Any, Any]] = {
        "number": (None, order.number),
        "lifecycle": (None, order.lifecycle),
        "total": (None, order.total_minor),
    }
    if warnings:
        diff["warnings"] = (None, list(warnings))
    return audit_row(action="order.place", subject=f"sales.order:{order.id}", diff=diff, actor=actor, now=now)
