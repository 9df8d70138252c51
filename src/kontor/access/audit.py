"""One audit row per write: who, what, on which document, and the difference it made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from kontor.access.types import Actor
from kontor.kernel import request_id
from kontor.kernel.statements import Write, insert


class AuditRow(msgspec.Struct, frozen=True):
    """A row of access_auditrecord; `diff` is the JSON of field -> [old, new]."""

    at: datetime
    actor_id: int
    action: str
    subject: str
    diff: str
    request_id: str


def audit_row(*, action: str, subject: str, diff: Mapping[str, Sequence[Any]], actor: Actor, now: datetime) -> AuditRow:
    """`subject` is "sales.order:42"; `diff` maps a field to its old and new value, and holds no secrets."""
    text = msgspec.json.encode(diff).decode()
    return AuditRow(now, actor.id, action, subject, text, request_id.current())


def audit_writes(rows: Sequence[AuditRow]) -> list[Write]:
    return [insert("access_auditrecord", rows, name="audit")] if rows else []
