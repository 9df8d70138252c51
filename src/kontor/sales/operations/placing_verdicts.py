from __future__ import annotations

from kontor.inventory.stock_book import StockBook
from kontor.kernel import request_id
from kontor.kernel.errors import KontorError
from kontor.sales.answers import refused
from kontor.sales.decided import decide_draft
from kontor.sales.placing import price_draft
from kontor.sales.placing_calls import Asked, Verdict
from kontor.sales.queries.placing_facts import PlacingReads
from kontor.sales.types import ItemResult


def verdict_on(asked: Asked, reads: PlacingReads, book: StockBook) -> Verdict:
    """Price the draft and take its goods from the book, or say why not."""
    call, draft, warnings, identity = asked
    earlier = reads.earlier_order(draft)
    if earlier is not None:
        return Verdict(call, ItemResult(order=earlier, is_duplicate=True))
    try:
        with request_id.as_current(call.request_id):
            priced = price_draft(draft, reads.facts, actor=call.actor, now=call.now)
            decided = decide_draft(priced, identity, book, actor=call.actor, now=call.now, warnings=warnings)
    except KontorError as error:  # the book is untouched: stock is taken for all lines or for none
        return Verdict(call, refused(error))
    reads.remember(draft, decided.result)  # the same order may come again in this batch
    return Verdict(call, decided)
