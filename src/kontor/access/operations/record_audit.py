from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.statements import write_all


def record_audit(*, action: str, subject: str, diff: Mapping[str, Sequence[Any]], actor: Actor, now: datetime) -> None:
    """Write one audit row inside the caller's transaction. A hot operation adds `audit_writes` to its own instead."""
    write_all(audit_writes([audit_row(action=action, subject=subject, diff=diff, actor=actor, now=now)]))
