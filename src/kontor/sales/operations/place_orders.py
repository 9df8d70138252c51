from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from kontor.access.audit import audit_writes
from kontor.access.types import Actor
from kontor.inventory.operations.post_stock import PostedBy, gathered_stock_writes
from kontor.inventory.stock_book import StockBook
from kontor.kernel import request_id
from kontor.kernel.attempts import attempt
from kontor.kernel.errors import KontorError
from kontor.kernel.idempotency import Answer, KeyReused, KeyRow, answers_writes, claim_all, release, replayed
from kontor.kernel.statements import Id, Write, insert, write_all
from kontor.kernel.wire import RequestKey
from kontor.sales.answers import batch_answer, refused
from kontor.sales.decided import Decided, decide_draft
from kontor.sales.entry_checks import entry_warnings
from kontor.sales.numbering import order_numbers
from kontor.sales.placing import price_draft
from kontor.sales.queries.placing_facts import PlacingReads, order_dates, read_placing_facts
from kontor.sales.rows import OrderRow
from kontor.sales.types import BatchAnswer, EntryWarning, ItemResult, OrderDraft


def place_orders(
    *, drafts: Sequence[OrderDraft], actor: Actor, now: datetime, key: RequestKey | None = None
) -> BatchAnswer:
    """Take every draft whole or refuse it with its reason, in the order given; one result per draft.

    The price list gives the prices, the business's stock policy says whether goods are reserved or issued. Two round
    trips on PostgreSQL: everything is read at once, decided over plain values, and written at once - the answer with
    its key, orders, lines, audit, postings, movements, events, and last the stock levels, guarded, and their alerts.
    Only if somebody was faster, or the decision itself asks for locks (`kernel/attempts.py`): the levels are locked by
    ascending id, and everything is decided again.

    The same key gives the same answer. A draft whose `source` and `external_reference` an order has already is
    answered with that order. Where every draft is refused nothing is stored, the key neither. What plug-ins say to a
    draft as it was typed is asked first; it stands in the answer and the trail and refuses nothing.
    """
    (answer,) = place_calls([placing_call(drafts, actor, now, key)])
    if isinstance(answer, KontorError):
        raise answer
    return answer


class PlacingCall(NamedTuple):
    """What one caller wants placed, and what plug-ins said to it."""

    drafts: Sequence[OrderDraft]
    warnings: Sequence[Sequence[EntryWarning]]
    actor: Actor
    now: datetime
    key: RequestKey | None
    request_id: str


Placed = BatchAnswer | KontorError
"""The answer of one call; an error where its key was used for something else."""


def placing_call(drafts: Sequence[OrderDraft], actor: Actor, now: datetime, key: RequestKey | None) -> PlacingCall:
    warnings = [entry_warnings(draft, now) for draft in drafts]
    return PlacingCall(drafts, warnings, actor, now, key, request_id.current())


def place_calls(calls: Sequence[PlacingCall]) -> list[Placed]:
    """Several calls as one, each with its own actor, key and answer; no two with one key. What one takes is gone for
    those after it.
    """
    dates = [on for call in calls for on in order_dates(call.drafts, call.now)]
    numbers = order_numbers(dates)
    return attempt(lambda is_locked: _place(calls, dates, numbers, is_locked))


def _place(
    calls: Sequence[PlacingCall], dates: Sequence[date], numbers: Sequence[str], is_locked: bool
) -> list[Placed]:
    keys = [call.key for call in calls if call.key]
    answered = claim_all(keys, calls[0].now) if is_locked else {}
    if len(answered) == len(calls):
        return [_answered_before(call, answered) for call in calls]
    reads = read_placing_facts([draft for call in calls for draft in call.drafts], dates, keys, is_locked=is_locked)
    if not is_locked:
        answered = reads.answered
    book = StockBook(reads.levels, is_locked=is_locked)
    identities = zip(reads.order_ids, reads.posting_ids, numbers, strict=True)
    placed: list[Placed] = []
    taken: list[_Taken] = []
    for call in calls:
        own = list(islice(identities, len(call.drafts)))
        if call.key and call.key.token in answered:
            placed.append(_answered_before(call, answered))
            continue
        decided = _decide(call, own, reads, book)
        answer = batch_answer(item.result if isinstance(item, Decided) else item for item in decided)
        placed.append(answer)
        if orders := [item for item in decided if isinstance(item, Decided)]:
            taken.append(_Taken(call, answer, orders))
        elif is_locked and call.key:
            release(call.key)
    if taken:
        stored = [Answer(call.key, answer, call.now) for call, answer, _ in taken if call.key]
        write_all([*answers_writes(stored, are_claimed=is_locked), *_writes(taken, book)])
    return placed


class _Taken(NamedTuple):
    """A call of which something is written."""

    call: PlacingCall
    answer: BatchAnswer
    orders: Sequence[Decided]


def _answered_before(call: PlacingCall, answered: Mapping[str, KeyRow]) -> Placed:
    assert call.key is not None
    row = answered[call.key.token]
    try:
        return replayed(call.key, row.fingerprint, row.answer, BatchAnswer)
    except KeyReused as error:
        return error


def _decide(
    call: PlacingCall, identities: Sequence[tuple[Id, Id, str]], reads: PlacingReads, book: StockBook
) -> list[Decided | ItemResult]:
    with request_id.as_current(call.request_id):
        return [
            _decide_draft(call, draft, warnings, identity, reads, book)
            for draft, warnings, identity in zip(call.drafts, call.warnings, identities, strict=True)
        ]


def _decide_draft(
    call: PlacingCall,
    draft: OrderDraft,
    warnings: Sequence[EntryWarning],
    identity: tuple[Id, Id, str],
    reads: PlacingReads,
    book: StockBook,
) -> Decided | ItemResult:
    earlier = reads.earlier_order(draft)
    if earlier is not None:
        return ItemResult(order=earlier, is_duplicate=True)
    order, posting, number = identity
    actor, now = call.actor, call.now
    try:
        priced = price_draft(draft, reads.facts, actor=actor, now=now)
        decided = decide_draft(priced, number, order.id, posting.id, book, actor=actor, now=now, warnings=warnings)
    except KontorError as error:
        return refused(error)
    reads.remember(draft, decided.result)
    return decided


def _external_key(order: OrderRow) -> tuple[str, str]:
    """Twins of a document wait for each other at its external reference: sorted, lest two batches deadlock there."""
    return order.source, order.external_reference


def _writes(taken: Sequence[_Taken], book: StockBook) -> list[Write]:
    """In the order of docs/locking.md: what nobody else wants first, the scarce stock levels last."""
    decided = [item for one in taken for item in one.orders]
    links = [item.link for item in decided if item.link]
    news = [row for item in decided for row in item.news]
    posted = [
        PostedBy([item.posted for item in one.orders if item.posted], one.call.actor, one.call.now) for one in taken
    ]
    orders = sorted([item.order for item in decided], key=_external_key)
    return [
        insert("sales_salesorder", orders, name="orders"),
        insert("sales_orderline", [line for item in decided for line in item.lines], name="lines"),
        *([insert("sales_orderposting", links, name="links")] if links else []),
        *audit_writes([item.audit for item in decided]),
        *gathered_stock_writes(book, posted, news=news),
    ]
