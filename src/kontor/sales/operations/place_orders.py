from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Final, NamedTuple

from kontor.access.audit import audit_writes
from kontor.access.types import Actor
from kontor.inventory.operations.post_stock import PostedBy, balance_writes, ledger_writes
from kontor.inventory.stock_book import StockBook
from kontor.kernel import request_id
from kontor.kernel.attempts import attempt
from kontor.kernel.errors import KontorError
from kontor.kernel.idempotency import (
    Answer,
    KeyReused,
    KeyRow,
    answers_writes,
    claim_all,
    claim_writes,
    release_all,
    replayed,
)
from kontor.kernel.parts import Parts
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

#: One call with more drafts than this is decided and written in parts of `_PART`.
_MOST_AT_ONCE: Final = 500
_PART: Final = 100


def place_orders(
    *, drafts: Sequence[OrderDraft], actor: Actor, now: datetime, key: RequestKey | None = None
) -> BatchAnswer:
    """Take every draft whole or refuse it with its reason, in the order given; one result per draft.

    The price list gives the prices, the business's stock policy says whether goods are reserved or issued. As a rule
    two round trips on PostgreSQL: everything is read at once, decided over plain values, and written at once - the
    answer with its key, orders, lines, audit, postings, movements, events, and the stock levels, guarded, with their
    alerts. Levels come last, so that what everybody wants is locked briefly, and by ascending id, so that nobody waits
    for goods in a circle. A twin waits at the key until the first has committed, two seconds at most, and gets its
    answer.

    Where somebody was faster, or the decision itself asks for locks (`kernel/attempts.py`), it is tried again: the key
    is claimed, the levels are locked by ascending id, and everything is decided anew. SQLite always goes that way.
    More than 500 drafts go in parts (`place_calls`).

    The same key gives the same answer; where every draft is refused nothing is stored, the key neither. A draft whose
    `source` and `external_reference` an order has already is answered with that order. What plug-ins say to a draft as
    it was typed is asked first; it stands in the answer and the trail and refuses nothing.
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

    One call with more than 500 drafts goes in parts, in one transaction: while a part is decided, the rows of the one
    before are written and the goods of the next one read (`kernel/parts.py`). Its key goes first, so that a twin waits
    before it works; its answer, which needs all results, and the levels go last. Several calls, or up to 500 drafts,
    are one part, written in one statement.
    """
    dates = [on for call in calls for on in order_dates(call.drafts, call.now)]
    numbers = order_numbers(dates)
    part_size = _PART if len(calls) == 1 and len(dates) > _MOST_AT_ONCE else max(len(dates), 1)
    return attempt(lambda is_locked: _place(calls, dates, numbers, part_size, is_locked))


def _place(
    calls: Sequence[PlacingCall], dates: Sequence[date], numbers: Sequence[str], part_size: int, is_locked: bool
) -> list[Placed]:
    keys = [call.key for call in calls if call.key]
    answered = claim_all(keys, calls[0].now) if is_locked else {}  # without locks they are read with everything else
    if len(answered) == len(calls):
        return [_answered_before(call, answered) for call in calls]
    drafts = [draft for call in calls for draft in call.drafts]
    read_now = len(drafts) if is_locked else part_size  # the goods of the others are read part by part
    reads = read_placing_facts(drafts, dates, keys, first=read_now, is_locked=is_locked)
    if not is_locked:
        answered = reads.answered
    book = StockBook(reads.levels, is_locked=is_locked)
    asked = _asked(calls, zip(reads.order_ids, reads.posting_ids, numbers, strict=True), answered)
    new_keys = [key for key in keys if key.token not in answered]
    is_large = part_size < len(asked)
    is_claimed = is_locked or is_large  # else the key goes with its answer
    unsent = claim_writes(new_keys, calls[0].now) if is_large and not is_locked else []
    decided: list[_Decision] = []
    with Parts() as parts:
        for start in range(0, len(asked), part_size):
            ahead = reads.goods.reads_for([one.draft for one in asked[start + part_size : start + 2 * part_size]])
            parts.begin_reading(ahead)
            if is_large:
                parts.begin(unsent)
            decisions = [(one.call, _decide(one, reads, book)) for one in asked[start : start + part_size]]
            unsent = _added(decisions, book)
            decided += decisions
            if ahead:
                book.learn(reads.goods.learn(*parts.rows_read()))
        if is_large:  # the last part's rows, while the answers are made
            parts.begin(unsent)
            unsent = []
        placed, kept = _answers(calls, answered, decided)
        stored = [Answer(call.key, answer, call.now) for call, answer in kept if call.key]
        unused = set(new_keys) - {answer.key for answer in stored}
        if unused and is_claimed:
            parts.wait()  # the claim may still be on its way
            release_all(unused)
        if kept:
            levels = balance_writes(book, max(call.now for call, _ in kept))
            remaining = [*answers_writes(stored, are_claimed=is_claimed), *unsent, *levels]
            if is_large:
                parts.begin(remaining)
            else:
                write_all(remaining)
    return placed


class _Asked(NamedTuple):
    """One draft, and what it gets if it is taken: ids of its order and its posting, a number."""

    call: PlacingCall
    draft: OrderDraft
    warnings: Sequence[EntryWarning]
    identity: tuple[Id, Id, str]


_Decision = tuple[PlacingCall, Decided | ItemResult]
"""Whose, and what: taken, or refused or there already."""


def _asked(
    calls: Sequence[PlacingCall], identities: Iterator[tuple[Id, Id, str]], answered: Mapping[str, KeyRow]
) -> list[_Asked]:
    """The drafts of the calls that were not answered before."""
    every = [
        _Asked(call, *one)
        for call in calls
        for one in zip(call.drafts, call.warnings, islice(identities, len(call.drafts)), strict=True)
    ]
    return [one for one in every if not (one.call.key and one.call.key.token in answered)] if answered else every


def _answers(
    calls: Sequence[PlacingCall], answered: Mapping[str, KeyRow], decided: Sequence[_Decision]
) -> tuple[list[Placed], list[tuple[PlacingCall, BatchAnswer]]]:
    """Each call's answer, and beside it the calls of which something is written."""
    results = (one for _, one in decided)
    placed: list[Placed] = []
    kept: list[tuple[PlacingCall, BatchAnswer]] = []
    for call in calls:
        if call.key and call.key.token in answered:
            placed.append(_answered_before(call, answered))
            continue
        own = list(islice(results, len(call.drafts)))
        answer = batch_answer(one.result if isinstance(one, Decided) else one for one in own)
        placed.append(answer)
        if any(isinstance(one, Decided) for one in own):
            kept.append((call, answer))
    return placed, kept


def _answered_before(call: PlacingCall, answered: Mapping[str, KeyRow]) -> Placed:
    assert call.key is not None
    row = answered[call.key.token]
    try:
        return replayed(call.key, row.fingerprint, row.answer, BatchAnswer)
    except KeyReused as error:
        return error


def _decide(asked: _Asked, reads: PlacingReads, book: StockBook) -> Decided | ItemResult:
    call, draft, warnings, (order, posting, number) = asked
    earlier = reads.earlier_order(draft)
    if earlier is not None:
        return ItemResult(order=earlier, is_duplicate=True)
    actor, now = call.actor, call.now
    try:
        with request_id.as_current(call.request_id):
            priced = price_draft(draft, reads.facts, actor=actor, now=now)
            decided = decide_draft(priced, number, order.id, posting.id, book, actor=actor, now=now, warnings=warnings)
    except KontorError as error:  # the book is as it was: stock is taken for all lines or for none
        return refused(error)
    reads.remember(draft, decided.result)
    return decided


def _external_key(order: OrderRow) -> tuple[str, str]:
    """Two orders for one document wait for each other at its external reference: sorted, lest two batches deadlock.
    Large ones are sorted by part, and can deadlock; one of them is then tried again.
    """
    return order.source, order.external_reference


def _added(decisions: Sequence[_Decision], book: StockBook) -> list[Write]:
    """The rows of the orders taken, in the order of docs/locking.md: all but the levels, which others want too."""
    taken = [(call, item) for call, item in decisions if isinstance(item, Decided)]
    if not taken:
        return []
    decided = [item for _, item in taken]
    links = [item.link for item in decided if item.link]
    posted = [PostedBy([item.posted], call.actor, call.now) for call, item in taken if item.posted]
    orders = sorted([item.order for item in decided], key=_external_key)
    return [
        insert("sales_salesorder", orders, name="orders"),
        insert("sales_orderline", [line for item in decided for line in item.lines], name="lines"),
        *([insert("sales_orderposting", links, name="links")] if links else []),
        *audit_writes([item.audit for item in decided]),
        *ledger_writes(book, posted, news=[row for item in decided for row in item.news]),
    ]
