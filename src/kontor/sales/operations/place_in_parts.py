from __future__ import annotations

from collections.abc import Callable, Sequence

from kontor.inventory.operations.post_stock import balance_writes
from kontor.inventory.stock_book import StockBook
from kontor.kernel.idempotency import Answer, answers_writes, claim_writes, release_all
from kontor.kernel.parts import Parts
from kontor.kernel.statements import Write
from kontor.sales.placing_calls import Asked, Verdict, answer_of, is_any_taken
from kontor.sales.queries.placing_facts import Goods
from kontor.sales.types import BatchAnswer


def place_in_parts(
    asked: Sequence[Asked],
    part_size: int,
    goods: Goods,
    book: StockBook,
    is_locked: bool,
    take: Callable[[Sequence[Asked]], tuple[list[Verdict], list[Write]]],
) -> BatchAnswer:
    """Place the drafts of one large call in one transaction (ADR 15): its key first, then the orders that `take` makes
    of each part, then its answer, which needs all verdicts, and the levels.

    While Python decides a part, the database writes the rows of the one before and reads the goods of the next. The
    claim of the key is sent before the first part is decided, so that a twin gets no further than its first.
    """
    call = asked[0].call
    keys = [call.key] if call.key else []
    verdicts: list[Verdict] = []
    unsent = [] if is_locked else claim_writes(keys, call.now)
    with Parts() as parts:
        for start in range(0, len(asked), part_size):
            ahead = goods.reads_for([one.draft for one in asked[start + part_size : start + 2 * part_size]])
            parts.begin_reading(ahead)
            parts.begin_writing(unsent)
            of_part, unsent = take(asked[start : start + part_size])
            verdicts += of_part
            if ahead:
                book.learn(goods.keep_prices(*parts.rows_read()))
        parts.begin_writing(unsent)  # the last part's, while the answer is made
        answer = answer_of(verdicts)
        if is_any_taken(verdicts):
            stored = [Answer(key, answer, call.now) for key in keys]
            parts.begin_writing([*answers_writes(stored, are_claimed=True), *balance_writes(book, call.now)])
        else:
            parts.wait()  # the claim may still be on its way
            release_all(keys)
        return answer  # leaving the block waits for what is under way, and commits
