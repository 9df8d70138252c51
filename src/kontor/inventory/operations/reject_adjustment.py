from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_writes
from kontor.access.types import Actor
from kontor.inventory.adjusting import Adjusted, adjustment_audit
from kontor.inventory.errors import StockInvalid
from kontor.inventory.operations.approve_adjustment import draft_to_decide
from kontor.inventory.schemas import AdjustmentAnswer
from kontor.inventory.sql.adjustments import decided_write
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import write_all
from kontor.kernel.wire import RequestKey


def reject_adjustment(
    *, adjustment_id: int, note: str, actor: Actor, now: datetime, key: RequestKey | None = None
) -> AdjustmentAnswer:
    """Turn a draft down for good; nothing moves. Its maker may take it back this way.

    Raises TransitionRefused where it is no draft any more, NotFound, InvalidInput without a note.
    """
    if not note.strip():
        raise StockInvalid("Say why it is rejected.", field="note")

    def write() -> AdjustmentAnswer:
        row, _ = draft_to_decide(adjustment_id, actor)
        row.state, row.decided_at, row.decided_by, row.decision_note = "rejected", now, actor.id, note
        row.version += 1
        adjusted = Adjusted(row, [], None)
        audit = adjustment_audit(adjusted, "stock.reject_adjustment", "draft", actor=actor, now=now)
        write_all([decided_write(row), *audit_writes([audit])])
        return adjusted.answer

    return write_once(key, now, AdjustmentAnswer, write)
