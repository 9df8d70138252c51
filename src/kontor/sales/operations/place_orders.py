"""Orders are placed by one read, a decision over plain values, and one write. The write locks in one order, so that
nobody waits in a circle:

1. idempotency keys: the same call, sent again, waits here for its answer;
2. orders, by source and reference: the same order, sent in another call, waits here;
3. stock levels, by id: everybody wants them, so they are held last and shortest.

If somebody was faster, the write fails, and `attempt` tries again with keys claimed and levels locked before the read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kontor.access.types import Actor
from kontor.inventory.operations.post_stock import balance_writes
from kontor.inventory.stock_book import StockBook
from kontor.kernel.attempts import attempt
from kontor.kernel.statements import write_all
from kontor.kernel.wire import RequestKey
from kontor.sales.numbering import order_numbers
from kontor.sales.operations.order_writes import order_writes
from kontor.sales.operations.place_in_parts import is_large, place_in_parts
from kontor.sales.operations.placing_locks import lock_keys_and_levels
from kontor.sales.operations.placing_verdicts import verdict_on
from kontor.sales.placing_calls import Batch, Placed, PlacingCall, answer_or_raise, answers_of, placing_call
from kontor.sales.queries.placing_facts import order_dates, read_placing_facts
from kontor.sales.types import BatchAnswer, OrderDraft


def place_orders(
    *, drafts: Sequence[OrderDraft], actor: Actor, now: datetime, key: RequestKey | None = None
) -> BatchAnswer:
    """Take each draft whole or refuse it, with its reason. The same order or `key` gets the same answer again.

    Raises KeyReused (the key came with another body) and Busy (after two seconds of waiting).
    """
    placed = place_calls([placing_call(drafts, actor, now, key)])
    return answer_or_raise(placed[0])


def place_calls(calls: Sequence[PlacingCall]) -> list[Placed]:
    """Several calls as one; what one takes is gone for those after it."""
    dates = order_dates(calls)
    batch = Batch(calls, dates, order_numbers(dates))
    if is_large(batch):  # then it is one call
        return [place_in_parts(batch)]
    return attempt(lambda is_locked: _place(batch, is_locked))


def _place(batch: Batch, is_locked: bool) -> list[Placed]:
    """One try. `lock_keys_and_levels` says why a later one may have levels before orders."""
    if is_locked:
        lock_keys_and_levels(batch)
    reads = read_placing_facts(batch)

    book = StockBook(reads.levels, is_locked=is_locked)
    verdicts = [verdict_on(asked, reads, book) for asked in reads.asked()]
    answers = answers_of(batch, reads.answered, verdicts)

    keys = answers.key_writes(are_claimed=is_locked)
    write_all([*keys, *order_writes(verdicts, book), *balance_writes(book, batch.now)])
    return answers.by_call
