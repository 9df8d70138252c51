from __future__ import annotations

from datetime import datetime

import msgspec

from kontor.access.audit import audit_writes
from kontor.access.types import Actor
from kontor.inventory.adjusting import (
    Adjusted,
    AdjustmentLineRow,
    AdjustmentRow,
    PlannedAdjustment,
    PlannedLine,
    adjustment_audit,
    post_adjustment,
    posted_of,
)
from kontor.inventory.desk import Place, check_open, check_period
from kontor.inventory.errors import DocumentUnknown, MakerIsChecker, TransitionRefused
from kontor.inventory.operations.post_stock import lock_stock, stock_writes
from kontor.inventory.schemas import AdjustmentAnswer
from kontor.inventory.sql.adjustments import (
    LineFacts,
    adjustment_lines_read,
    decided_write,
    lines_seen_write,
    lock_adjustment_read,
)
from kontor.inventory.sql.desk import places_by_id_read
from kontor.inventory.sql.levels import levels_read
from kontor.inventory.stock_book import StockBook
from kontor.kernel.ids import next_ids
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_all, read_rows, write_all
from kontor.kernel.wire import RequestKey


def approve_adjustment(
    *, adjustment_id: int, actor: Actor, now: datetime, note: str = "", key: RequestKey | None = None
) -> AdjustmentAnswer:
    """Post a draft as somebody else than its maker, on the day it was made for. Locks the adjustment, then its levels.

    Raises MakerIsChecker, TransitionRefused where it is no draft any more, PeriodClosed, NotFound.
    """

    def write() -> AdjustmentAnswer:
        row, place = draft_to_decide(adjustment_id, actor)
        if actor.id == row.created_by:
            raise MakerIsChecker(f"{row.number} is yours; somebody else must approve it.")
        check_open(place)
        planned = _planned(row, read_rows(adjustment_lines_read(row.id)), place)
        check_period(place, planned.business_date)
        row.decided_at, row.decided_by, row.decision_note, row.version = now, actor.id, note, row.version + 1
        return _post(row, planned, actor, now)

    return write_once(key, now, AdjustmentAnswer, write)


def draft_to_decide(adjustment_id: int, actor: Actor) -> tuple[AdjustmentRow, Place]:
    """Lock a draft of the actor's. Raises NotFound, and TransitionRefused where it is decided."""
    rows = read_rows(lock_adjustment_read(adjustment_id))
    places = read_rows(places_by_id_read([rows[0].location_id])) if rows else []
    if not places or places[0].branch_id not in actor.branch_ids:
        raise DocumentUnknown(f"There is no adjustment {adjustment_id} for you.")
    if rows[0].state != "draft":
        raise TransitionRefused(f"{rows[0].number} is {rows[0].state} already.", state=rows[0].state)
    return rows[0], places[0]


def _planned(row: AdjustmentRow, lines: list[LineFacts], place: Place) -> PlannedAdjustment:
    return PlannedAdjustment(
        place=place,
        note=row.note,
        source=row.source,
        external_reference=row.external_reference,
        occurred_at=row.occurred_at,
        business_date=place.business_date(row.occurred_at),
        lines=tuple(PlannedLine(line.sku_id, line.is_stocked, line.quantity_delta_base, line.reason) for line in lines),
    )


def _post(row: AdjustmentRow, planned: PlannedAdjustment, actor: Actor, now: datetime) -> AdjustmentAnswer:
    pairs = planned.pairs()
    lock_stock(pairs)
    posting_ids, levels = read_all([next_ids("inventory_stockposting", 1), levels_read(pairs)])
    book = StockBook(levels, is_locked=True)
    lines = [
        AdjustmentLineRow(row.id, line.sku_id, position, line.quantity_delta_base, line.reason, None, None)
        for position, line in enumerate(planned.lines, start=1)
    ]
    adjusted = Adjusted(msgspec.structs.replace(row), lines, None)
    post_adjustment(adjusted, planned, book, posting_id=posting_ids[0].id)
    audit = adjustment_audit(adjusted, "stock.approve_adjustment", row.state, actor=actor, now=now)
    write_all(
        [
            decided_write(adjusted.row),
            lines_seen_write(lines),
            *audit_writes([audit]),
            *stock_writes(book, posted_of([adjusted]), actor=actor, now=now),
        ]
    )
    return adjusted.answer
