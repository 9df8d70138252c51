from __future__ import annotations

from datetime import datetime

from kontor.access.types import Actor
from kontor.inventory.desk import names
from kontor.inventory.desk_postings import disposal_request
from kontor.inventory.operations.post_document import post_document
from kontor.inventory.queries.desk_facts import read_desk_facts
from kontor.inventory.schemas import PostingAnswer, StockDisposal
from kontor.kernel.small_writes import write_once
from kontor.kernel.wire import RequestKey


def dispose_stock(
    *, disposal: StockDisposal, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PostingAnswer:
    """Take goods out that are broken, spoiled or gone, all lines. A fact: never refused for being promised.

    Where less is left than promised, the posting is marked oversold and an alert is open. Raises as `receive_stock`.
    """

    def write() -> PostingAnswer:
        facts = read_desk_facts([disposal.location], [line.sku for line in disposal.lines])
        request = disposal_request(disposal, facts, actor=actor, now=now)
        return post_document(request, action="stock.dispose", skus=names(facts), actor=actor, now=now)

    return write_once(key, now, PostingAnswer, write)
