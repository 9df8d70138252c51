"""Copies of an SQLite database by SQLite's own backup, while others write to it."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from kontor.kernel.command_line import CannotRun
from kontor.maintenance.errors import BackupDamaged, BackupRunning

PAGES_A_STEP: Final = 1_000
Step = Callable[[int, int], None]


def copy_out(source: sqlite3.Connection, target: Path, on_step: Step) -> None:
    """Write what `source` sees into the new file `target`, flushed to the disk.

    `source` must be inside a read transaction: a view that stands still is copied step by step without starting over,
    however much is written meanwhile.
    """
    with _full_disk(target.parent), closing(sqlite3.connect(target)) as copy:
        _copy(source, copy, on_step)
        copy.execute("PRAGMA journal_mode=DELETE")  # one plain file, without a log beside it
    _flush(target)


def copy_in(source: Path, target: Path, on_step: Step) -> None:
    """Replace all of `target` by `source` in one transaction: until it commits, everybody sees what was there."""
    with (
        _full_disk(target.parent),
        closing(sqlite3.connect(source)) as staged,
        closing(sqlite3.connect(target, timeout=20)) as database,
    ):
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        _copy(staged, database, on_step)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _flush(target)


def check_integrity(file: Path) -> None:
    """Raises BackupDamaged when SQLite finds a page, an index or a row that cannot be right."""
    try:
        with closing(sqlite3.connect(file)) as database:
            said = [row[0] for row in database.execute("PRAGMA integrity_check(5)")]
    except sqlite3.DatabaseError as error:
        raise BackupDamaged(f"The database in this backup cannot be read ({error}); take another one.") from error
    if said != ["ok"]:
        raise BackupDamaged(f"The database in this backup is damaged ({said[0]}); take another one.")


@contextmanager
def turn_of(database: Path) -> Iterator[None]:
    """Hold the writers' turn: no transaction of Kontor begins to write meanwhile."""
    with _locked(Path(f"{database}.turn"), wait=True):
        yield


@contextmanager
def only_one(database: Path) -> Iterator[None]:
    """Raises BackupRunning while another backup or restore of this file runs. A killed one does not count."""
    with _locked(Path(f"{database}.backup"), wait=False):
        yield


@contextmanager
def _locked(path: Path, *, wait: bool) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRunning() from None
        yield
    finally:
        os.close(descriptor)


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, on_step: Step) -> None:
    source.backup(target, pages=PAGES_A_STEP, progress=lambda status, left, total: on_step(total - left, total))


@contextmanager
def _full_disk(folder: Path) -> Iterator[None]:
    """SQLite's refusal to write becomes a sentence that says what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise CannotRun(
            f"The database could not be written in {folder} ({error}), and nothing was kept; make room, and try again."
        ) from error


def _flush(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
