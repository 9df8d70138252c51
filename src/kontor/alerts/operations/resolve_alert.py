from __future__ import annotations

from datetime import datetime

import msgspec
from django.db import transaction

from kontor.access.operations import record_audit
from kontor.access.types import Actor
from kontor.alerts.errors import AlertResolved, AlertResolvesItself, AlertUnknown
from kontor.alerts.kinds import may_be_resolved_by_hand
from kontor.alerts.models import Alert
from kontor.alerts.schemas import AlertRow
from kontor.kernel.idempotency import once
from kontor.kernel.wire import RequestKey


def resolve_alert(*, alert_id: int, actor: Actor, now: datetime, key: RequestKey | None = None) -> AlertRow:
    """Resolve an open alert as a person; its text stays. The guard in the update decides between two at once.

    Raises AlertUnknown, AlertResolved, and AlertResolvesItself for a kind whose condition is measured.
    """
    with transaction.atomic():
        return once(key, now, AlertRow, lambda: _resolve(alert_id, actor, now))


def _resolve(alert_id: int, actor: Actor, now: datetime) -> AlertRow:
    rows = Alert.objects.filter(id=alert_id, branch_id__in=actor.branch_ids)
    found = rows.values(*AlertRow.__struct_fields__).first()
    if found is None:
        raise AlertUnknown()
    alert = AlertRow(**found)
    if not may_be_resolved_by_hand(alert.kind):
        raise AlertResolvesItself(kind=alert.kind)
    resolver = actor.name[:80]
    if rows.filter(resolved_at__isnull=True).update(resolved_at=now, resolver=resolver) != 1:
        raise AlertResolved(resolver=alert.resolver)
    diff = {"kind": (None, alert.kind), "resolved_at": (None, now)}
    record_audit(action="alerts.resolve", subject=f"alerts.alert:{alert_id}", diff=diff, actor=actor, now=now)
    return msgspec.structs.replace(alert, resolved_at=now, resolver=resolver)
