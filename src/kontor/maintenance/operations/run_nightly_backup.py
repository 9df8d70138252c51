from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Final

import structlog
from django.db import DatabaseError, IntegrityError, connection, transaction

from kontor.kernel.command_line import CannotRun
from kontor.kernel.errors import KontorError
from kontor.kernel.statements import write_all
from kontor.maintenance.adapters import archive
from kontor.maintenance.backup_names import file_name, served
from kontor.maintenance.models import BackupRun
from kontor.maintenance.nightly import Attempt, last_due, next_attempt
from kontor.maintenance.operations.take_backup import take_backup
from kontor.maintenance.queries.figures import founded_at
from kontor.maintenance.sql.backup_alert import backup_failed_write, backup_succeeded_write
from kontor.maintenance.types import Backup

_SIGN_OF_LIFE_SECONDS: Final = 30.0
log = structlog.get_logger()


def run_nightly_backup(*, folder: Path, at: time, keep: int, media: Path, clock: Callable[[], datetime]) -> None:
    """Take the backup that was due at `at` (UTC), unless it was taken, is being taken, or failed within the hour.

    Afterwards the newest `keep` nightly backups are there. A failure opens an alert, a success resolves it. Raises
    nothing that a next run could not mend: what went wrong stands in the run, in the alert and in the log.
    """
    run = _claim(last_due(clock(), at), clock())
    if run is None:
        return
    try:
        with _signs_of_life(run, clock):
            backup = _take(folder, media, clock)
    except (CannotRun, KontorError, DatabaseError, OSError) as error:
        _failed(run, " ".join(str(error).split()), clock())
        return
    _taken(run, backup, clock())
    _remove_served(folder, keep)


def _take(folder: Path, media: Path, clock: Callable[[], datetime]) -> Backup:
    with archive.cannot_write(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / file_name(clock(), is_nightly=True)
    return take_backup(path=path, media=media, clock=clock, progress=lambda stage, done, total: None)


def _claim(night: datetime, now: datetime) -> BackupRun | None:
    """The attempt that is ours to make. The unique constraint decides between two workers."""
    newest = BackupRun.objects.filter(night=night).order_by("-attempt").first()
    number = next_attempt(_attempt(newest) if newest else None, now)
    founded = founded_at()
    if number is None or founded is None or founded > night:  # nothing was there to back up that night
        return None
    try:
        with transaction.atomic():
            if newest is not None and newest.finished_at is None:
                error = "It was ended before it was done."
                BackupRun.objects.filter(pk=newest.pk).update(finished_at=now, error=error)
            return BackupRun.objects.create(night=night, attempt=number, started_at=now, heard_at=now)
    except IntegrityError:
        return None


def _attempt(run: BackupRun) -> Attempt:
    return Attempt(run.attempt, run.heard_at, run.finished_at, run.error)


def _failed(run: BackupRun, reason: str, now: datetime) -> None:
    log.error("nightly_backup_failed", attempt=run.attempt, reason=reason)
    with transaction.atomic():
        BackupRun.objects.filter(pk=run.pk).update(finished_at=now, heard_at=now, error=reason)
        write_all([backup_failed_write(f"The nightly backup was not taken: {reason}", now)])


def _taken(run: BackupRun, backup: Backup, now: datetime) -> None:
    finding = _finding(backup)
    log.info("nightly_backup_taken", path=str(backup.path), size_bytes=backup.size_bytes, finding=finding)
    with transaction.atomic():
        BackupRun.objects.filter(pk=run.pk).update(
            finished_at=now, heard_at=now, path=str(backup.path), size_bytes=backup.size_bytes, finding=finding
        )
        write_all([backup_failed_write(finding, now) if finding else backup_succeeded_write(now)])


def _finding(backup: Backup) -> str:
    """What somebody should know of a backup that was taken; nothing when its books were proved."""
    check = backup.check
    if check.unproved_because:
        return f"The nightly backup {backup.path.name} was not proved: {check.unproved_because}."
    if check.differences:
        return f"The books in the nightly backup {backup.path.name} differ: {check.first_difference}"
    return ""


def _remove_served(folder: Path, keep: int) -> None:
    for name in served([path.name for path in folder.iterdir()], keep):
        (folder / name).unlink(missing_ok=True)
        log.info("nightly_backup_removed", name=name)


@contextmanager
def _signs_of_life(run: BackupRun, clock: Callable[[], datetime]) -> Iterator[None]:
    """Say now and then that this run is alive, from a thread with a connection of its own."""
    is_over = threading.Event()

    def say() -> None:
        try:
            while not is_over.wait(_SIGN_OF_LIFE_SECONDS):
                BackupRun.objects.filter(pk=run.pk).update(heard_at=clock())
        finally:
            connection.close()

    thread = threading.Thread(target=say, daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
