from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from kontor.inventory.operations.post_stock import balance_writes
from kontor.inventory.stock_book import StockBook
from kontor.kernel.attempts import attempt
from kontor.kernel.idempotency import Answer, answers_writes, claim_all, claim_writes
from kontor.kernel.parts import Parts
from kontor.kernel.statements import Write
from kontor.sales.placing_calls import (
    Asked,
    Placed,
    PlacingCall,
    Verdict,
    answer_of,
    answered_before,
    asked_now,
    is_any_taken,
    keys_of,
)
from kontor.sales.queries.placing_facts import PlacingReads, read_placing_facts

_MOST_AT_ONCE: Final = 500
_PART: Final = 100

Decide = Callable[[Asked, PlacingReads, StockBook], Verdict]
OrderWrites = Callable[[Sequence[Verdict], StockBook], list[Write]]


def is_large(calls: Sequence[PlacingCall]) -> bool:
    """Whether it is one call, with so many drafts that it is decided and written in parts."""
    return len(calls) == 1 and len(calls[0].drafts) > _MOST_AT_ONCE


def place_in_parts(
    call: PlacingCall, dates: Sequence[date], numbers: Sequence[str], *, decide: Decide, order_writes: OrderWrites
) -> Placed:
    """Place the drafts of one large call in one transaction (ADR 15): its key first, then the orders of each part, then
    its answer, which needs all verdicts, and the levels.

    While Python decides a part, the database writes the rows of the one before and reads the goods of the next.
    """
    return attempt(lambda is_locked: _place(call, dates, numbers, is_locked, decide, order_writes))


def _place(
    call: PlacingCall,
    dates: Sequence[date],
    numbers: Sequence[str],
    is_locked: bool,
    decide: Decide,
    order_writes: OrderWrites,
) -> Placed:
    """One try. The claim of the key is sent before the first part is decided, so that a twin gets no further than its
    first; where levels are to be locked, they are locked all at once.
    """
    keys = keys_of([call])
    if is_locked:
        claim_all(keys, call.now)
    first = len(call.drafts) if is_locked else _PART
    reads = read_placing_facts([call], dates, first=first, lock_levels=is_locked)
    if call.key and reads.answered:
        return answered_before(call.key, reads.answered)

    book = StockBook(reads.levels, is_locked=is_locked)
    asked = asked_now([call], reads.new_ids(numbers), reads.answered)
    verdicts: list[Verdict] = []
    unsent = [] if is_locked else claim_writes(keys, call.now)
    with Parts() as parts:
        for start in range(0, len(asked), _PART):
            ahead = reads.goods.reads_for(call.drafts[start + _PART : start + 2 * _PART])
            parts.begin_reading(ahead)
            parts.begin_writing(unsent)
            of_part = [decide(one, reads, book) for one in asked[start : start + _PART]]
            unsent = order_writes(of_part, book)
            verdicts += of_part
            if ahead:
                book.learn(reads.goods.keep_prices(*parts.rows_read()))
        parts.begin_writing(unsent)  # the last part's, while the answer is made
        answer = answer_of(verdicts)
        kept = [Answer(key, answer, call.now) for key in keys] if is_any_taken(verdicts) else []
        parts.begin_writing(
            [
                *answers_writes(kept, are_claimed=True, give_back=[] if kept else keys),
                *balance_writes(book, call.now),
            ]
        )
        return answer  # leaving the block waits for what is under way, and commits
