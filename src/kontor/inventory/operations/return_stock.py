from __future__ import annotations

from datetime import datetime

from kontor.access.types import Actor
from kontor.inventory.desk import names
from kontor.inventory.desk_postings import SourceLine, return_request, source_lines
from kontor.inventory.errors import DocumentUnknown
from kontor.inventory.operations.post_document import post_document
from kontor.inventory.queries.desk_facts import read_desk_facts
from kontor.inventory.schemas import PostingAnswer, StockReturn
from kontor.inventory.sql.desk import posted_lines_read, posting_read
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_all
from kontor.kernel.wire import RequestKey


def return_stock(*, document: StockReturn, actor: Actor, now: datetime, key: RequestKey | None = None) -> PostingAnswer:
    """Take goods back, all lines or none, at the cost they went out with in `source_posting_id`, else at the average.

    Raises InvalidInput where more comes back than that posting took out; NotFound where it is not the actor's;
    otherwise as `receive_stock`.
    """

    def write() -> PostingAnswer:
        facts = read_desk_facts([document.location], [line.sku for line in document.lines])
        source = _source(document.source_posting_id, actor)
        request = return_request(document, source, facts, actor=actor, now=now)
        return post_document(request, action="stock.return", skus=names(facts), actor=actor, now=now)

    return write_once(key, now, PostingAnswer, write)


def _source(posting_id: int | None, actor: Actor) -> dict[int, SourceLine]:
    if posting_id is None:
        return {}
    heads, lines = read_all([posting_read(posting_id), posted_lines_read(posting_id)])
    if not heads or heads[0].branch_id not in actor.branch_ids:
        raise DocumentUnknown(f"There is no posting {posting_id} for you.", field="source_posting_id")
    return source_lines(lines)
