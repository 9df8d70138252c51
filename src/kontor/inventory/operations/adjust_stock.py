from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from kontor.access.audit import audit_writes
from kontor.access.types import Actor
from kontor.inventory.adjusting import (
    Adjusted,
    PlannedAdjustment,
    adjustment_audit,
    all_pairs,
    decide_adjustment,
    plan_adjustment,
    posted_of,
)
from kontor.inventory.desk import DeskFacts
from kontor.inventory.errors import ReferenceTaken
from kontor.inventory.numbering import adjustment_numbers
from kontor.inventory.operations.post_stock import lock_stock, stock_writes
from kontor.inventory.queries.desk_facts import read_desk_facts
from kontor.inventory.schemas import AdjustmentAnswer, AdjustmentBatch, AdjustmentDraft, AdjustmentResult
from kontor.inventory.sql.adjustments import ExternalKey, earlier_adjustments_read
from kontor.inventory.sql.levels import levels_read
from kontor.inventory.stock_book import StockBook
from kontor.kernel.errors import KontorError
from kontor.kernel.idempotency import release
from kontor.kernel.ids import next_ids
from kontor.kernel.refusals import Refusal
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import insert, read_all, read_rows, write_all
from kontor.kernel.wire import RequestKey

Earlier = dict[tuple[str, str], AdjustmentAnswer | None]  # None: somebody else's


def adjust_stock(
    *, adjustments: Sequence[AdjustmentDraft], actor: Actor, now: datetime, key: RequestKey | None = None
) -> AdjustmentBatch:
    """Correct stock by hand, each adjustment whole or refused with its reason, in the order given.

    Adjustments are facts: one that finds less than is promised is posted, marked oversold, and an alert is open. One
    over the business's limit becomes a draft that moves nothing until somebody else approves it. One whose `source`
    and `external_reference` are known is answered with what is there. Locks stock levels by ascending id; a constant
    number of statements, however many. Where every item is refused, the key is not kept.
    """
    facts = read_desk_facts(
        [draft.location for draft in adjustments], [line.sku for draft in adjustments for line in draft.lines]
    )
    numbers = adjustment_numbers([_number_date(draft, facts, now) for draft in adjustments])
    return write_once(key, now, AdjustmentBatch, lambda: _adjust(adjustments, numbers, facts, actor, now, key))


def _adjust(
    drafts: Sequence[AdjustmentDraft],
    numbers: Sequence[str],
    facts: DeskFacts,
    actor: Actor,
    now: datetime,
    key: RequestKey | None,
) -> AdjustmentBatch:
    earlier = _earlier(drafts, actor)
    planned = [_plan(draft, earlier, facts, actor, now) for draft in drafts]
    pairs = all_pairs(item for item in planned if isinstance(item, PlannedAdjustment))
    lock_stock(pairs)
    ids, posting_ids, levels = read_all(
        [
            next_ids("inventory_stockadjustment", len(drafts)),
            next_ids("inventory_stockposting", len(drafts)),
            levels_read(pairs),
        ]
    )
    book = StockBook(levels, is_locked=True)
    adjusted: list[Adjusted] = []
    results: list[AdjustmentResult] = []
    for index, item in enumerate(planned):
        if isinstance(item, AdjustmentResult):
            results.append(item)
            continue
        twin = _known(drafts[index], earlier)  # of this batch
        if twin is not None:
            results.append(twin)
            continue
        done = decide_adjustment(
            item,
            book,
            adjustment_id=ids[index].id,
            number=numbers[index],
            posting_id=posting_ids[index].id,
            actor=actor,
            now=now,
        )
        adjusted.append(done)
        earlier[item.source, item.external_reference] = done.answer
        results.append(AdjustmentResult(adjustment=done.answer))
    if adjusted:
        _write(adjusted, book, actor, now)
    elif key and all(result.refusal for result in results):
        release(key)
    return AdjustmentBatch(tuple(results))


def _plan(
    draft: AdjustmentDraft, earlier: Earlier, facts: DeskFacts, actor: Actor, now: datetime
) -> PlannedAdjustment | AdjustmentResult:
    known = _known(draft, earlier)
    if known is not None:
        return known
    try:
        return plan_adjustment(draft, facts, actor=actor, now=now)
    except KontorError as error:
        return AdjustmentResult(refusal=Refusal.of(error))


def _known(draft: AdjustmentDraft, earlier: Earlier) -> AdjustmentResult | None:
    """The answer for a draft whose external reference is there already, maybe from earlier in this batch."""
    external = (draft.source, draft.external_reference)
    if not draft.external_reference or external not in earlier:
        return None
    answer = earlier[external]
    if answer is None:
        taken = ReferenceTaken(f"{draft.external_reference} of {draft.source!r} is another adjustment's.")
        return AdjustmentResult(refusal=Refusal.of(taken))
    return AdjustmentResult(adjustment=answer, is_duplicate=True)


def _earlier(drafts: Sequence[AdjustmentDraft], actor: Actor) -> Earlier:
    keys = [ExternalKey(draft.source, draft.external_reference) for draft in drafts if draft.external_reference]
    rows = read_rows(earlier_adjustments_read(keys)) if keys else []
    return {
        (row.source, row.external_reference): AdjustmentAnswer(
            row.id, row.number, row.state, row.posting_id, row.is_oversold, row.version
        )
        if row.branch_id in actor.branch_ids
        else None
        for row in rows
    }


def _write(adjusted: Sequence[Adjusted], book: StockBook, actor: Actor, now: datetime) -> None:
    lines = [line for item in adjusted for line in item.lines]
    audits = [adjustment_audit(item, "stock.adjust", None, actor=actor, now=now) for item in adjusted]
    stock = stock_writes(book, posted_of(adjusted), actor=actor, now=now)
    write_all(
        [
            insert("inventory_stockadjustment", [item.row for item in adjusted], name="adjustments"),
            insert("inventory_stockadjustmentline", lines, name="lines"),
            *audit_writes(audits),
            *stock,
        ]
    )


def _number_date(draft: AdjustmentDraft, facts: DeskFacts, now: datetime) -> date:
    """An unknown location gets the UTC date; the draft is refused for it later."""
    place = facts.places.get(draft.location)
    at = draft.occurred_at or now
    return place.business_date(at) if place else at.date()
