from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import msgspec

from kontor.access.types import Actor
from kontor.inventory.events import OversoldLevel, StockArrived, StockOversold
from kontor.inventory.sql.levels import create_levels_write, level_writes, levels_read, lock_levels_read
from kontor.inventory.stock_book import Decision, Posted, StockBook
from kontor.inventory.types import PostingRequest, PostingResult
from kontor.kernel.attempts import attempt
from kontor.kernel.ids import next_ids
from kontor.kernel.outbox import EventRow, event, event_writes
from kontor.kernel.statements import Write, insert, read_all, read_rows, write_all


class PostingRow(msgspec.Struct, frozen=True):
    """A row of inventory_stockposting."""

    id: int
    kind: str
    branch_id: int
    reference: str
    reason: str
    occurred_at: datetime
    recorded_at: datetime
    business_date: date
    actor_id: int
    reverses_id: int | None
    is_oversold: bool


def post_stock(*, requests: Sequence[PostingRequest], actor: Actor, now: datetime) -> list[PostingResult]:
    """Post every request whole or refuse it whole, in the order given.

    Quantities are base units. The guards in the write decide; where somebody was faster, stock levels are locked by
    ascending id, once, and everything is decided again. A refused request's result names every short line and what
    is available; a fact is never refused, its result names what it oversold. Costs a constant number of statements.
    Raises NotFound for a branch that is not the actor's.
    """
    for branch_id in {request.branch_id for request in requests}:
        actor.require_branch(branch_id)
    return attempt(lambda is_locked: _post(requests, actor, now, is_locked))


def _post(requests: Sequence[PostingRequest], actor: Actor, now: datetime, is_locked: bool) -> list[PostingResult]:
    pairs = stock_pairs(requests)
    if is_locked:
        lock_stock(pairs)
    posting_ids, levels = read_all([next_ids("inventory_stockposting", len(requests)), levels_read(pairs)])
    book = StockBook(levels, is_locked=is_locked)
    results, posted = [], []
    for row, request in zip(posting_ids, requests, strict=True):
        decision = book.post(request, posting_id=row.id)
        results.append(result_of(decision, row.id))
        if decision.is_accepted:
            posted.append((row.id, request, decision))
    if posted:
        write_all(stock_writes(book, posted, actor=actor, now=now))
    return results


def stock_pairs(requests: Sequence[PostingRequest]) -> list[tuple[int, int]]:
    return sorted({(line.location_id, line.sku_id) for request in requests for line in request.lines})


def lock_stock(pairs: Sequence[tuple[int, int]]) -> None:
    """Create the levels that are missing and lock all of them by ascending id, inside the caller's transaction."""
    if pairs:
        write_all([create_levels_write(pairs)])
        read_rows(lock_levels_read([level.id for level in read_rows(levels_read(pairs))]))


def result_of(decision: Decision, posting_id: int) -> PostingResult:
    return PostingResult(posting_id if decision.is_accepted else None, decision.shorts, decision.oversold)


class PostedBy(NamedTuple):
    """Accepted documents, who posted them, and when."""

    posted: Sequence[Posted]
    actor: Actor
    now: datetime


def stock_writes(
    book: StockBook, posted: Sequence[Posted], *, actor: Actor, now: datetime, news: Sequence[EventRow] = ()
) -> list[Write]:
    """Everything the accepted documents write, the levels last: for a merged statement of this or an upper package.

    `news` are the upper package's own events, which go into the same insert.
    """
    return [*ledger_writes(book, [PostedBy(posted, actor, now)], news=news), *balance_writes(book, now)]


def ledger_writes(book: StockBook, parts: Sequence[PostedBy], *, news: Sequence[EventRow] = ()) -> list[Write]:
    """What is only added to: the documents' postings, their movements since this was asked last, and events."""
    postings = [_posting_row(item, part.actor, part.now) for part in parts for item in part.posted]
    events = [row for part in parts for item in part.posted for row in _events(item, part.actor, part.now)]
    movements = book.new_movements()
    return [
        *([insert("inventory_stockposting", postings, name="postings")] if postings else []),
        *([insert("inventory_stockmovement", movements, name="movements")] if movements else []),
        *event_writes([*news, *events]),
    ]


def balance_writes(book: StockBook, now: datetime) -> list[Write]:
    """What all documents of the book together do to the scarce stock levels, and its alerts."""
    return level_writes(book.changes(), now)


def _posting_row(posted: Posted, actor: Actor, now: datetime) -> PostingRow:
    posting_id, request, decision = posted
    return PostingRow(
        id=posting_id,
        kind=request.kind,
        branch_id=request.branch_id,
        reference=request.reference,
        reason=request.reason,
        occurred_at=request.occurred_at,
        recorded_at=now,
        business_date=request.business_date,
        actor_id=actor.id,
        reverses_id=request.reverses_id,
        is_oversold=bool(decision.oversold),
    )


def _events(posted: Posted, actor: Actor, now: datetime) -> list[EventRow]:
    posting_id, request, decision = posted
    news: list[msgspec.Struct] = []
    if decision.oversold:
        levels = tuple(OversoldLevel(short.location_id, short.sku_id, short.sku) for short in decision.oversold)
        news.append(StockOversold(posting_id, levels))
    arrived = [line for line in request.lines if line.on_hand_delta > 0]
    if arrived:
        places = tuple(sorted({line.location_id for line in arrived}))
        news.append(StockArrived(posting_id, places, tuple(sorted({line.sku_id for line in arrived}))))
    return [event(item, aggregate=f"inventory.posting:{posting_id}", actor_id=actor.id, now=now) for item in news]
