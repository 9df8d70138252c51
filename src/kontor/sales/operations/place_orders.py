from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from kontor.access.audit import audit_writes
from kontor.access.types import Actor
from kontor.inventory.operations.post_stock import stock_writes
from kontor.inventory.stock_book import StockBook
from kontor.kernel.attempts import attempt
from kontor.kernel.errors import KontorError
from kontor.kernel.idempotency import answer_writes, claim, release, replayed, stored_answer
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
    dates = order_dates(drafts, now)
    numbers = order_numbers(dates)
    warnings = [entry_warnings(draft, now) for draft in drafts]
    return attempt(lambda is_locked: _place(drafts, dates, numbers, warnings, actor, now, key, is_locked))


def _place(
    drafts: Sequence[OrderDraft],
    dates: Sequence[date],
    numbers: Sequence[str],
    warnings: Sequence[Sequence[EntryWarning]],
    actor: Actor,
    now: datetime,
    key: RequestKey | None,
    is_locked: bool,
) -> BatchAnswer:
    if is_locked and key and not claim(key, now):
        return stored_answer(key, BatchAnswer)
    reads = read_placing_facts(drafts, dates, key, is_locked=is_locked)
    if key and not is_locked and reads.answered:
        return replayed(key, reads.answered.fingerprint, reads.answered.answer, BatchAnswer)
    book = StockBook(reads.levels, is_locked=is_locked)
    decided = [
        _decide(index, draft, numbers, warnings[index], reads, book, actor, now) for index, draft in enumerate(drafts)
    ]
    answer = batch_answer(item.result if isinstance(item, Decided) else item for item in decided)
    taken = [item for item in decided if isinstance(item, Decided)]
    if taken:
        stored = answer_writes(key, answer, now, is_claimed=is_locked)
        write_all([*stored, *_writes(taken, book, actor, now)])
    elif is_locked and key:
        release(key)
    return answer


def _decide(
    index: int,
    draft: OrderDraft,
    numbers: Sequence[str],
    warnings: Sequence[EntryWarning],
    reads: PlacingReads,
    book: StockBook,
    actor: Actor,
    now: datetime,
) -> Decided | ItemResult:
    earlier = reads.earlier_order(draft)
    if earlier is not None:
        return ItemResult(order=earlier, is_duplicate=True)
    order_id, posting_id = reads.order_ids[index].id, reads.posting_ids[index].id
    try:
        priced = price_draft(draft, reads.facts, actor=actor, now=now)
        decided = decide_draft(
            priced, numbers[index], order_id, posting_id, book, actor=actor, now=now, warnings=warnings
        )
    except KontorError as error:
        return refused(error)
    reads.remember(draft, decided.result)
    return decided


def _external_key(order: OrderRow) -> tuple[str, str]:
    """Twins of a document wait for each other at its external reference: sorted, lest two batches deadlock there."""
    return order.source, order.external_reference


def _writes(taken: Sequence[Decided], book: StockBook, actor: Actor, now: datetime) -> list[Write]:
    """In the order of docs/locking.md: what nobody else wants first, the scarce stock levels last."""
    posted = [item.posted for item in taken if item.posted]
    links = [item.link for item in taken if item.link]
    news = [row for item in taken for row in item.news]
    orders = sorted([item.order for item in taken], key=_external_key)
    return [
        insert("sales_salesorder", orders, name="orders"),
        insert("sales_orderline", [line for item in taken for line in item.lines], name="lines"),
        *([insert("sales_orderposting", links, name="links")] if links else []),
        *audit_writes([item.audit for item in taken]),
        *stock_writes(book, posted, actor=actor, now=now, news=news),
    ]
