from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kontor.access.errors import PasswordRefused, UsernameTaken
from kontor.access.granting import require_own_rights
from kontor.access.models import User
from kontor.access.operations.record_audit import record_audit
from kontor.access.queries import role_named, user_detail
from kontor.access.schemas import NewUser, UserDetail
from kontor.access.types import Actor
from kontor.kernel.idempotency import once
from kontor.kernel.wire import RequestKey


def create_user(*, draft: NewUser, actor: Actor, now: datetime, key: RequestKey | None = None) -> UserDetail:
    """Add a user with a role. Belongs to no branch yet: `organization.operations.employ_user` does that.

    Raises UsernameTaken, RoleUnknown, PasswordRefused, and RightsBeyondOwn for a role that may do more
    than the actor.
    """
    with transaction.atomic():
        return once(key, now, UserDetail, lambda: _create(draft, actor, now))


def _create(draft: NewUser, actor: Actor, now: datetime) -> UserDetail:
    role = role_named(draft.role)
    require_own_rights(role.rights, actor)
    user = User(
        username=User.normalize_username(draft.username),
        role=role,
        first_name=draft.first_name,
        last_name=draft.last_name,
        email=draft.email,
    )
    if draft.password is not None:
        check_password(draft.password, user)
    user.set_password(draft.password)
    try:
        user.save(force_insert=True)
    except IntegrityError:
        raise UsernameTaken(username=draft.username) from None
    record_audit(
        action="access.create_user",
        subject=f"access.user:{user.pk}",
        diff={"username": [None, user.username], "role": [None, role.code]},
        actor=actor,
        now=now,
    )
    return user_detail(user.pk)


def check_password(password: str, user: User, *, field: str = "password") -> None:
    """Raises PasswordRefused, saying what is wrong with it."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordRefused(" ".join(error.messages), field=field) from None
