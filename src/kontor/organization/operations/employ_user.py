from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from kontor.access.operations import create_user, record_audit
from kontor.access.queries import user_detail
from kontor.access.types import Actor
from kontor.kernel.idempotency import once
from kontor.kernel.wire import RequestKey
from kontor.organization.errors import AlreadyEmployed, OneUserWanted
from kontor.organization.models import Employment
from kontor.organization.queries import branch_row, employment_detail
from kontor.organization.schemas import EmploymentDetail, NewEmployment


def employ_user(
    *, draft: NewEmployment, actor: Actor, now: datetime, key: RequestKey | None = None
) -> EmploymentDetail:
    """Let a user see and work in a branch of the actor's; a new user is made in the same transaction.

    Raises BranchUnknown, OneUserWanted, UserUnknown, AlreadyEmployed, and for a new user what `create_user` raises
    and Forbidden without access.write.
    """
    with transaction.atomic():
        return once(key, now, EmploymentDetail, lambda: _employ(draft, actor, now))


def _employ(draft: NewEmployment, actor: Actor, now: datetime) -> EmploymentDetail:
    branch = branch_row(draft.branch_id, actor=actor)
    user_id = _user_id(draft, actor, now)
    try:
        employment = Employment.objects.create(
            user_id=user_id, branch=branch, department=draft.department, phone=draft.phone
        )
    except IntegrityError:
        raise AlreadyEmployed() from None
    record_audit(
        action="organization.employ_user",
        subject=f"organization.employment:{employment.pk}",
        diff={"user_id": [None, user_id], "branch": [None, branch.code], "department": [None, draft.department]},
        actor=actor,
        now=now,
    )
    return employment_detail(employment.pk, actor=actor)


def _user_id(draft: NewEmployment, actor: Actor, now: datetime) -> int:
    if draft.user is not None and draft.user_id is None:
        actor.require("access.write")
        return create_user(draft=draft.user, actor=actor, now=now).id
    if draft.user_id is not None and draft.user is None:
        return user_detail(draft.user_id).id
    raise OneUserWanted()
