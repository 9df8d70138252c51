"""Orders are placed with one read, a decision over plain values, and one write. The write locks in one order for all,
so that nobody waits in a circle:

1. idempotency keys: a twin of the call stops there, and gets the first one's answer;
2. orders, by source and external reference: a twin of the document waits there;
3. stock levels, by id: last, so that what everybody wants is locked briefly.

Where somebody was faster, the write fails. The second try (SQLite's only one) locks keys and levels before it reads; it
may deadlock with a first try of the same document, and one of the two is tried again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from kontor.access.audit import audit_writes
from kontor.access.types import Actor
from kontor.inventory.operations.post_stock import PostedBy, balance_writes, ledger_writes
from kontor.inventory.stock_book import StockBook
from kontor.kernel import request_id
from kontor.kernel.attempts import attempt
from kontor.kernel.errors import KontorError
from kontor.kernel.idempotency import answers_writes, claim_all
from kontor.kernel.statements import Write, insert, write_all
from kontor.kernel.wire import RequestKey
from kontor.sales.answers import refused
from kontor.sales.decided import Decided, decide_draft
from kontor.sales.numbering import order_numbers
from kontor.sales.operations.place_in_parts import is_large, place_in_parts
from kontor.sales.placing import price_draft
from kontor.sales.placing_calls import (
    Asked,
    Placed,
    PlacingCall,
    Verdict,
    all_answers,
    answer_or_raise,
    asked_now,
    keys_of,
    placing_call,
)
from kontor.sales.queries.placing_facts import PlacingReads, order_dates, read_placing_facts
from kontor.sales.types import BatchAnswer, ItemResult, OrderDraft


def place_orders(
    *, drafts: Sequence[OrderDraft], actor: Actor, now: datetime, key: RequestKey | None = None
) -> BatchAnswer:
    """Take each draft whole or refuse it with its reason; one result per draft, in the order given.

    The same document or `key` gets the same answer again; a call refused whole keeps no key. Raises KeyReused (the key
    came with another body) and Busy (after two seconds of waiting).
    """
    (placed,) = place_calls([placing_call(drafts, actor, now, key)])
    return answer_or_raise(placed)


def place_calls(calls: Sequence[PlacingCall]) -> list[Placed]:
    """Several calls as one, each with its own answer; what one takes is gone for those after it."""
    dates = order_dates(calls)
    numbers = order_numbers(dates)
    if is_large(calls):  # a single call with hundreds of drafts
        return [place_in_parts(calls[0], dates, numbers, decide=_decide, order_writes=_order_writes)]
    return attempt(lambda is_locked: _place(calls, dates, numbers, is_locked))


def _place(
    calls: Sequence[PlacingCall], dates: Sequence[date], numbers: Sequence[str], is_locked: bool
) -> list[Placed]:
    """One try: read, decide, write."""
    if is_locked:
        claim_all(keys_of(calls), calls[0].now)
    reads = read_placing_facts(calls, dates, lock_levels=is_locked)

    book = StockBook(reads.levels, is_locked=is_locked)
    unanswered = asked_now(calls, reads.new_ids(numbers), reads.answered)
    verdicts = [_decide(asked, reads, book) for asked in unanswered]
    placed = all_answers(calls, reads.answered, verdicts)

    keys_first = answers_writes(placed.new, are_claimed=is_locked, give_back=placed.refused_keys)
    levels_last = balance_writes(book, max(call.now for call in calls))
    write_all([*keys_first, *_order_writes(verdicts, book), *levels_last])
    return placed.answers


def _decide(asked: Asked, reads: PlacingReads, book: StockBook) -> Verdict:
    """Price the draft and take its goods from the book, or say why not."""
    call, draft, warnings, (order_id, posting_id, number) = asked
    earlier = reads.earlier_order(draft)
    if earlier is not None:
        return Verdict(call, ItemResult(order=earlier, is_duplicate=True))
    actor, now = call.actor, call.now
    try:
        with request_id.as_current(call.request_id):
            priced = price_draft(draft, reads.facts, actor=actor, now=now)
            decided = decide_draft(
                priced, number, order_id.id, posting_id.id, book, actor=actor, now=now, warnings=warnings
            )
    except KontorError as error:  # the book is as it was: stock is taken for all lines or for none
        return Verdict(call, refused(error))
    reads.remember(draft, decided.result)
    return Verdict(call, decided)


def _order_writes(verdicts: Sequence[Verdict], book: StockBook) -> list[Write]:
    """The rows of the orders taken, sorted, with the movements that the book noted meanwhile: all but the levels."""
    taken = [(call, item) for call, item in verdicts if isinstance(item, Decided)]
    if not taken:
        return []
    decided = [item for _, item in taken]
    links = [item.link for item in decided if item.link]
    posted = [PostedBy([item.posted], call.actor, call.now) for call, item in taken if item.posted]
    orders = sorted([item.order for item in decided], key=lambda order: (order.source, order.external_reference))
    return [
        insert("sales_salesorder", orders, name="orders"),
        insert("sales_orderline", [line for item in decided for line in item.lines], name="lines"),
        *([insert("sales_orderposting", links, name="links")] if links else []),
        *audit_writes([item.audit for item in decided]),
        *ledger_writes(book, posted, news=[row for item in decided for row in item.news]),
    ]
