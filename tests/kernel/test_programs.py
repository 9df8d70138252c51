from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kontor.kernel.command_line import CannotRun
from kontor.kernel.postgres import programs


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine with pg_dump 15 on PATH, and 14, 16 and 17 in the system's folder."""
    folders = {"15": tmp_path / "path"} | {version: tmp_path / version / "bin" for version in ("14", "16", "17")}
    for version, folder in folders.items():
        folder.mkdir(parents=True)
        program = folder / "pg_dump"
        program.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}.4 (Debian {version}.4-1)'\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'path'}:/bin")
    monkeypatch.setattr(programs, "_SYSTEM", tmp_path)
    monkeypatch.setattr(programs, "_WHEEL", "no_such_wheel")
    programs.find_program.cache_clear()
    yield tmp_path
    programs.find_program.cache_clear()


@pytest.mark.parametrize(
    ("at_least", "found"), [(0, "path"), (14, "14/bin"), (15, "path"), (16, "16/bin"), (17, "17/bin")]
)
def test_the_oldest_program_that_is_not_older_than_the_server_is_taken(
    machine: Path, at_least: int, found: str
) -> None:
    assert programs.find_program("pg_dump", at_least=at_least) == str(machine / found / "pg_dump")


def test_without_one_it_says_what_to_install(machine: Path) -> None:
    with pytest.raises(CannotRun, match="PostgreSQL 18 or newer is not on PATH; install"):
        programs.find_program("pg_dump", at_least=18)
    with pytest.raises(CannotRun, match="pg_nothing"):
        programs.find_program("pg_nothing")
