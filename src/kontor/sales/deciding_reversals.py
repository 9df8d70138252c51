"""Deciding a reversal: what comes back, what it is worth, and the rows that say so. Pure: facts in, reversals out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from kontor.access.audit import AuditRow, audit_row
from kontor.access.types import Actor
from kontor.inventory import reasons
from kontor.inventory.errors import PeriodClosed
from kontor.inventory.types import LineRequest, PostingRequest
from kontor.kernel.errors import KontorError, NotFound
from kontor.kernel.money import decimal_from_minor
from kontor.kernel.refusals import Refusal
from kontor.organization.calendar import business_date
from kontor.pricing.missing import no_list
from kontor.sales.errors import CustomerUnknown, OrderInvalid, OrderNotFound, PriceMissing, TransitionRefused
from kontor.sales.facts import EarlierReversal, PlaceFacts, ReversalFacts
from kontor.sales.returned_lines import ReturnedLine, returned_of_order, returned_unlinked
from kontor.sales.rows import ReversalLineRow, ReversalRow
from kontor.sales.types import ReversalAnswer, ReversalDraft, ReversalResult


class Reversal(msgspec.Struct):
    """One reversal as it will be written; `request` is None where nothing of it is stocked."""

    row: ReversalRow
    lines: list[ReversalLineRow]
    request: PostingRequest | None

    @property
    def result(self) -> ReversalResult:
        return ReversalResult(reversal=_answer(self.row))

    def audit(self, actor: Actor, now: datetime) -> AuditRow:
        row = self.row
        diff = {"number": (None, row.number), "reason": (None, row.reason), "total": (None, row.total_minor)}
        return audit_row(action="sale.reverse", subject=f"sales.reversal:{row.id}", diff=diff, actor=actor, now=now)


def decide_reversal(
    index: int, draft: ReversalDraft, facts: ReversalFacts, number: str, actor: Actor, now: datetime
) -> Reversal | ReversalResult:
    earlier = facts.earlier.get((draft.source, draft.external_reference)) if draft.external_reference else None
    if earlier is not None:
        return ReversalResult(reversal=_answer(earlier), is_duplicate=True)
    try:
        return _decide_new(index, draft, facts, number, actor, now)
    except KontorError as error:
        return ReversalResult(refusal=Refusal.of(error))


def _decide_new(
    index: int, draft: ReversalDraft, facts: ReversalFacts, number: str, actor: Actor, now: datetime
) -> Reversal:
    place = facts.places.get(draft.location)
    if place is None or place.branch_id not in actor.branch_ids:
        raise NotFound(f"There is no location {draft.location!r} for you.", field="location")
    occurred_at = draft.occurred_at or now
    on = business_date(occurred_at, time_zone=place.time_zone, day_starts_at=place.day_starts_at)
    if place.closed_through_on is not None and on <= place.closed_through_on:
        raise PeriodClosed(f"The books are closed through {place.closed_through_on}; date it after that.")
    if not draft.reason.strip() or not draft.lines:
        raise OrderInvalid("A reversal needs a reason and at least one line.", field="reason")
    lines = _lines(draft, facts, place, on, actor)
    posting_id = facts.posting_ids[index] if any(line.is_stocked for line in lines) else None
    row = _row(draft, facts, place, index, number, lines, posting_id, occurred_at, on, actor, now)
    rows = [_line_row(row.id, position, line) for position, line in enumerate(lines, start=1)]
    return Reversal(row, rows, _request(row, lines, facts) if posting_id else None)


def _lines(draft: ReversalDraft, facts: ReversalFacts, place: PlaceFacts, on: date, actor: Actor) -> list[ReturnedLine]:
    if draft.order_id is None:
        price_list = facts.price_list(place.business_id, draft.customer, on)
        if price_list is None:
            raise PriceMissing(no_list(on))
        return returned_unlinked(draft.lines, facts.terms, price_list, place.currency, on)
    order = facts.orders.get(draft.order_id)
    if order is None or order.branch_id not in actor.branch_ids:
        raise OrderNotFound(order=draft.order_id)
    if order.currency != place.currency:
        raise TransitionRefused(f"{order.number} was sold in {order.currency}.")
    return returned_of_order(draft.lines, facts.lines[order.id], facts.returned, order.number)


def _row(
    draft: ReversalDraft,
    facts: ReversalFacts,
    place: PlaceFacts,
    index: int,
    number: str,
    lines: Sequence[ReturnedLine],
    posting_id: int | None,
    occurred_at: datetime,
    on: date,
    actor: Actor,
    now: datetime,
) -> ReversalRow:
    order = facts.orders.get(draft.order_id) if draft.order_id else None
    customer = facts.customers.get(draft.customer) if draft.customer else None
    if draft.customer and customer is None:
        raise CustomerUnknown(f"There is no customer {draft.customer!r}.", customer=draft.customer)
    net, tax = sum(line.net_minor for line in lines), sum(line.tax_minor for line in lines)
    return ReversalRow(
        id=facts.reversal_ids[index],
        number=number,
        branch_id=place.branch_id,
        location_id=place.location_id,
        customer_id=customer.id if customer else (order.customer_id if order else None),
        order_id=draft.order_id,
        posting_id=posting_id,
        reason=draft.reason.strip()[:200],
        currency=place.currency,
        net_minor=net,
        tax_minor=tax,
        total_minor=net + tax,
        source=draft.source,
        external_reference=draft.external_reference,
        occurred_at=occurred_at,
        recorded_at=now,
        business_date=on,
        actor_id=actor.id,
    )


def _request(row: ReversalRow, lines: Sequence[ReturnedLine], facts: ReversalFacts) -> PostingRequest:
    back = tuple(
        LineRequest(
            row.location_id,
            line.sku_id,
            on_hand_delta=line.quantity_base,
            unit_cost_micros=facts.issue_costs.get((row.order_id or 0, line.sku_id)),
            reason_code=reasons.RETURN_IN,
        )
        for line in lines
        if line.is_stocked
    )
    return PostingRequest(
        kind="return",
        branch_id=row.branch_id,
        occurred_at=row.occurred_at,
        business_date=row.business_date,
        lines=back,
        reference=row.number,
        reason=row.reason,
    )


def _line_row(reversal_id: int, position: int, line: ReturnedLine) -> ReversalLineRow:
    return ReversalLineRow(
        reversal_id,
        line.order_line_id,
        position,
        line.sku_id,
        line.is_stocked,
        line.quantity_base,
        line.unit_price_micros,
        line.net_minor,
        line.tax_minor,
    )


def _answer(row: ReversalRow | EarlierReversal) -> ReversalAnswer:
    return ReversalAnswer(
        row.id,
        row.number,
        row.order_id,
        row.currency,
        decimal_from_minor(row.net_minor, row.currency),
        decimal_from_minor(row.tax_minor, row.currency),
        decimal_from_minor(row.total_minor, row.currency),
    )
