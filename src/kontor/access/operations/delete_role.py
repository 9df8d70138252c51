from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from kontor.access.errors import RoleInUse, RoleShipped
from kontor.access.granting import require_own_rights
from kontor.access.models import Role
from kontor.access.operations.record_audit import record_audit
from kontor.access.queries import role_detail
from kontor.access.schemas import Role as RoleDetail
from kontor.access.types import Actor
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.idempotency import once
from kontor.kernel.wire import RequestKey


def delete_role(
    *, role_id: int, version: int, actor: Actor, now: datetime, key: RequestKey | None = None
) -> RoleDetail:
    """Remove one of the company's own roles that nobody has; the answer is what it was.

    Raises RoleNotFound, RoleShipped, RightsBeyondOwn, PreconditionFailed, RoleInUse (also of deactivated users).
    """
    with transaction.atomic():
        return once(key, now, RoleDetail, lambda: _delete(role_id, version, actor, now))


def _delete(role_id: int, version: int, actor: Actor, now: datetime) -> RoleDetail:
    role = role_detail(role_id)
    if role.is_shipped:
        raise RoleShipped()
    require_own_rights(role.rights, actor)
    locked = Role.objects.select_for_update().filter(pk=role.id, version=version).first()
    if locked is None:
        raise PreconditionFailed(f"Version {version} is no longer the newest.")
    try:
        locked.delete()
    except ProtectedError:
        raise RoleInUse() from None
    record_audit(
        action="access.delete_role",
        subject=f"access.role:{role.id}",
        diff={"code": [role.code, None], "name": [role.name, None], "rights": [role.rights, None]},
        actor=actor,
        now=now,
    )
    return role
