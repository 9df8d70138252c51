"""Alerts of the actor's branches."""

from __future__ import annotations

import msgspec

from kontor.access.types import Actor
from kontor.alerts.models import Alert
from kontor.alerts.schemas import AlertRow
from kontor.kernel.listing import page
from kontor.kernel.wire import Page


class AlertFilters(msgspec.Struct, frozen=True):
    """`is_open` None: resolved ones too."""

    kind: str | None = None
    branch_id: int | None = None
    subject_kind: str | None = None
    subject_key: str | None = None
    is_open: bool | None = True


def list_alerts(*, actor: Actor, filters: AlertFilters, cursor: int | None, limit: int) -> Page[AlertRow]:
    """The newest first. One query."""
    rows = Alert.objects.filter(branch_id__in=actor.branch_ids)
    wanted = {
        "kind": filters.kind,
        "branch_id": filters.branch_id,
        "subject_kind": filters.subject_kind,
        "subject_key": filters.subject_key,
    }
    rows = rows.filter(**{field: value for field, value in wanted.items() if value is not None})
    if filters.is_open is not None:
        rows = rows.filter(resolved_at__isnull=filters.is_open)
    return page(rows, AlertRow, after=cursor, limit=limit, newest_first=True)
