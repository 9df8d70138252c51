from __future__ import annotations

from datetime import datetime

from kontor.access.types import Actor
from kontor.inventory.desk import SkuName, When, check_period
from kontor.inventory.desk_postings import reversal_request
from kontor.inventory.errors import DocumentUnknown, StockInvalid
from kontor.inventory.operations.post_document import post_document
from kontor.inventory.schemas import PostingAnswer
from kontor.inventory.sql.desk import lock_posting_read, places_by_id_read, posted_lines_read, posting_read
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_all, read_rows
from kontor.kernel.wire import RequestKey


def reverse_posting(
    *, posting_id: int, reason: str, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PostingAnswer:
    """Post the opposite of a receipt, issue, disposal or adjustment, once, dated now, at the cost it was posted with.

    Locks the posting, then its stock levels by ascending id. Raises TransitionRefused where another document stands
    behind it or it has been reversed; StockShort where the goods it brought are gone or promised; NotFound,
    PeriodClosed, InvalidInput without a reason.
    """
    if not reason.strip():
        raise StockInvalid("Say why it is reversed.", field="reason")

    def write() -> PostingAnswer:
        read_rows(lock_posting_read(posting_id))
        heads, lines = read_all([posting_read(posting_id), posted_lines_read(posting_id)])
        if not heads or heads[0].branch_id not in actor.branch_ids:
            raise DocumentUnknown(f"There is no posting {posting_id} for you.")
        place = read_rows(places_by_id_read([lines[0].location_id]))[0]
        at = When(now, place.business_date(now))
        check_period(place, at.business_date)
        request = reversal_request(heads[0], lines, reason=reason, at=at)
        skus = {line.sku_id: SkuName(line.sku, line.unit) for line in lines}
        return post_document(request, action="stock.reverse", skus=skus, actor=actor, now=now)

    return write_once(key, now, PostingAnswer, write)
