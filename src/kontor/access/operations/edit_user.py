from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from msgspec import UNSET

from kontor.access.errors import OwnAccount, OwnPassword
from kontor.access.granting import require_own_rights
from kontor.access.models import PasswordReset, User
from kontor.access.operations.create_user import check_password
from kontor.access.operations.record_audit import record_audit
from kontor.access.owners import Owners
from kontor.access.queries import lock_owners, role_named, user_detail, user_row
from kontor.access.roles import OWNER
from kontor.access.schemas import UserDetail, UserEdit
from kontor.access.types import Actor
from kontor.kernel.idempotency import once
from kontor.kernel.versions import difference, write_version
from kontor.kernel.wire import RequestKey


def edit_user(
    *, user_id: int, edit: UserEdit, version: int, actor: Actor, now: datetime, key: RequestKey | None = None
) -> UserDetail:
    """Change what `edit` holds. A new password ends the user's sessions; a new role holds within five seconds.

    Raises UserUnknown, PreconditionFailed, RoleUnknown, PasswordRefused, RightsBeyondOwn where the user
    may do more than the actor or would, OwnAccount for one's own role and activity,
    OwnPassword for one's own password, LastOwner. Locks all active owners where one of them stops being one.
    """
    with transaction.atomic():
        return once(key, now, UserDetail, lambda: _edit(user_id, edit, version, actor, now))


def _edit(user_id: int, edit: UserEdit, version: int, actor: Actor, now: datetime) -> UserDetail:
    user = user_row(user_id)
    require_own_rights(user.role.rights if user.role else (), actor)
    diff = difference(user, edit, ("first_name", "last_name", "email", "is_active"))
    changes: dict[str, Any] = {name: new for name, (_, new) in diff.items()}
    if edit.role is not UNSET and (user.role is None or edit.role != user.role.code):
        role = role_named(edit.role)
        require_own_rights(role.rights, actor)
        changes["role"] = role
        diff["role"] = [user.role.code if user.role else None, role.code]
    if edit.password is not UNSET:
        if user.pk == actor.id:
            raise OwnPassword()
        check_password(edit.password, user)
        changes["password"] = make_password(edit.password)
        diff["password"] = ["(hidden)", "(hidden)"]
    if {"role", "is_active"} & diff.keys():
        if user.pk == actor.id:
            raise OwnAccount()
        if user.is_active and user.role and user.role.code == OWNER:
            Owners(lock_owners()).remove(user.pk)
    write_version(User.objects.filter(pk=user.pk), version=version, changes=changes)
    if {"role", "password", "is_active"} & diff.keys():  # a link made before must not open what has changed since
        PasswordReset.objects.filter(user_id=user.pk).delete()
    record_audit(action="access.edit_user", subject=f"access.user:{user.pk}", diff=diff, actor=actor, now=now)
    return user_detail(user.pk)
