"""Two owners against each other, a one-time token used twice at once, and a role given while it is removed."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db.models import QuerySet

from kontor.access.errors import LastOwner, ResetRefused, RoleInUse, RoleUnknown
from kontor.access.models import PasswordReset, Role, User
from kontor.access.operations import (
    act_on_users,
    change_own_password,
    delete_role,
    edit_user,
    issue_password_reset,
    reset_password,
)
from kontor.access.roles import RIGHTS
from kontor.access.schemas import OwnPasswordChange, PasswordRedemption, UserAction, UserEdit
from kontor.access.types import Actor
from kontor.kernel.errors import KontorError
from tests.concurrency.races import race
from tests.people import NOW, PASSWORD, make_user

pytestmark = pytest.mark.postgres

ACTOR = Actor(0, "job", "test", frozenset(RIGHTS), frozenset())
TURNS = 20


def remove(user: User, by: str) -> str:
    """Deactivate one user, alone or as a batch."""
    if by == "edit":
        try:
            edit_user(user_id=user.pk, edit=UserEdit(is_active=False), version=1, actor=ACTOR, now=NOW)
        except LastOwner:
            return "last_owner"
        return "done"
    (result,) = act_on_users(action=UserAction("deactivate", (user.pk,)), actor=ACTOR, now=NOW).results
    return result.refusal.code if result.refusal else "done"


def owners_left(by: tuple[str, str]) -> tuple[list[str], int]:
    User.objects.filter(is_active=True).update(is_active=False)
    first, second = make_user("owner"), make_user("owner")
    results = race(lambda: remove(first, by[0]), lambda: remove(second, by[1]))
    return sorted(results), User.objects.filter(role__code="owner", is_active=True).count()


@pytest.mark.parametrize("by", [("edit", "edit"), ("edit", "batch"), ("batch", "batch")])
def test_of_two_owners_removed_at_once_one_stays(race_database: str, by: tuple[str, str]) -> None:
    assert {(*results, left) for results, left in (owners_left(by) for _ in range(TURNS))} == {
        ("done", "last_owner", 1)
    }


def test_control_without_the_lock_no_owner_is_left(race_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, *_, **__: rows)
    assert 0 in [owners_left(("edit", "edit"))[1] for _ in range(3 * TURNS)]


def redeem(token: str, number: int) -> str:
    try:
        redemption = PasswordRedemption(token, f"phrase number {number} of many")
        reset_password(redemption=redemption, address=f"10.0.0.{number}", now=NOW)
    except ResetRefused:
        return "refused"
    return "set"


def test_a_token_used_by_eight_at_once_works_once(race_database: str) -> None:
    user = make_user("cashier")
    token = issue_password_reset(user_id=user.pk, actor=ACTOR, now=NOW).token or ""
    results = Counter(race(*[lambda number=number: redeem(token, number) for number in range(8)]))
    assert results == {"set": 1, "refused": 7}
    user.refresh_from_db()
    assert (user.version, PasswordReset.objects.count()) == (2, 0)


def test_of_two_changes_of_one_password_one_is_kept(race_database: str) -> None:
    user = make_user("cashier")
    own = Actor(user.pk, "user", user.username, frozenset(), frozenset())

    def change(number: int) -> str:
        wanted = OwnPasswordChange(PASSWORD, f"phrase number {number} of many")
        try:
            change_own_password(change=wanted, address=f"10.0.0.{number}", actor=own, now=NOW)
        except KontorError as error:
            return error.code
        return "changed"

    assert sorted(race(lambda: change(1), lambda: change(2))) == ["changed", "old_password_wrong"]
    user.refresh_from_db()
    assert user.version == 2


def test_a_role_is_given_or_removed_and_never_both(race_database: str) -> None:
    for number in range(TURNS):
        role = Role.objects.create(code=f"r{number}", name="Role", rights=[])
        user = make_user("cashier")

        def give(user: User = user, role: Role = role) -> str:
            try:
                act_on_users(action=UserAction("give_role", (user.pk,), role.code), actor=ACTOR, now=NOW)
            except RoleUnknown:
                return "gone"
            return "given"

        def remove_role(role: Role = role) -> str:
            try:
                delete_role(role_id=role.pk, version=1, actor=ACTOR, now=NOW)
            except RoleInUse:
                return "in use"
            return "removed"

        assert tuple(race(give, remove_role)) in {("given", "in use"), ("gone", "removed")}
