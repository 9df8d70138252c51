from __future__ import annotations

from typing import Final

from kontor.inventory.operations.post_stock import balance_writes
from kontor.inventory.stock_book import StockBook
from kontor.kernel.attempts import attempt
from kontor.kernel.idempotency import claim_writes
from kontor.kernel.parts import Parts
from kontor.sales.operations.order_writes import order_writes
from kontor.sales.operations.placing_locks import lock_keys_and_levels
from kontor.sales.operations.placing_verdicts import verdict_on
from kontor.sales.placing_calls import Batch, Placed, Verdict, answered_before, answers_of
from kontor.sales.queries.placing_facts import read_placing_facts

_MOST_AT_ONCE: Final = 500
_PART: Final = 100


def is_large(batch: Batch) -> bool:
    """Whether it is one call, with so many drafts that it is decided and written in parts."""
    return len(batch.calls) == 1 and len(batch.drafts) > _MOST_AT_ONCE


def place_in_parts(batch: Batch) -> Placed:
    """Place the drafts of one large call in one transaction (ADR 15): its key first, then the orders of each part, then
    its answer, which needs all verdicts, and the levels.

    While Python decides a part, the database writes the rows of the one before and reads the goods of the next.
    """
    return attempt(lambda is_locked: _place(batch, is_locked))


def _place(batch: Batch, is_locked: bool) -> Placed:
    """One try. The claim of the key is sent before the first part is decided, so that a twin gets no further than its
    first; where levels are to be locked, they are locked all at once.
    """
    (call,) = batch.calls
    if is_locked:
        lock_keys_and_levels(batch)
    first = len(call.drafts) if is_locked else _PART
    reads = read_placing_facts(batch, first=first)
    if call.key and reads.answered:
        return answered_before(call.key, reads.answered)

    book = StockBook(reads.levels, is_locked=is_locked)
    asked = reads.asked()
    verdicts: list[Verdict] = []
    unsent = [] if is_locked else claim_writes(batch.keys, call.now)
    with Parts() as parts:
        for start in range(0, len(asked), _PART):
            ahead = reads.goods.reads_for(call.drafts[start + _PART : start + 2 * _PART])
            parts.begin_reading(ahead)
            parts.begin_writing(unsent)
            of_part = [verdict_on(one, reads, book) for one in asked[start : start + _PART]]
            unsent = order_writes(of_part, book)
            verdicts += of_part
            if ahead:
                book.learn(reads.goods.keep_prices(*parts.rows_read()))
        parts.begin_writing(unsent)  # the last part's, while the answer is made
        answers = answers_of(batch, reads.answered, verdicts)
        parts.begin_writing([*answers.key_writes(are_claimed=True), *balance_writes(book, call.now)])
        return answers.by_call[0]  # leaving the block waits for what is under way, and commits
