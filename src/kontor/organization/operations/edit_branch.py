from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db import transaction
from msgspec import UNSET

from kontor.access.operations import record_audit
from kontor.access.types import Actor
from kontor.kernel.idempotency import once
from kontor.kernel.versions import difference, write_version
from kontor.kernel.wire import RequestKey
from kontor.organization.models import Branch
from kontor.organization.operations.create_branch import check_time_zone
from kontor.organization.queries import branch_detail
from kontor.organization.schemas import BranchDetail, BranchEdit


def edit_branch(
    *, branch_id: int, edit: BranchEdit, version: int, actor: Actor, now: datetime, key: RequestKey | None = None
) -> BranchDetail:
    """Change what `edit` holds; dates of what is posted already stay. Raises BranchUnknown, PreconditionFailed,
    TimeZoneUnknown.
    """
    with transaction.atomic():
        return once(key, now, BranchDetail, lambda: _edit(branch_id, edit, version, actor, now))


def _edit(branch_id: int, edit: BranchEdit, version: int, actor: Actor, now: datetime) -> BranchDetail:
    before = branch_detail(branch_id, actor=actor)
    if edit.time_zone is not UNSET:
        check_time_zone(edit.time_zone)
    diff = difference(before, edit, edit.__struct_fields__)
    changes: dict[str, Any] = {name: new for name, (_, new) in diff.items()}
    if "day_starts_at" in changes:
        changes["day_starts_at"] = time.fromisoformat(changes["day_starts_at"])
    write_version(Branch.objects.filter(pk=branch_id), version=version, changes=changes)
    record_audit(
        action="organization.edit_branch",
        subject=f"organization.branch:{branch_id}",
        diff=diff,
        actor=actor,
        now=now,
    )
    return branch_detail(branch_id, actor=actor)
