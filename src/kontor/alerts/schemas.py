"""Alerts as they travel."""

from __future__ import annotations

from datetime import datetime

import msgspec


class AlertRow(msgspec.Struct, frozen=True):
    """A condition somebody should know of; open while `resolved_at` is null.

    The subject is a kind and a key, such as stock_level 42. `resolver` is "system" or whoever resolved it.
    """

    id: int
    kind: str
    subject_kind: str
    subject_key: str
    branch_id: int
    text: str
    opened_at: datetime
    resolved_at: datetime | None
    resolver: str
