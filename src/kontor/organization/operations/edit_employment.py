from __future__ import annotations

from datetime import datetime

from django.db import transaction
from msgspec import UNSET

from kontor.access.operations import edit_user, record_audit
from kontor.access.types import Actor
from kontor.kernel.idempotency import once
from kontor.kernel.versions import difference, write_version
from kontor.kernel.wire import RequestKey
from kontor.organization.models import Employment
from kontor.organization.queries import employment_detail
from kontor.organization.schemas import EmploymentDetail, EmploymentEdit


def edit_employment(
    *,
    employment_id: int,
    edit: EmploymentEdit,
    version: int,
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
) -> EmploymentDetail:
    """Change what `edit` holds, of the employment and of its user, both or neither.

    Raises EmploymentUnknown, PreconditionFailed for a stale version of either, and for the user Forbidden without
    access.write and what `edit_user` raises.
    """
    with transaction.atomic():
        return once(key, now, EmploymentDetail, lambda: _edit(employment_id, edit, version, actor, now))


def _edit(employment_id: int, edit: EmploymentEdit, version: int, actor: Actor, now: datetime) -> EmploymentDetail:
    employment = employment_detail(employment_id, actor=actor)
    diff = difference(employment, edit, ("department", "phone"))
    changes = {name: new for name, (_, new) in diff.items()}
    write_version(Employment.objects.filter(pk=employment.id), version=version, changes=changes)
    record_audit(
        action="organization.edit_employment",
        subject=f"organization.employment:{employment.id}",
        diff=diff,
        actor=actor,
        now=now,
    )
    if edit.user is not UNSET:
        actor.require("access.write")
        edit_user(user_id=employment.user_id, edit=edit.user, version=edit.user.version, actor=actor, now=now)
    return employment_detail(employment.id, actor=actor)
