"""Guessing passwords side by side, and two people editing one row."""

from __future__ import annotations

import sys
import threading
from collections import Counter

import pytest
from django.db.models import QuerySet

from kontor.access.errors import SignInRefused
from kontor.access.models import User
from kontor.access.operations import edit_user, sign_in
from kontor.access.roles import RIGHTS
from kontor.access.schemas import UserEdit
from kontor.access.types import Actor
from kontor.kernel.errors import PreconditionFailed, TooManyRequests
from tests.concurrency.races import race
from tests.people import NOW, make_user

pytestmark = pytest.mark.postgres

ACTOR = Actor(0, "job", "test", frozenset(RIGHTS), frozenset())


def guess(number: int) -> str:
    """What one wrong guess comes to, from an address of its own."""
    try:
        sign_in(username="depot", password=f"guess {number}", address=f"10.0.0.{number}", now=NOW)
    except SignInRefused:
        return "looked at"
    except TooManyRequests:
        return "told to wait"
    return "let in"


def guesses_at_once(count: int) -> Counter[str]:
    return Counter(race(*[lambda number=number: guess(number) for number in range(count)]))


def test_twenty_guesses_at_once_are_five_looks_at_the_password(race_database: str) -> None:
    make_user("cashier", username="depot")
    assert guesses_at_once(20) == {"looked at": 5, "told to wait": 15}


def test_control_without_the_lock_more_guesses_are_looked_at(
    race_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_user("cashier", username="depot")
    guess(99)  # the counter is there, so that nobody waits for its insert
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, *_, **__: rows)
    assert guesses_at_once(20)["looked at"] > 4


def edit(user: User, name: str) -> str:
    try:
        edit_user(user_id=user.pk, edit=UserEdit(first_name=name), version=1, actor=ACTOR, now=NOW)
    except PreconditionFailed:
        return "refused"
    return name


def test_of_eight_edits_at_once_one_is_kept_and_the_others_are_told(race_database: str) -> None:
    user = make_user("cashier")
    results = Counter(race(*[lambda number=number: edit(user, f"name {number}") for number in range(8)]))
    assert results["refused"] == 7
    user.refresh_from_db()
    assert (results[user.first_name], user.version) == (1, 2)


def test_control_with_the_version_looked_at_before_the_write_edits_are_lost(
    race_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same check, made by reading first and writing then."""
    both_have_looked = threading.Barrier(2, timeout=5)

    def look_then_write(rows, *, version, changes):
        if rows.values_list("version", flat=True).get() != version:
            raise PreconditionFailed()
        both_have_looked.wait()
        rows.update(**changes, version=version + 1)
        return version + 1

    monkeypatch.setattr(sys.modules["kontor.access.operations.edit_user"], "write_version", look_then_write)
    user = make_user("cashier")
    assert sorted(race(lambda: edit(user, "First"), lambda: edit(user, "Second"))) == ["First", "Second"]
