from __future__ import annotations

from datetime import datetime

from kontor.access.types import Actor
from kontor.inventory.desk import names
from kontor.inventory.desk_postings import issue_request
from kontor.inventory.operations.post_document import post_document
from kontor.inventory.queries.desk_facts import read_desk_facts
from kontor.inventory.schemas import PostingAnswer, StockIssue
from kontor.kernel.small_writes import write_once
from kontor.kernel.wire import RequestKey


def issue_stock(*, issue: StockIssue, actor: Actor, now: datetime, key: RequestKey | None = None) -> PostingAnswer:
    """Give goods out by hand at the average cost, all lines or none: to processing, or back to a supplier.

    Raises StockShort naming every line that would take promised goods; otherwise as `receive_stock`.
    """

    def write() -> PostingAnswer:
        facts = read_desk_facts([issue.location], [line.sku for line in issue.lines])
        request = issue_request(issue, facts, actor=actor, now=now)
        return post_document(request, action="stock.issue", skus=names(facts), actor=actor, now=now)

    return write_once(key, now, PostingAnswer, write)
