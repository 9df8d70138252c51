from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.demo.online_retail.documents import SOURCE
from kontor.demo.online_retail.drafts import LOCATION
from kontor.demo.online_retail.opening_stock import SourceSku
from kontor.inventory.desk import Place
from kontor.inventory.operations import post_stock
from kontor.inventory.queries.desk_facts import read_desk_facts
from kontor.inventory.reasons import IMPORT_IN
from kontor.inventory.types import LineRequest, PostingRequest, PostingResult
from kontor.kernel.statements import insert, write_all

REASON: Final = "opening stock, so that no sale of the file goes short; its cost is unknown and taken as 0"


class OpeningRow(msgspec.Struct, frozen=True):
    """A row of demo_replayopening."""

    source: str
    sku_id: int
    posting_id: int


def open_stock(*, skus: Sequence[SourceSku], opened_at: datetime, actor: Actor, now: datetime) -> None:
    """Begin each SKU's stock with one receipt of its opening quantity, once; inside the caller's transaction."""
    facts = read_desk_facts([LOCATION], [sku.code for sku in skus])
    place = facts.places[LOCATION]
    ids = [facts.skus[sku.code].id for sku in skus]
    requests = [_receipt(sku, sku_id, place, opened_at) for sku, sku_id in zip(skus, ids, strict=True)]
    posting_ids = [_taken(result) for result in post_stock(requests=requests, actor=actor, now=now)]
    links = [OpeningRow(SOURCE, sku_id, posting_id) for sku_id, posting_id in zip(ids, posting_ids, strict=True)]
    audits = [
        audit_row(
            action="demo.open_stock",
            subject=f"inventory.posting:{posting_id}",
            diff={"on_hand": (None, [(place.id, sku_id, sku.opening_quantity)])},
            actor=actor,
            now=now,
        )
        for sku, sku_id, posting_id in zip(skus, ids, posting_ids, strict=True)
    ]
    write_all([insert("demo_replayopening", links, name="openings"), *audit_writes(audits)])


def _receipt(sku: SourceSku, sku_id: int, place: Place, opened_at: datetime) -> PostingRequest:
    line = LineRequest(place.id, sku_id, sku.opening_quantity, unit_cost_micros=0, reason_code=IMPORT_IN)
    return PostingRequest(
        kind="opening",
        branch_id=place.branch_id,
        occurred_at=opened_at,
        business_date=place.business_date(opened_at),
        lines=(line,),
        reference=f"OPENING {sku.code}",
        reason=REASON,
    )


def _taken(result: PostingResult) -> int:
    assert result.posting_id is not None, "goods that come in are never short"
    return result.posting_id
