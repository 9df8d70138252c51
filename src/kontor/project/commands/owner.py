"""`kontor owner`: somebody who may do everything, for an installation nobody can sign in to yet, or any longer."""

from __future__ import annotations

import argparse
import re
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from kontor.kernel.command_line import Outcome, WrongUsage

if TYPE_CHECKING:
    from kontor.access.schemas import UserDetail
    from kontor.access.types import Actor

_ROLE: Final = "owner"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "make an owner, or give one a new password; it is printed once, and they work in every branch"
    parser.add_argument("name", help="the user name to sign in with")


def run(arguments: argparse.Namespace) -> Outcome:
    """0: they can sign in with the password printed. Run again, it finds them and gives another password."""
    from kontor.access.operations import create_user
    from kontor.access.queries import UserFilter, list_users
    from kontor.access.roles import RIGHTS
    from kontor.access.schemas import NewUser
    from kontor.access.types import Actor
    from kontor.organization.operations import employ_user
    from kontor.organization.queries import all_branch_ids, branch_ids_of
    from kontor.organization.schemas import NewEmployment

    if not re.fullmatch(r"[\w.@+-]{1,150}", arguments.name):
        raise WrongUsage("A user name is letters, digits and . _ - + @ only, no spaces, at most 150.")
    now, password = datetime.now(UTC), secrets.token_urlsafe(15)
    actor = Actor(0, "job", "kontor owner", frozenset(RIGHTS), all_branch_ids())
    found = list_users(after=None, limit=10, wanted=UserFilter(username=arguments.name), sort="username").items
    user = next((user for user in found if user.username == arguments.name), None)
    if user is None:
        draft = NewUser(username=arguments.name, role=_ROLE, password=password)
        user = create_user(draft=draft, actor=actor, now=now)
    else:
        _set_password(user, password, actor, now)
    for branch_id in sorted(actor.branch_ids - branch_ids_of(user.id)):
        employ_user(draft=NewEmployment(branch_id=branch_id, user_id=user.id), actor=actor, now=now)
    print(f"{user.username} is an owner; the password, shown only now: {password}")
    return Outcome(report={"user_name": user.username, "password": password, "branches": len(actor.branch_ids)})


def _set_password(user: UserDetail, password: str, actor: Actor, now: datetime) -> None:
    from kontor.access.operations import issue_password_reset, reset_password
    from kontor.access.schemas import PasswordRedemption

    if user.role_code != _ROLE:
        raise WrongUsage(f"{user.username} is there already and is no owner; owners give roles on the page Users.")
    token = issue_password_reset(user_id=user.id, actor=actor, now=now).token
    assert token is not None, "a request without a key is answered with its token"
    reset_password(redemption=PasswordRedemption(token, password), address="127.0.0.1", now=now)
