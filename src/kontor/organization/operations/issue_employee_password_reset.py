from __future__ import annotations

from datetime import datetime

from kontor.access.operations import issue_password_reset
from kontor.access.schemas import PasswordResetIssued
from kontor.access.types import Actor
from kontor.kernel.wire import RequestKey
from kontor.organization.errors import EmploymentEnded
from kontor.organization.queries import employment_detail


def issue_employee_password_reset(
    *, employment_id: int, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PasswordResetIssued:
    """Let somebody who works in a branch of the actor's set a new password, as `access.issue_password_reset`.

    Raises EmploymentUnknown, EmploymentEnded, and what that raises.
    """
    employment = employment_detail(employment_id, actor=actor)
    if employment.ended_on is not None:
        raise EmploymentEnded()
    return issue_password_reset(user_id=employment.user_id, actor=actor, now=now, key=key)
