"""The stock postings of the desk's documents. Pure: a document and master data in, a PostingRequest out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from kontor.access.types import Actor
from kontor.inventory import reasons
from kontor.inventory.desk import (
    DeskFacts,
    Place,
    When,
    check_lines,
    factor_on,
    place_at,
    positive_base,
    stocked_sku_on,
    unit_cost_micros,
    when,
)
from kontor.inventory.errors import StockInvalid, TransitionRefused
from kontor.inventory.schemas import DeskDocument, StockDisposal, StockIssue, StockLine, StockReceipt, StockReturn
from kontor.inventory.types import LineRequest, PostedLine, PostingHead, PostingRequest
from kontor.kernel.money import round_half_away

RECEIPT_REASONS: Final = (reasons.IMPORT_IN, reasons.PURCHASE, reasons.PROCESSING_IN)
ISSUE_REASONS: Final = (reasons.RETURN_OUT, reasons.PROCESSING_OUT)
REVERSIBLE_KINDS: Final = frozenset({"receipt", "issue", "disposal", "adjustment"})


class SourceLine(msgspec.Struct):
    """How much of a SKU a posting took out, and at which value."""

    quantity_base: int = 0
    value_micros: int = 0

    @property
    def unit_cost_micros(self) -> int:
        return round_half_away(self.value_micros, self.quantity_base)


def receipt_request(receipt: StockReceipt, facts: DeskFacts, *, actor: Actor, now: datetime) -> PostingRequest:
    _check_reason(receipt.reason_code, RECEIPT_REASONS)
    place = place_at(receipt.location, facts, actor)
    check_lines(receipt.lines)
    lines = []
    for index, line in enumerate(receipt.lines):
        sku = stocked_sku_on(index, line.sku, facts)
        quantity = positive_base(index, sku, line.quantity, line.pack)
        cost = unit_cost_micros(index, line.unit_cost, factor_on(index, sku, line.pack))
        lines.append(LineRequest(place.id, sku.id, quantity, 0, cost, receipt.reason_code))
    return _request("receipt", receipt, place, lines, actor=actor, now=now)


def issue_request(issue: StockIssue, facts: DeskFacts, *, actor: Actor, now: datetime) -> PostingRequest:
    """A promise: it may not take goods that are promised to somebody."""
    _check_reason(issue.reason_code, ISSUE_REASONS)
    place = place_at(issue.location, facts, actor)
    lines = [
        LineRequest(place.id, sku_id, -quantity, reason_code=issue.reason_code)
        for sku_id, quantity in _quantities(issue.lines, facts)
    ]
    return _request("issue", issue, place, lines, actor=actor, now=now)


def disposal_request(disposal: StockDisposal, facts: DeskFacts, *, actor: Actor, now: datetime) -> PostingRequest:
    """A fact: broken goods are broken, whoever they were promised to."""
    place = place_at(disposal.location, facts, actor)
    lines = [
        LineRequest(place.id, sku_id, -quantity, reason_code=reasons.DISCARD)
        for sku_id, quantity in _quantities(disposal.lines, facts)
    ]
    return _request("disposal", disposal, place, lines, actor=actor, now=now, is_fact=True)


def return_request(
    document: StockReturn, source: Mapping[int, SourceLine], facts: DeskFacts, *, actor: Actor, now: datetime
) -> PostingRequest:
    """Goods back, each SKU at the cost it went out with in `source`, of which no more can come back than went out."""
    place = place_at(document.location, facts, actor)
    lines, back = [], dict[int, int]()
    for sku_id, quantity in _quantities(document.lines, facts):
        sold = source.get(sku_id)
        back[sku_id] = back.get(sku_id, 0) + quantity
        if document.source_posting_id is not None and (sold is None or back[sku_id] > sold.quantity_base):
            went_out = sold.quantity_base if sold else 0
            raise StockInvalid(
                f"Only {went_out} went out in that posting; {back[sku_id]} cannot come back.", field="lines"
            )
        cost = sold.unit_cost_micros if sold else None
        lines.append(LineRequest(place.id, sku_id, quantity, 0, cost, reasons.RETURN_IN))
    return _request("return", document, place, lines, actor=actor, now=now)


def source_lines(lines: Sequence[PostedLine]) -> dict[int, SourceLine]:
    """SKU id -> what a posting took out of it."""
    found: dict[int, SourceLine] = {}
    for line in lines:
        if line.on_hand_delta < 0:
            source = found.setdefault(line.sku_id, SourceLine())
            source.quantity_base -= line.on_hand_delta
            source.value_micros -= line.value_delta_micros
    return found


def reversal_request(head: PostingHead, lines: Sequence[PostedLine], *, reason: str, at: When) -> PostingRequest:
    """Opposite movements at the cost of the first ones, under the same reason code, so that its sums are as before.

    Raises TransitionRefused for documents that another one stands behind: orders, transfers, reversals.
    """
    if head.reverses_id is not None or head.kind not in REVERSIBLE_KINDS:
        raise TransitionRefused(f"A {head.kind} like this is not reversed; post a new document.", kind=head.kind)
    if head.reversed_by_id is not None:
        raise TransitionRefused("It has been reversed already.", reversed_by=head.reversed_by_id)
    if any(line.reserved_delta or line.reason_code == reasons.SALE for line in lines):
        raise TransitionRefused("An order stands behind it; cancel or reverse the order.", kind=head.kind)
    if any(line.location_kind == "in_transit" for line in lines):
        raise TransitionRefused("A transfer stands behind it.", kind=head.kind)
    closed = sorted({line.location for line in lines if not line.is_active})
    if closed:
        raise TransitionRefused(f"{', '.join(closed)} is closed.", locations=closed)
    moved = [line for line in lines if line.on_hand_delta]
    if not moved:
        raise TransitionRefused("It moved no goods; correct the cost once more.", kind=head.kind)
    return PostingRequest(
        kind=head.kind,
        branch_id=head.branch_id,
        occurred_at=at.occurred_at,
        business_date=at.business_date,
        lines=tuple(
            LineRequest(
                line.location_id,
                line.sku_id,
                -line.on_hand_delta,
                unit_cost_micros=line.unit_cost_micros,
                reason_code=line.reason_code,
                lot_id=line.lot_id,
            )
            for line in moved
        ),
        reference=head.reference,
        reason=reason,
        reverses_id=head.id,
    )


def _quantities(lines: Sequence[StockLine], facts: DeskFacts) -> list[tuple[int, int]]:
    """SKU id and base quantity of every line."""
    check_lines(lines)
    quantities = []
    for index, line in enumerate(lines):
        sku = stocked_sku_on(index, line.sku, facts)
        quantities.append((sku.id, positive_base(index, sku, line.quantity, line.pack)))
    return quantities


def _check_reason(code: int, allowed: Sequence[int]) -> None:
    if code not in allowed:
        known = ", ".join(f"{value} ({reasons.NAMES[value]})" for value in allowed)
        raise StockInvalid(f"reason_code is one of {known}.", field="reason_code")


def _request(
    kind: str,
    document: DeskDocument,
    place: Place,
    lines: Sequence[LineRequest],
    *,
    actor: Actor,
    now: datetime,
    is_fact: bool = False,
) -> PostingRequest:
    at = when(place, document.occurred_at, actor=actor, now=now)
    return PostingRequest(
        kind=kind,
        branch_id=place.branch_id,
        occurred_at=at.occurred_at,
        business_date=at.business_date,
        lines=tuple(lines),
        reference=document.reference,
        reason=document.note,
        is_fact=is_fact,
    )
