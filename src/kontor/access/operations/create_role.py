from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from kontor.access.errors import RightUnknown, RoleCodeTaken
from kontor.access.granting import require_own_rights
from kontor.access.models import Role
from kontor.access.operations.record_audit import record_audit
from kontor.access.queries import role_detail
from kontor.access.roles import RIGHTS
from kontor.access.schemas import NewRole
from kontor.access.schemas import Role as RoleDetail
from kontor.access.types import Actor
from kontor.kernel.idempotency import once
from kontor.kernel.wire import RequestKey


def create_role(*, draft: NewRole, actor: Actor, now: datetime, key: RequestKey | None = None) -> RoleDetail:
    """Add a role of the company's own. Raises RightUnknown, RightsBeyondOwn, RoleCodeTaken."""
    with transaction.atomic():
        return once(key, now, RoleDetail, lambda: _create(draft, actor, now))


def _create(draft: NewRole, actor: Actor, now: datetime) -> RoleDetail:
    rights = known_rights(draft.rights)
    require_own_rights(rights, actor)
    try:
        with transaction.atomic():
            role = Role.objects.create(code=draft.code, name=draft.name, rights=rights)
    except IntegrityError:
        raise RoleCodeTaken(field="code", role=draft.code) from None
    record_audit(
        action="access.create_role",
        subject=f"access.role:{role.pk}",
        diff={"code": [None, role.code], "name": [None, role.name], "rights": [None, rights]},
        actor=actor,
        now=now,
    )
    return role_detail(role.pk)


def known_rights(rights: Sequence[str]) -> list[str]:
    """Each once, sorted. Raises RightUnknown for one that is not declared."""
    strange = sorted(set(rights) - set(RIGHTS))
    if strange:
        raise RightUnknown(f"There is no right {strange[0][:80]!r}.", field="rights", right=strange[0][:80])
    return sorted(set(rights))
