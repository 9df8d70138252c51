from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from msgspec import UNSET

from kontor.access.errors import RoleShipped
from kontor.access.granting import require_own_rights
from kontor.access.models import PasswordReset, Role
from kontor.access.operations.create_role import known_rights
from kontor.access.operations.record_audit import record_audit
from kontor.access.queries import role_detail
from kontor.access.schemas import Role as RoleDetail
from kontor.access.schemas import RoleEdit
from kontor.access.types import Actor
from kontor.kernel.idempotency import once
from kontor.kernel.versions import difference, write_version
from kontor.kernel.wire import RequestKey


def edit_role(
    *, role_id: int, edit: RoleEdit, version: int, actor: Actor, now: datetime, key: RequestKey | None = None
) -> RoleDetail:
    """Change one of the company's own roles; holds for its users within five seconds.

    Raises RoleNotFound, RoleShipped, PreconditionFailed, RightUnknown, and RightsBeyondOwn where the role may do more
    than the actor, or would.
    """
    with transaction.atomic():
        return once(key, now, RoleDetail, lambda: _edit(role_id, edit, version, actor, now))


def _edit(role_id: int, edit: RoleEdit, version: int, actor: Actor, now: datetime) -> RoleDetail:
    role = role_detail(role_id)
    if role.is_shipped:
        raise RoleShipped()
    require_own_rights(role.rights, actor)
    diff: dict[str, list[Any]] = difference(role, edit, ("name",))
    if edit.rights is not UNSET:
        rights = known_rights(edit.rights)
        require_own_rights(rights, actor)
        if rights != list(role.rights):
            diff["rights"] = [role.rights, rights]
    changes = {name: new for name, (_, new) in diff.items()}
    write_version(Role.objects.filter(pk=role.id), version=version, changes=changes)
    if "rights" in diff:  # a link made before must not open what its user may do since
        PasswordReset.objects.filter(user__role_id=role.id).delete()
    record_audit(action="access.edit_role", subject=f"access.role:{role.id}", diff=diff, actor=actor, now=now)
    return role_detail(role.id)
