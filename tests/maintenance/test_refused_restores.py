"""What is no whole, fitting backup is refused before anything is touched; what was cut off can be begun again."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import connection

from kontor.project.settings import ROOT
from tests.concurrency.servers import run_module
from tests.maintenance.installations import Installation, installation

Manifest = dict[str, Any]


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Path:
    """One good backup, of a shop with goods and a media file."""
    folder = tmp_path_factory.mktemp("backups")
    with django_db_blocker.unblock(), installation(folder, "shop") as shop:
        run_module("tests.faults.clients", environment=shop.environment)
        (shop.data / "media").mkdir()
        (shop.data / "media" / "oil.png").write_bytes(b"a picture " * 5_000)
        taken = shop.kontor("backup", str(folder / "good.kontor.zip"))
        assert taken.code == 0, taken.err
    return folder / "good.kontor.zip"


@pytest.fixture
def empty(tmp_path: Path, db: None) -> Iterator[Installation]:
    with installation(tmp_path, "empty") as place:
        yield place


def is_untouched(place: Installation) -> bool:
    return holds_no_table(place) and not (place.data / "media").exists()


def holds_no_table(place: Installation) -> bool:
    tables = "sqlite_master" if connection.vendor == "sqlite" else "pg_tables WHERE schemaname = 'public'"
    return int(place.ask(f"SELECT count(*) FROM {tables}")[0][0]) == 0


def rewritten(backup: Path, target: Path, change: Callable[[dict[str, bytes], Manifest], None]) -> Path:
    """A copy whose members and manifest were changed by somebody who knows how a backup is made."""
    with zipfile.ZipFile(backup) as source:
        members = {name: source.read(name) for name in source.namelist()}
    manifest = msgspec.json.decode(members["manifest.json"])
    change(members, manifest)
    members["manifest.json"] = msgspec.json.encode(manifest)
    with zipfile.ZipFile(target, "w") as out:
        for name, content in members.items():
            out.writestr(name, content)
    return target


def database_of(manifest: Manifest) -> str:
    names: list[str] = [name for name in manifest["members"] if name.startswith("database")]
    return names[0]


def cut_off(backup: Path, target: Path) -> Path:
    target.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    return target


def one_bit(backup: Path, target: Path) -> Path:
    content = bytearray(backup.read_bytes())
    content[len(content) // 3] ^= 1
    target.write_bytes(content)
    return target


def no_backup(backup: Path, target: Path) -> Path:
    target.write_text("these are not the books you are looking for")
    return target


def without_picture(backup: Path, target: Path) -> Path:
    def change(members: dict[str, bytes], manifest: Manifest) -> None:
        del members["media/oil.png"]

    return rewritten(backup, target, change)


def other_bytes(backup: Path, target: Path) -> Path:
    def change(members: dict[str, bytes], manifest: Manifest) -> None:
        members["media/oil.png"] = b"another picture"

    return rewritten(backup, target, change)


def outside(backup: Path, target: Path) -> Path:
    def change(members: dict[str, bytes], manifest: Manifest) -> None:
        members["media/../../evil"] = members.pop("media/oil.png")
        manifest["members"]["media/../../evil"] = manifest["members"].pop("media/oil.png")

    return rewritten(backup, target, change)


@pytest.mark.parametrize("spoil", [cut_off, one_bit, no_backup, without_picture, other_bytes, outside])
def test_a_damaged_file_is_refused_before_anything_is_touched(
    backup: Path, empty: Installation, tmp_path: Path, spoil: Callable[[Path, Path], Path]
) -> None:
    refused = empty.kontor("restore", str(spoil(backup, tmp_path / "spoiled.kontor.zip")))
    assert (refused.code, refused.report["code"]) == (1, "backup_damaged"), refused.err
    assert is_untouched(empty)


def newer_format(manifest: Manifest) -> None:
    manifest["format"] = 99


def other_engine(manifest: Manifest) -> None:
    manifest["engine"] = "sqlite" if manifest["engine"] == "postgresql" else "postgresql"


def newer_version(manifest: Manifest) -> None:
    manifest["migrations"].append("sales.9999_of_tomorrow")


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        (newer_format, "restore it with that"),
        (other_engine, "--database-url"),
        (newer_version, "sales.9999_of_tomorrow"),
    ],
)
def test_a_backup_of_something_else_is_refused_and_says_where_it_fits(
    backup: Path, empty: Installation, tmp_path: Path, change: Callable[[Manifest], None], advice: str
) -> None:
    file = rewritten(backup, tmp_path / "other.kontor.zip", lambda members, manifest: change(manifest))
    refused = empty.kontor("restore", str(file))
    assert (refused.code, refused.report["code"]) == (1, "backup_not_fitting")
    assert advice in refused.err
    assert is_untouched(empty)


def test_figures_that_are_not_those_of_the_database_are_found(
    backup: Path, empty: Installation, tmp_path: Path
) -> None:
    """Control: every hash is right, and yet one row of the ledger is said to be missing."""

    def change(members: dict[str, bytes], manifest: Manifest) -> None:
        manifest["figures"]["inventory_stockmovement"]["sums"]["on_hand_delta"] += 1

    found = empty.kontor("restore", str(rewritten(backup, tmp_path / "other.kontor.zip", change)))
    assert (found.code, found.report["code"]) == (1, "backup_differs")
    assert "inventory_stockmovement.on_hand_delta" in found.err
    assert holds_no_table(empty)


def test_a_row_changed_in_the_copy_is_found(backup: Path, empty: Installation, tmp_path: Path) -> None:
    """Control: somebody changed the database inside the file and put the right hash beside it."""

    def change(members: dict[str, bytes], manifest: Manifest) -> None:
        name = database_of(manifest)
        members[name] = _with_another_row(members[name], tmp_path)
        digest = hashlib.sha256(members[name]).hexdigest()
        manifest["members"][name] = {"size_bytes": len(members[name]), "sha256": digest}

    found = empty.kontor("restore", str(rewritten(backup, tmp_path / "other.kontor.zip", change)))
    told = "backup_differs" if connection.vendor == "sqlite" else "nothing was restored"
    assert told in found.out, found.out
    assert holds_no_table(empty)


def _with_another_row(content: bytes, folder: Path) -> bytes:
    if connection.vendor == "postgresql":  # packed by pg_dump: any other byte cannot be unpacked
        changed = bytearray(content)
        changed[-2000] ^= 255
        return bytes(changed)
    import sqlite3
    from contextlib import closing

    file = folder / "changed.sqlite3"
    file.write_bytes(content)
    with closing(sqlite3.connect(file)) as database:
        database.execute("DROP TRIGGER inventory_stockmovement_no_update")
        database.execute("UPDATE inventory_stockmovement SET on_hand_delta = on_hand_delta + 1 WHERE id = 1")
        database.commit()
    return file.read_bytes()


def test_books_that_hold_something_are_never_overwritten(backup: Path, empty: Installation) -> None:
    assert empty.kontor("restore", str(backup)).code == 0
    sold = "SELECT count(*), sum(on_hand_delta) FROM inventory_stockmovement"
    before = empty.ask(sold)
    refused = empty.kontor("restore", str(backup))
    assert (refused.code, refused.report["code"]) == (1, "database_not_empty")
    assert "--database-url" in refused.err
    assert empty.ask(sold) == before


def test_a_database_that_was_only_migrated_is_empty(backup: Path, empty: Installation) -> None:
    assert empty.kontor("migrate").code == 0
    restored = empty.kontor("restore", str(backup))
    assert restored.code == 0, restored.err
    assert restored.report["differences"] == 0


def test_somebodys_media_files_are_never_overwritten(backup: Path, empty: Installation) -> None:
    (empty.data / "media").mkdir()
    (empty.data / "media" / "oil.png").write_bytes(b"mine")
    refused = empty.kontor("restore", str(backup))
    assert (refused.code, refused.report["code"]) == (1, "media_not_empty")
    assert (empty.data / "media" / "oil.png").read_bytes() == b"mine"


@pytest.mark.parametrize(
    "stage", ["Reading the backup", "Putting media files in place", "Putting the database in place"]
)
def test_a_restore_killed_in_the_middle_is_begun_again(backup: Path, empty: Installation, stage: str) -> None:
    command = [sys.executable, "-m", "tests.maintenance.interrupted_restore", str(backup), stage]
    killed = subprocess.run(command, cwd=ROOT, env=empty.environment, capture_output=True, text=True, check=False)
    assert killed.returncode == -9, killed.stderr
    time.sleep(1)  # the server notices that pg_restore is gone
    again = empty.kontor("restore", str(backup))
    assert again.code == 0, again.err
    assert again.report["differences"] == 0
    assert not list(empty.data.glob(".kontor-backup-*"))
    assert (empty.data / "media" / "oil.png").read_bytes() == b"a picture " * 5_000
