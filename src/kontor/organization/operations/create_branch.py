from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from django.db import IntegrityError, transaction

from kontor.access.operations import record_audit
from kontor.access.types import Actor
from kontor.kernel.idempotency import once
from kontor.kernel.wire import RequestKey
from kontor.organization.calendar import is_time_zone
from kontor.organization.errors import CodeTaken, TimeZoneUnknown
from kontor.organization.models import Branch, Employment
from kontor.organization.queries import branch_detail, business_row
from kontor.organization.schemas import BranchDetail, NewBranch


def create_branch(
    *, business_id: int, draft: NewBranch, actor: Actor, now: datetime, key: RequestKey | None = None
) -> BranchDetail:
    """Add a branch to a business of the actor's, and the actor to the branch.

    Raises BusinessUnknown, CodeTaken, TimeZoneUnknown.
    """
    with transaction.atomic():
        return once(key, now, BranchDetail, lambda: _create(business_id, draft, actor, now))


def _create(business_id: int, draft: NewBranch, actor: Actor, now: datetime) -> BranchDetail:
    business = business_row(business_id, actor=actor)
    branch, founder = add_branch(draft, business.pk, actor)
    record_audit(
        action="organization.create_branch",
        subject=f"organization.branch:{branch.pk}",
        diff={
            "business": [None, business.code],
            "code": [None, branch.code],
            "name": [None, branch.name],
            "time_zone": [None, branch.time_zone],
            "day_starts_at": [None, draft.day_starts_at],
        },
        actor=actor,
        now=now,
    )
    return branch_detail(branch.pk, actor=founder)


def add_branch(draft: NewBranch, business_id: int, actor: Actor) -> tuple[Branch, Actor]:
    """The new row, and the actor as working there too; inside the caller's transaction, without an audit row."""
    check_time_zone(draft.time_zone)
    try:
        branch = Branch.objects.create(
            business_id=business_id,
            code=draft.code,
            name=draft.name,
            time_zone=draft.time_zone,
            day_starts_at=time.fromisoformat(draft.day_starts_at),
        )
    except IntegrityError:
        raise CodeTaken(field="code", taken=draft.code) from None
    Employment.objects.create(user_id=actor.id, branch=branch)
    return branch, replace(actor, branch_ids=actor.branch_ids | {branch.pk})


def check_time_zone(name: str) -> None:
    if not is_time_zone(name):
        raise TimeZoneUnknown(f"There is no time zone {name!r}.", field="time_zone")
