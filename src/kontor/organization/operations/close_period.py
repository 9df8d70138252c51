from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kontor.access.operations import record_audit
from kontor.access.types import Actor
from kontor.kernel.idempotency import once
from kontor.kernel.versions import write_version
from kontor.kernel.wire import RequestKey
from kontor.organization.calendar import business_date
from kontor.organization.errors import DateInFuture, PeriodUnchanged, ReasonMissing
from kontor.organization.models import Branch
from kontor.organization.queries import branch_detail, branch_row
from kontor.organization.schemas import BranchDetail, PeriodClosing


def close_period(
    *, branch_id: int, closing: PeriodClosing, version: int, actor: Actor, now: datetime, key: RequestKey | None = None
) -> BranchDetail:
    """Close a branch's books through a day, or open them again from an earlier one with a reason.

    Desk postings dated into a closed period are refused from then on. Raises BranchUnknown, PreconditionFailed,
    DateInFuture after the branch's business date, ReasonMissing, PeriodUnchanged.
    """
    with transaction.atomic():
        return once(key, now, BranchDetail, lambda: _close(branch_id, closing, version, actor, now))


def _close(branch_id: int, closing: PeriodClosing, version: int, actor: Actor, now: datetime) -> BranchDetail:
    branch = branch_row(branch_id, actor=actor)
    today = business_date(now, time_zone=branch.time_zone, day_starts_at=branch.day_starts_at)
    _check(branch.closed_through_on, closing, today)
    changes = {"closed_through_on": closing.through_on}
    write_version(Branch.objects.filter(pk=branch.pk), version=version, changes=changes)
    record_audit(
        action="organization.close_period",
        subject=f"organization.branch:{branch.pk}",
        diff={
            "closed_through_on": [branch.closed_through_on, closing.through_on],
            "reason": [None, closing.reason.strip()],
        },
        actor=actor,
        now=now,
    )
    return branch_detail(branch.pk, actor=actor)


def _check(closed_through_on: date | None, closing: PeriodClosing, today: date) -> None:
    if closing.through_on == closed_through_on:
        raise PeriodUnchanged()
    if closing.through_on is not None and closing.through_on > today:
        raise DateInFuture(f"In this branch it is {today}.", field="through_on", today=today)
    is_opening = closed_through_on is not None and (
        closing.through_on is None or closing.through_on < closed_through_on
    )
    if is_opening and not closing.reason.strip():
        raise ReasonMissing(field="reason")
