from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from kontor.access.audit import AuditRow, audit_row, audit_writes
from kontor.access.errors import OwnAccount, RoleNotHeld, UserUnknown
from kontor.access.granting import require_own_rights
from kontor.access.models import PasswordReset, Role, User
from kontor.access.owners import Owners
from kontor.access.queries import role_named, user_details
from kontor.access.roles import OWNER
from kontor.access.schemas import UserAction, UserActionResult, UserActionResults
from kontor.access.types import Actor
from kontor.kernel.errors import InvalidInput, KontorError
from kontor.kernel.idempotency import once
from kontor.kernel.refusals import Refusal
from kontor.kernel.statements import write_all
from kontor.kernel.wire import MOST_ID, RequestKey


def act_on_users(
    *, action: UserAction, actor: Actor, now: datetime, key: RequestKey | None = None
) -> UserActionResults:
    """Do one thing to each user or refuse it with its reason, in the order given; a constant number of statements.

    What is so already stays without a trace. Locks the users and all active owners, by ascending id. An item is refused
    with UserUnknown, OwnAccount, RightsBeyondOwn, RoleNotHeld or LastOwner; the whole with RoleUnknown, or
    InvalidInput where a role is missing or one too many.
    """
    with transaction.atomic():
        return once(key, now, UserActionResults, lambda: _act(action, actor, now))


def _act(action: UserAction, actor: Actor, now: datetime) -> UserActionResults:
    if (action.role is None) == action.action.endswith("_role"):
        raise InvalidInput("Send role to give or take one, and only then.", field="role")
    role = None if action.role is None else role_named(action.role)
    if role is not None:
        require_own_rights(role.rights, actor)
    rows = User.objects.select_related("role").select_for_update(of=("self",)).order_by("pk")
    asked = [user_id for user_id in action.user_ids if 0 < user_id <= MOST_ID]
    users = {row.pk: row for row in rows.filter(Q(pk__in=asked) | Q(role__code=OWNER, is_active=True))}
    owners = Owners({row.pk for row in users.values() if row.is_active and row.role and row.role.code == OWNER})
    refusals: dict[int, Refusal] = {}
    audit: dict[int, AuditRow] = {}
    for user_id in dict.fromkeys(action.user_ids):
        try:
            diff = _decide(users.get(user_id), action, role, actor, owners)
        except KontorError as error:
            refusals[user_id] = Refusal.of(error)
            continue
        if diff:
            audit[user_id] = audit_row(
                action="access.edit_user", subject=f"access.user:{user_id}", diff=diff, actor=actor, now=now
            )
    if audit:
        User.objects.filter(pk__in=audit).update(**_changes(action, role), version=F("version") + 1)
        PasswordReset.objects.filter(user_id__in=audit).delete()
        write_all(audit_writes(list(audit.values())))
    told = user_details([user_id for user_id in action.user_ids if user_id not in refusals])
    return UserActionResults([UserActionResult(id_, told.get(id_), refusals.get(id_)) for id_ in action.user_ids])


def _decide(
    user: User | None, action: UserAction, role: Role | None, actor: Actor, owners: Owners
) -> Mapping[str, list[Any]]:
    """What changes, field -> [old, new]; empty where it is so already."""
    if user is None:
        raise UserUnknown()
    if user.pk == actor.id:
        raise OwnAccount()
    require_own_rights(user.role.rights if user.role else (), actor)
    has = user.role.code if user.role else None
    if role is None:
        is_active = action.action == "activate"
        if user.is_active == is_active:
            return {}
        if not is_active:
            owners.remove(user.pk)
        return {"is_active": [user.is_active, is_active]}
    if action.action == "take_role" and has != role.code:
        raise RoleNotHeld()
    gets = role.code if action.action == "give_role" else None
    if has == gets:
        return {}
    owners.remove(user.pk)
    return {"role": [has, gets]}


def _changes(action: UserAction, role: Role | None) -> dict[str, Any]:
    if role is None:
        return {"is_active": action.action == "activate"}
    return {"role": role if action.action == "give_role" else None}
