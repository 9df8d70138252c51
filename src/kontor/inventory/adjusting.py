"""What an adjustment does and whether somebody else must approve it. Pure: drafts and levels in, rows out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec

from kontor.access.audit import AuditRow, audit_row
from kontor.access.types import Actor
from kontor.inventory.desk import DeskFacts, Place, check_lines, place_at, signed_base, sku_on, when
from kontor.inventory.errors import NotStocked, StockInvalid
from kontor.inventory.reasons import adjustment_reason
from kontor.inventory.schemas import AdjustmentAnswer, AdjustmentDraft
from kontor.inventory.stock_book import Posted, StockBook
from kontor.inventory.types import LineRequest, PostingRequest
from kontor.kernel.money import currency_exponent


class AdjustmentRow(msgspec.Struct):
    """A row of inventory_stockadjustment."""

    id: int
    number: str
    location_id: int
    state: str
    note: str
    source: str
    external_reference: str
    occurred_at: datetime
    created_at: datetime
    created_by: int
    decided_at: datetime | None
    decided_by: int | None
    decision_note: str
    posting_id: int | None
    version: int


class AdjustmentLineRow(msgspec.Struct):
    """A row of inventory_stockadjustmentline."""

    adjustment_id: int
    sku_id: int
    position: int
    quantity_delta_base: int
    reason: str
    old_on_hand: int | None
    new_on_hand: int | None


class PlannedLine(msgspec.Struct, frozen=True):
    sku_id: int
    is_stocked: bool
    quantity_delta_base: int
    reason: str


class PlannedAdjustment(msgspec.Struct, frozen=True):
    """An adjustment that master data allows; stock has not been asked yet."""

    place: Place
    note: str
    source: str
    external_reference: str
    occurred_at: datetime
    business_date: date
    lines: tuple[PlannedLine, ...]

    def pairs(self) -> list[tuple[int, int]]:
        return [(self.place.id, line.sku_id) for line in self.lines if line.is_stocked]


class Adjusted(msgspec.Struct):
    """One adjustment as it will be written."""

    row: AdjustmentRow
    lines: list[AdjustmentLineRow]
    posted: Posted | None

    @property
    def answer(self) -> AdjustmentAnswer:
        row = self.row
        is_oversold = self.posted is not None and bool(self.posted[2].oversold)
        return AdjustmentAnswer(row.id, row.number, row.state, row.posting_id, is_oversold, row.version)


def plan_adjustment(draft: AdjustmentDraft, facts: DeskFacts, *, actor: Actor, now: datetime) -> PlannedAdjustment:
    """Judge one draft against master data. Raises a KontorError that names what is wrong with it."""
    place = place_at(draft.location, facts, actor)
    if not draft.note.strip():
        raise StockInvalid("Say in the note why the stock is adjusted.", field="note")
    check_lines(draft.lines)
    at = when(place, draft.occurred_at, actor=actor, now=now)
    lines = []
    for index, line in enumerate(draft.lines):
        sku = sku_on(index, line.sku, facts)
        if not sku.is_stocked and not draft.allow_services:
            raise NotStocked(f"{line.sku} is a service.", field=f"lines[{index}].sku", product=line.sku)
        delta = signed_base(index, sku, line.quantity, line.pack)
        lines.append(PlannedLine(sku.id, sku.is_stocked, delta, line.reason))
    return PlannedAdjustment(
        place=place,
        note=draft.note,
        source=draft.source,
        external_reference=draft.external_reference,
        occurred_at=at.occurred_at,
        business_date=at.business_date,
        lines=tuple(lines),
    )


def needs_approval(planned: PlannedAdjustment, book: StockBook) -> bool:
    """Whether its size, up and down added together, is over the business's limit: by quantity, or at average cost."""
    quantity = value_micros = 0
    for line in planned.lines:
        level = book.level(planned.place.id, line.sku_id)
        if line.is_stocked and level is not None:
            quantity += abs(line.quantity_delta_base)
            value_micros += abs(line.quantity_delta_base) * level.average_cost_micros
    most, most_minor = planned.place.approval_quantity_base, planned.place.approval_value_minor
    if most is not None and quantity > most:
        return True
    return most_minor is not None and value_micros > most_minor * 10 ** (6 - currency_exponent(planned.place.currency))


def decide_adjustment(
    planned: PlannedAdjustment,
    book: StockBook,
    *,
    adjustment_id: int,
    number: str,
    posting_id: int,
    actor: Actor,
    now: datetime,
) -> Adjusted:
    """A draft that moves nothing where it needs approval; else posted, each line with the old and new on_hand."""
    row = AdjustmentRow(
        id=adjustment_id,
        number=number,
        location_id=planned.place.id,
        state="draft",
        note=planned.note,
        source=planned.source,
        external_reference=planned.external_reference,
        occurred_at=planned.occurred_at,
        created_at=now,
        created_by=actor.id,
        decided_at=None,
        decided_by=None,
        decision_note="",
        posting_id=None,
        version=1,
    )
    lines = [
        AdjustmentLineRow(adjustment_id, line.sku_id, position, line.quantity_delta_base, line.reason, None, None)
        for position, line in enumerate(planned.lines, start=1)
    ]
    adjusted = Adjusted(row, lines, None)
    if not needs_approval(planned, book):
        post_adjustment(adjusted, planned, book, posting_id=posting_id)
    return adjusted


def post_adjustment(adjusted: Adjusted, planned: PlannedAdjustment, book: StockBook, *, posting_id: int) -> None:
    """Take the adjustment into the book as a fact, and write onto its lines what was and what is there."""
    adjusted.row.state = "posted"
    on_hand = {pair: level.on_hand for pair in planned.pairs() if (level := book.level(*pair))}
    for line, plan in zip(adjusted.lines, planned.lines, strict=True):
        pair = (planned.place.id, line.sku_id)
        if plan.is_stocked:
            line.old_on_hand = on_hand[pair]
            line.new_on_hand = on_hand[pair] = on_hand[pair] + line.quantity_delta_base
    request = _request(planned, adjusted.row.number)
    if request.lines:
        adjusted.row.posting_id = posting_id
        adjusted.posted = (posting_id, request, book.post(request, posting_id=posting_id))


def _request(planned: PlannedAdjustment, number: str) -> PostingRequest:
    return PostingRequest(
        kind="adjustment",
        branch_id=planned.place.branch_id,
        occurred_at=planned.occurred_at,
        business_date=planned.business_date,
        lines=tuple(
            LineRequest(
                planned.place.id,
                line.sku_id,
                line.quantity_delta_base,
                reason_code=adjustment_reason(line.quantity_delta_base),
            )
            for line in planned.lines
            if line.is_stocked
        ),
        reference=number,
        reason=planned.note,
        is_fact=True,
    )


def adjustment_audit(adjusted: Adjusted, action: str, before: str | None, *, actor: Actor, now: datetime) -> AuditRow:
    row = adjusted.row
    on_hand = [(line.sku_id, line.old_on_hand, line.new_on_hand) for line in adjusted.lines]
    diff = {
        "number": (None, row.number),
        "state": (before, row.state),
        "note": (None, row.decision_note if before else row.note),
        "on_hand": (None, on_hand),
    }
    return audit_row(action=action, subject=f"inventory.adjustment:{row.id}", diff=diff, actor=actor, now=now)


def all_pairs(planned: Iterable[PlannedAdjustment]) -> list[tuple[int, int]]:
    return sorted({pair for item in planned for pair in item.pairs()})


def posted_of(adjusted: Sequence[Adjusted]) -> list[Posted]:
    return [item.posted for item in adjusted if item.posted is not None]
