from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kontor.access.audit import audit_writes
from kontor.access.types import Actor
from kontor.inventory.operations.post_stock import lock_stock, stock_writes
from kontor.inventory.sql.levels import levels_read
from kontor.inventory.stock_book import StockBook
from kontor.kernel.attempts import attempt_locked
from kontor.kernel.idempotency import answer_writes, claim, release, stored_answer
from kontor.kernel.outbox import event
from kontor.kernel.statements import Write, insert, read_rows, write_all
from kontor.kernel.wire import RequestKey
from kontor.sales.deciding_reversals import Reversal, decide_reversal
from kontor.sales.errors import OrderInvalid
from kontor.sales.events import SaleReversed
from kontor.sales.numbering import reversal_numbers
from kontor.sales.queries.placing_facts import dates_at
from kontor.sales.queries.reversal_facts import read_reversal_facts
from kontor.sales.sql.orders import lock_orders_read
from kontor.sales.types import ReversalBatchAnswer, ReversalDraft


def reverse_sales(
    *, drafts: Sequence[ReversalDraft], actor: Actor, now: datetime, key: RequestKey | None = None
) -> ReversalBatchAnswer:
    """Bring goods back and keep what they were worth; one result per draft, each whole or refused with its reason.

    Goods of a known sale come back at the cost they went out with, others at the average. Never more comes back of an
    order's line than was shipped. Locks the orders named by ascending id, then the stock levels, since goods coming
    in change the average cost. A draft whose `source` and `external_reference` are known is answered as a duplicate.
    Raises InvalidInput when a batch names an order or a reference twice.
    """
    _once_each([(draft.source, draft.external_reference) for draft in drafts if draft.external_reference])
    _once_each([draft.order_id for draft in drafts if draft.order_id])
    numbers = reversal_numbers(dates_at([(draft.location, draft.occurred_at or now) for draft in drafts]))
    return attempt_locked(lambda: _reverse(drafts, numbers, actor, now, key))


def _reverse(
    drafts: Sequence[ReversalDraft], numbers: Sequence[str], actor: Actor, now: datetime, key: RequestKey | None
) -> ReversalBatchAnswer:
    if key and not claim(key, now):
        return stored_answer(key, ReversalBatchAnswer)
    read_rows(lock_orders_read(sorted({draft.order_id for draft in drafts if draft.order_id})))
    facts = read_reversal_facts(drafts, now.date())
    decided = [decide_reversal(index, draft, facts, numbers[index], actor, now) for index, draft in enumerate(drafts)]
    answer = ReversalBatchAnswer(tuple(item.result if isinstance(item, Reversal) else item for item in decided))
    taken = [item for item in decided if isinstance(item, Reversal)]
    if taken:
        write_all([*answer_writes(key, answer, now, is_claimed=True), *_writes(taken, actor, now)])
    elif key:
        release(key)
    return answer


def _writes(taken: Sequence[Reversal], actor: Actor, now: datetime) -> list[Write]:
    """Locks the levels, then lists the writes; the levels last."""
    requests = [(item.row.posting_id, item.request) for item in taken if item.request and item.row.posting_id]
    pairs = sorted({(line.location_id, line.sku_id) for _, request in requests for line in request.lines})
    lock_stock(pairs)
    book = StockBook(read_rows(levels_read(pairs)), is_locked=True)
    posted = [(id_, request, book.post(request, posting_id=id_)) for id_, request in requests]
    news = [event(_news(item), aggregate=f"sales.reversal:{item.row.id}", actor_id=actor.id, now=now) for item in taken]
    return [
        insert("sales_salesreversal", [item.row for item in taken], name="reversals"),
        insert("sales_salesreversalline", [line for item in taken for line in item.lines], name="reversal_lines"),
        *audit_writes([item.audit(actor, now) for item in taken]),
        *stock_writes(book, posted, actor=actor, now=now, news=news),
    ]


def _news(item: Reversal) -> SaleReversed:
    row = item.row
    return SaleReversed(row.id, row.number, row.order_id, row.currency, row.total_minor)


def _once_each(keys: Sequence[object]) -> None:
    if len(set(keys)) < len(keys):
        raise OrderInvalid("Name each external_reference and each order once per batch.", field="items")
