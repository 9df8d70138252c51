from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kontor.access.operations import record_audit
from kontor.access.types import Actor
from kontor.inventory.desk import SkuName, named
from kontor.inventory.errors import StockShort
from kontor.inventory.operations.post_stock import post_stock
from kontor.inventory.schemas import MovedLine, PostingAnswer
from kontor.inventory.types import PostingRequest


def post_document(
    request: PostingRequest, *, action: str, skus: Mapping[int, SkuName], actor: Actor, now: datetime
) -> PostingAnswer:
    """Post one document of the desk and its audit row, inside the caller's transaction. Raises StockShort."""
    (result,) = post_stock(requests=[request], actor=actor, now=now)
    if result.posting_id is None:
        raise StockShort(named(result.shorts, skus))
    diff = {
        "kind": (None, request.kind),
        "reference": (None, request.reference),
        "reason": (None, request.reason),
        "on_hand": (None, [(line.location_id, line.sku_id, line.on_hand_delta) for line in request.lines]),
    }
    subject = f"inventory.posting:{result.posting_id}"
    record_audit(action=action, subject=subject, diff=diff, actor=actor, now=now)
    return PostingAnswer(
        id=result.posting_id,
        kind=request.kind,
        reference=request.reference,
        business_date=request.business_date,
        is_oversold=bool(result.oversold),
        lines=tuple(
            MovedLine(skus[line.sku_id].code, abs(line.on_hand_delta), skus[line.sku_id].unit) for line in request.lines
        ),
    )
