from __future__ import annotations

from datetime import datetime

from kontor.access.types import Actor
from kontor.inventory.desk import names
from kontor.inventory.desk_postings import receipt_request
from kontor.inventory.operations.post_document import post_document
from kontor.inventory.queries.desk_facts import read_desk_facts
from kontor.inventory.schemas import PostingAnswer, StockReceipt
from kontor.kernel.small_writes import write_once
from kontor.kernel.wire import RequestKey


def receive_stock(
    *, receipt: StockReceipt, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PostingAnswer:
    """Take goods in at their cost, all lines or none; the average cost follows.

    A cost is per pack named, in the business's currency. Raises NotFound for a location that is not the actor's,
    PeriodClosed, Forbidden for an earlier business date without the right, NotStocked, InvalidInput.
    """

    def write() -> PostingAnswer:
        facts = read_desk_facts([receipt.location], [line.sku for line in receipt.lines])
        request = receipt_request(receipt, facts, actor=actor, now=now)
        return post_document(request, action="stock.receive", skus=names(facts), actor=actor, now=now)

    return write_once(key, now, PostingAnswer, write)
