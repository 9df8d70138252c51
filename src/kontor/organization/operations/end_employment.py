from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from kontor.access.operations import record_audit
from kontor.access.types import Actor
from kontor.kernel.idempotency import once
from kontor.kernel.wire import RequestKey
from kontor.organization.errors import DateInFuture, EmploymentEnded, OwnEmployment
from kontor.organization.models import Employment
from kontor.organization.queries import branch_facts, employment_detail
from kontor.organization.schemas import EmploymentDetail, EmploymentEnd


def end_employment(
    *, employment_id: int, end: EmploymentEnd, actor: Actor, now: datetime, key: RequestKey | None = None
) -> EmploymentDetail:
    """The user no longer sees the branch, from now on; `ended_on` is the last day of work, today or before.

    Raises EmploymentUnknown, EmploymentEnded, OwnEmployment, DateInFuture.
    """
    with transaction.atomic():
        return once(key, now, EmploymentDetail, lambda: _end(employment_id, end, actor, now))


def _end(employment_id: int, end: EmploymentEnd, actor: Actor, now: datetime) -> EmploymentDetail:
    employment = employment_detail(employment_id, actor=actor)
    if employment.user_id == actor.id:
        raise OwnEmployment()
    today = branch_facts([employment.branch_id])[employment.branch_id].business_date(now)
    if end.ended_on > today:
        raise DateInFuture(f"In this branch it is {today}.", field="ended_on", today=today)
    if (
        Employment.objects.filter(pk=employment_id, ended_on__isnull=True).update(
            ended_on=end.ended_on, version=F("version") + 1
        )
        != 1
    ):
        raise EmploymentEnded()
    record_audit(
        action="organization.end_employment",
        subject=f"organization.employment:{employment_id}",
        diff={"ended_on": [None, end.ended_on]},
        actor=actor,
        now=now,
    )
    return employment_detail(employment_id, actor=actor)
