"""What `kontor backup` promises besides the copy: its exit codes, its words, and that it leaves nothing half behind."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

import kontor
from kontor.kernel.command_line import CannotRun
from kontor.maintenance.adapters import archive
from kontor.project.settings import ROOT
from tests.concurrency.servers import run_module
from tests.maintenance.installations import Installation, installation


@pytest.fixture(scope="module")
def shop(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Installation]:
    with django_db_blocker.unblock(), installation(tmp_path_factory.mktemp("shop"), "shop") as place:
        run_module("tests.faults.clients", environment=place.environment)
        yield place


def test_a_folder_gets_a_file_named_by_the_moment_and_lists_it(shop: Installation, tmp_path: Path) -> None:
    taken = shop.kontor("backup", str(tmp_path))
    assert taken.code == 0, taken.err
    (file,) = tmp_path.iterdir()
    assert taken.report["path"] == str(file)
    assert file.stat().st_mode & 0o077 == 0
    assert taken.report["unproved_because"] == ""
    (listed,) = shop.kontor("backup", "--list", str(tmp_path)).report["backups"]
    assert (listed["name"], listed["state"], listed["rows"]) == (file.name, "proved", taken.report["rows"])


def test_a_folder_that_is_not_there_is_no_file_either(shop: Installation, tmp_path: Path) -> None:
    refused = shop.kontor("backup", str(tmp_path / "usb"))
    assert refused.code == 2
    assert "There is no folder" in refused.err
    assert not list(tmp_path.iterdir())


def test_a_damaged_file_is_listed_as_damaged(shop: Installation, tmp_path: Path) -> None:
    (tmp_path / "backup-20260101T000000Z.kontor.zip").write_text("cut")
    listed = shop.kontor("backup", "--list", str(tmp_path))
    assert listed.code == 1
    assert listed.report["backups"][0]["state"] == "damaged"


def test_a_file_that_is_there_is_not_overwritten(shop: Installation, tmp_path: Path) -> None:
    file = tmp_path / "mine.zip"
    file.write_text("mine")
    refused = shop.kontor("backup", str(file))
    assert refused.code == 3
    assert "name another file" in refused.err
    assert file.read_text() == "mine"


@pytest.mark.parametrize("path", ["nowhere/x.kontor.zip", "file/x.kontor.zip"])
def test_a_folder_that_is_none_is_named(shop: Installation, tmp_path: Path, path: str) -> None:
    (tmp_path / "file").write_text("")
    refused = shop.kontor("backup", str(tmp_path / path))
    assert refused.code == 3
    assert "make it, or name another" in refused.err


def test_books_that_differ_are_backed_up_and_told(shop: Installation, tmp_path: Path) -> None:
    first = "WHERE id = (SELECT min(id) FROM inventory_stocklevel)"
    shop.ask(f"UPDATE inventory_stocklevel SET on_hand = on_hand + 1 {first}")
    try:
        taken = shop.kontor("backup", str(tmp_path))
    finally:
        shop.ask(f"UPDATE inventory_stocklevel SET on_hand = on_hand - 1 {first}")
    assert taken.code == 1
    assert taken.report["differences"] > 0
    assert len(list(tmp_path.iterdir())) == 1


def test_a_full_disk_is_told_and_leaves_no_file(shop: Installation, tmp_path: Path) -> None:
    """The limit on the size of files stands for the disk: the same write fails, with another number."""
    command = ["prlimit", "--fsize=60000", sys.executable, "-m", "kontor", "backup", str(tmp_path / "x.kontor.zip")]
    ended = subprocess.run(command, cwd=ROOT, env=shop.environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 3
    assert "Traceback" not in ended.stderr
    assert str(tmp_path) in ended.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "make room"),
        (errno.EACCES, "may not be written to"),
        (errno.EROFS, "may not be written to"),
        (errno.EIO, "name another folder"),
    ],
)
def test_what_the_disk_says_becomes_advice(tmp_path: Path, number: int, advice: str) -> None:
    with pytest.raises(CannotRun, match=advice), archive.cannot_write(tmp_path):
        raise OSError(number, os.strerror(number))


def test_too_little_room_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="MB of room"):
        archive.require_room(tmp_path, 2**60)


@pytest.mark.postgres
def test_a_role_that_may_not_make_databases_gets_its_backup_read_but_not_proved(
    shop: Installation, tmp_path: Path
) -> None:
    role = f"clerk_{os.getpid()}"
    shop.ask(f"CREATE ROLE {role} LOGIN IN ROLE pg_read_all_data")
    try:
        with connection.cursor():  # the same server, another role
            url = shop.url.replace(f"//{connection.settings_dict['USER']}", f"//{role}", 1)
        clerk = Installation(shop.data, url)
        taken = clerk.kontor("backup", str(tmp_path / "x.kontor.zip"))
        assert taken.code == 1, taken.err
        assert "CREATEDB" in taken.report["unproved_because"]
        assert clerk.kontor("backup", str(tmp_path / "y.kontor.zip"), "--unproved").code == 0
    finally:
        shop.ask(f"DROP ROLE {role}")


def test_what_killed_runs_have_left_is_removed_after_a_day(shop: Installation, tmp_path: Path) -> None:
    old, fresh = tmp_path / "nightly-1.kontor.zip.partial", tmp_path / "nightly-2.kontor.zip.partial"
    for path in (old, fresh):
        path.write_text("half")
    os.utime(old, (0, 0))
    assert shop.kontor("backup", str(tmp_path / "whole.kontor.zip")).code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [fresh.name, "whole.kontor.zip"]


def test_two_backups_at_once_do_not_meet(shop: Installation, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kontor", "backup"]
    both = [
        subprocess.Popen(
            [*command, str(tmp_path / name)], cwd=ROOT, env=shop.environment, stderr=subprocess.PIPE, text=True
        )
        for name in ("a.kontor.zip", "b.kontor.zip")
    ]
    said = [process.communicate()[1] for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([0, 0], [0, 1]), said
    assert len(list(tmp_path.iterdir())) == codes.count(0)
    if 1 in codes:
        assert any("is running; wait for it" in text for text in said)


def test_backups_name_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert kontor.__version__ == project["version"]
