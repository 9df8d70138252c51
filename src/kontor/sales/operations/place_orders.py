"""Orders are placed in two round trips: everything is read at once, decided over plain values, and written at once.

Rows are locked by being written, in this order:
1. the idempotency key: first, so that a twin of the call waits before it writes; it gets the first one's answer;
2. orders, by source and external reference: a twin of the document waits there;
3. stock levels, by ascending id: last, so that what everybody wants is locked briefly, and sorted, so that nobody waits
   for goods in a circle.
Whoever waits for two seconds is told to ask again (`Busy`).

Guards in the writes fail where somebody was faster. The second try, which on SQLite is the only one, therefore locks
before it decides: the key, then the levels by ascending id; orders come after them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from kontor.access.audit import audit_writes
from kontor.access.types import Actor
from kontor.inventory.operations.post_stock import PostedBy, balance_writes, ledger_writes
from kontor.inventory.stock_book import StockBook
from kontor.kernel import request_id
from kontor.kernel.attempts import attempt
from kontor.kernel.errors import KontorError
from kontor.kernel.idempotency import Answer, KeyRow, answers_writes, claim_all, release_all
from kontor.kernel.statements import Write, insert, write_all
from kontor.kernel.wire import RequestKey
from kontor.sales.answers import refused
from kontor.sales.decided import Decided, decide_draft
from kontor.sales.numbering import order_numbers
from kontor.sales.operations.place_in_parts import place_in_parts
from kontor.sales.placing import price_draft
from kontor.sales.placing_calls import (
    Asked,
    Placed,
    PlacingCall,
    Verdict,
    all_answers,
    answered_before,
    asked_now,
    placing_call,
)
from kontor.sales.queries.placing_facts import PlacingReads, order_dates, read_placing_facts
from kontor.sales.types import BatchAnswer, ItemResult, OrderDraft

#: One call with more drafts than this is decided and written in parts of `_PART`.
_MOST_AT_ONCE: Final = 500
_PART: Final = 100


def place_orders(
    *, drafts: Sequence[OrderDraft], actor: Actor, now: datetime, key: RequestKey | None = None
) -> BatchAnswer:
    """Take every draft whole or refuse it with its reason, in the order given; one result per draft.

    The price list gives the prices, the business's stock policy says whether goods are reserved or issued. A draft
    whose `source` and `external_reference` an order has already is answered with that order. What plug-ins say to a
    draft as it was typed stands in the answer and the trail and refuses nothing.

    The same key gives the same answer; where every draft is refused nothing is stored, the key neither. Raises
    KeyReused where the key came with another body, and Busy.
    """
    (answer,) = place_calls([placing_call(drafts, actor, now, key)])
    if isinstance(answer, KontorError):
        raise answer
    return answer


def place_calls(calls: Sequence[PlacingCall]) -> list[Placed]:
    """Several calls as one, each with its own actor, key and answer; no two with one key. Goods that one call takes
    are gone for the calls after it.
    """
    dates = [on for call in calls for on in order_dates(call.drafts, call.now)]
    numbers = order_numbers(dates)
    return attempt(lambda is_locked: _place(calls, dates, numbers, is_locked))


def _place(
    calls: Sequence[PlacingCall], dates: Sequence[date], numbers: Sequence[str], is_locked: bool
) -> list[Placed]:
    """One try. A decision may itself ask for the locked one: a sale of goods that are not there must see what is.

    In the locked try levels come before orders, in the other after them. Twins of a document with different keys can so
    deadlock; one of the two is ended and tried again.
    """
    keys = [call.key for call in calls if call.key]
    answered: Mapping[str, KeyRow] = {}
    if is_locked:
        answered = claim_all(keys, calls[0].now)
        if len(answered) == len(calls):
            return [answered_before(call, answered) for call in calls]

    drafts = [draft for call in calls for draft in call.drafts]
    is_large = len(calls) == 1 and len(drafts) > _MOST_AT_ONCE
    first = _PART if is_large and not is_locked else len(drafts)  # levels are locked all at once, or read part by part
    reads = read_placing_facts(drafts, dates, keys, first=first, is_locked=is_locked)
    if not is_locked:
        answered = reads.answered

    book = StockBook(reads.levels, is_locked=is_locked)
    asked = asked_now(calls, zip(reads.order_ids, reads.posting_ids, numbers, strict=True), answered)

    def take(some: Sequence[Asked]) -> tuple[list[Verdict], list[Write]]:
        verdicts = [_decide(one, reads, book) for one in some]
        return verdicts, _order_writes(verdicts, book)

    if is_large and asked:
        return [place_in_parts(asked, _PART, reads.goods, book, is_locked, take)]
    verdicts, rows = take(asked)

    placed, taken = all_answers(calls, answered, verdicts)
    stored = [Answer(call.key, answer, call.now) for call, answer in taken if call.key]
    if is_locked:  # a call whose drafts are all refused leaves no key
        release_all({key for key in keys if key.token not in answered} - {answer.key for answer in stored})
    if taken:
        levels = balance_writes(book, max(call.now for call, _ in taken))
        write_all([*answers_writes(stored, are_claimed=is_locked), *rows, *levels])
    return placed


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
    """The rows of the orders taken, with the movements the book noted meanwhile: all but the levels.

    Orders are sorted, lest two batches with the same documents deadlock. Large batches are sorted part by part only and
    may deadlock all the same; one of them is then tried again.
    """
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
