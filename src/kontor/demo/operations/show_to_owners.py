from __future__ import annotations

from datetime import datetime
from typing import Final

from kontor.access.queries import list_users
from kontor.access.types import Actor
from kontor.organization.operations import employ_user
from kontor.organization.queries import branch_ids_of
from kontor.organization.schemas import NewEmployment

_SEE_EVERYTHING: Final = frozenset({"owner", "auditor"})
_MOST_USERS: Final = 1_000


def show_to_owners(*, branch_id: int, actor: Actor, now: datetime) -> None:
    """Employ the installation's active owners and auditors in the branch, where they are not yet."""
    for user in list_users(after=None, limit=_MOST_USERS).items:
        if user.is_active and user.role_code in _SEE_EVERYTHING and branch_id not in branch_ids_of(user.id):
            employ_user(draft=NewEmployment(branch_id=branch_id, user_id=user.id), actor=actor, now=now)
