"""Two people at one register: it is made once, and no edit is lost."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence

import pytest

from kontor.kernel.errors import KontorError
from kontor.kernel.statements import Write
from kontor.pos.models import Register
from kontor.pos.operations import edit_register, put_registers
from kontor.pos.registering import RegisterRow
from kontor.pos.types import RegisterEdit, RegisterPut
from tests.concurrency.races import meet_before_first_write, one_meets_the_other_uncommitted, race
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.postgres
PUT = sys.modules["kontor.pos.operations.put_registers"]


@pytest.fixture
def world(race_database: str) -> World:
    return make_world()


def put(world: World, name: str = "Till") -> str:
    row = RegisterPut(code="TILL-1", name=name, location=world.location.code)
    return put_registers(rows=[row], actor=world.actor, now=NOW).items[0].verdict


def renamed(world: World, name: str) -> Callable[[], str]:
    register_id = Register.objects.get().pk

    def run() -> str:
        try:
            edit_register(register_id=register_id, version=1, edit=RegisterEdit(name=name), actor=world.actor, now=NOW)
        except KontorError as error:
            return error.code
        return "done"

    return run


def test_the_same_register_put_in_twice_at_once_is_made_once(world: World) -> None:
    assert one_meets_the_other_uncommitted(lambda: put(world), lambda: put(world)) == "unchanged"
    assert Register.objects.count() == 1


def test_of_eight_edits_of_one_version_exactly_one_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    put(world)
    calls = [renamed(world, f"Till {number}") for number in range(8)]
    meet_before_first_write(monkeypatch, PUT, 8)
    assert sorted(race(*calls)) == ["done", *["version_mismatch"] * 7]
    assert Register.objects.get().version == 2


def test_control_without_the_version_updates_are_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    barrier = threading.Barrier(4)

    def unguarded(fresh: Sequence[RegisterRow], changed: Sequence[RegisterRow]) -> list[Write]:
        barrier.wait(20)
        for row in changed:
            Register.objects.filter(id=row.id).update(name=row.name, version=row.version)
        return []

    put(world)
    calls = [renamed(world, f"Till {number}") for number in range(4)]
    monkeypatch.setattr(PUT, "register_writes", unguarded)
    assert race(*calls) == ["done"] * 4
    assert Register.objects.get().version == 2
