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
from kontor.kernel.ids import Id
from kontor.kernel.parts import Parts
from kontor.kernel.statements import Write, insert, write_all
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
    for goods in a circle. A twin waits at the key until the first has committed and gets its answer; after two seconds
    it is told to ask again (`Busy`).

    Where somebody was faster, or the decision itself asks for locks (a sale of goods that are not there must see what
    is), it is tried again: the key is claimed, the levels are locked by ascending id, and everything is decided anew.
    SQLite always goes that way. On PostgreSQL levels then come before orders, so a second try may deadlock with one who
    places an order with the same external reference; one of the two is ended and tried again (`kernel/attempts.py`).
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

    One call with more than 500 drafts goes in parts, in one transaction: its key first, then orders part by part
    (`kernel/parts.py`), then its answer, which needs all results, and the levels. Several calls, or up to 500 drafts,
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
    answered: Mapping[str, KeyRow] = {}
    if is_locked:  # else they are read with everything else
        answered = claim_all(keys, calls[0].now)
        if len(answered) == len(calls):
            return [_answered_before(call, answered) for call in calls]
    drafts = [draft for call in calls for draft in call.drafts]
    first = len(drafts) if is_locked else part_size  # the goods of later parts are read when those come up
    reads = read_placing_facts(drafts, dates, keys, first=first, is_locked=is_locked)
    if not is_locked:
        answered = reads.answered
    book = StockBook(reads.levels, is_locked=is_locked)
    asked = _asked(calls, zip(reads.order_ids, reads.posting_ids, numbers, strict=True), answered)
    if len(asked) > part_size:
        return [_place_in_parts(calls[0], asked, part_size, reads, book, is_locked)]
    decided = [(one.call, _decide(one, reads, book)) for one in asked]
    placed, taken = _answers(calls, answered, decided)
    stored = [Answer(call.key, answer, call.now) for call, answer in taken if call.key]
    if is_locked:
        release_all({key for key in keys if key.token not in answered} - {answer.key for answer in stored})
    if taken:
        levels = balance_writes(book, max(call.now for call, _ in taken))
        write_all([*answers_writes(stored, are_claimed=is_locked), *_order_writes(decided, book), *levels])
    return placed


def _place_in_parts(
    call: PlacingCall, asked: Sequence[_Asked], part_size: int, reads: PlacingReads, book: StockBook, is_locked: bool
) -> BatchAnswer:
    """While Python decides a part, the database writes the rows of the one before and reads the goods of the next.

    The claim of the key is sent before the first part is decided, so that a twin gets no further than its first.
    """
    keys = [call.key] if call.key else []
    decided: list[_Decision] = []
    unsent = [] if is_locked else claim_writes(keys, call.now)
    with Parts() as parts:
        for start in range(0, len(asked), part_size):
            ahead = reads.goods.reads_for([one.draft for one in asked[start + part_size : start + 2 * part_size]])
            parts.begin_reading(ahead)
            parts.begin_writing(unsent)
            decisions = [(call, _decide(one, reads, book)) for one in asked[start : start + part_size]]
            unsent = _order_writes(decisions, book)
            decided += decisions
            if ahead:
                book.learn(reads.goods.keep_prices(*parts.rows_read()))
        parts.begin_writing(unsent)  # the last part's, while the answer is made
        answer = _answer(decided)
        if _is_any_taken(decided):
            stored = [Answer(key, answer, call.now) for key in keys]
            parts.begin_writing([*answers_writes(stored, are_claimed=True), *balance_writes(book, call.now)])
        else:
            parts.wait()  # the claim may still be on its way
            release_all(keys)
        return answer  # leaving the block waits for what is under way, and commits


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
    """Each call's answer, and beside it the calls of which at least one draft is taken."""
    rest = iter(decided)
    placed: list[Placed] = []
    taken: list[tuple[PlacingCall, BatchAnswer]] = []
    for call in calls:
        if call.key and call.key.token in answered:
            placed.append(_answered_before(call, answered))
            continue
        own = list(islice(rest, len(call.drafts)))
        answer = _answer(own)
        placed.append(answer)
        if _is_any_taken(own):
            taken.append((call, answer))
    return placed, taken


def _answer(decided: Sequence[_Decision]) -> BatchAnswer:
    return batch_answer(item.result if isinstance(item, Decided) else item for _, item in decided)


def _is_any_taken(decided: Sequence[_Decision]) -> bool:
    return any(isinstance(item, Decided) for _, item in decided)


def _answered_before(call: PlacingCall, answered: Mapping[str, KeyRow]) -> Placed:
    assert call.key is not None
    row = answered[call.key.token]
    try:
        return replayed(call.key, row.fingerprint, row.answer, BatchAnswer)
    except KeyReused as error:
        return error


def _decide(asked: _Asked, reads: PlacingReads, book: StockBook) -> Decided | ItemResult:
    call, draft, warnings, (order_id, posting_id, number) = asked
    earlier = reads.earlier_order(draft)
    if earlier is not None:
        return ItemResult(order=earlier, is_duplicate=True)
    actor, now = call.actor, call.now
    try:
        with request_id.as_current(call.request_id):
            priced = price_draft(draft, reads.facts, actor=actor, now=now)
            ids = order_id.id, posting_id.id
            decided = decide_draft(priced, number, *ids, book, actor=actor, now=now, warnings=warnings)
    except KontorError as error:  # the book is as it was: stock is taken for all lines or for none
        return refused(error)
    reads.remember(draft, decided.result)
    return decided


def _external_key(order: OrderRow) -> tuple[str, str]:
    """Two orders for one document wait for each other at its external reference: sorted, lest two batches deadlock.
    Large batches are sorted by part, and can deadlock; one of them is then tried again.
    """
    return order.source, order.external_reference


def _order_writes(decisions: Sequence[_Decision], book: StockBook) -> list[Write]:
    """The rows of the orders taken, in the order of docs/locking.md, with the movements the book noted meanwhile: all
    but the levels, which others want too.
    """
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
