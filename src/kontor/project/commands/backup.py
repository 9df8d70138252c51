"""`kontor backup`: a checked copy of everything, while everybody goes on working."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kontor.kernel.command_line import FOUND, OK, Outcome, WrongUsage
from kontor.maintenance.backup_names import file_name
from kontor.project.commands.progress import staged_bar

if TYPE_CHECKING:
    from kontor.maintenance.types import Backup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        metavar="FILE-OR-FOLDER",
        help="a new file, or a folder for it (default: KONTOR_BACKUPS)",
    )
    parser.add_argument("--list", action="store_true", help="list the backups of the folder instead")
    parser.add_argument("--unproved", action="store_true", help="count and sum the copy, but do not prove its books")


def run(arguments: argparse.Namespace) -> Outcome:
    """0: taken and proved; 1: taken, but its books differ or could not be proved; 3: not taken."""
    from kontor.maintenance.operations import take_backup
    from kontor.project.settings import ENVIRONMENT, MEDIA_ROOT

    if arguments.path is None:
        arguments.path = ENVIRONMENT.backups
        ENVIRONMENT.backups.mkdir(mode=0o700, parents=True, exist_ok=True)
    if arguments.list:
        return _list(arguments.path.expanduser().absolute())
    started = datetime.now(UTC)
    path = _file(arguments.path.expanduser().absolute(), started)
    with staged_bar() as progress:
        backup = take_backup(
            path=path,
            media=MEDIA_ROOT,
            clock=lambda: datetime.now(UTC),
            progress=progress,
            is_proved=not arguments.unproved,
        )
    seconds = round((datetime.now(UTC) - started).total_seconds(), 1)
    return _told(backup, seconds, is_proof_wanted=not arguments.unproved)


def _file(path: Path, now: datetime) -> Path:
    """A folder gets a file named by the moment. Raises WrongUsage for a folder that is not there."""
    if path.is_dir():
        return path / file_name(now)
    if not path.suffix:
        raise WrongUsage(f"There is no folder {path}; make it (is the disk there?), or name a file that ends in .zip.")
    return path


def _told(backup: Backup, seconds: float, *, is_proof_wanted: bool) -> Outcome:
    figures, check = backup.manifest.figures, backup.check
    rows = sum(table.rows for table in figures.values())
    print(f"Backed up {rows:,} rows of {len(figures)} tables to {backup.path}", end=" ")
    print(f"({backup.size_bytes / 2**20:,.1f} MB) in {seconds} s; the copy was restored for a trial and is the same.")
    if check.unproved_because:
        print(f"Its books were not proved: {check.unproved_because}.")
    else:
        print(f"{check.differences} differences in its books.")
    if check.first_difference:
        print(check.first_difference)
    is_good = not check.differences and not (is_proof_wanted and check.unproved_because)
    report = {
        "path": str(backup.path),
        "size_bytes": backup.size_bytes,
        "taken_at": backup.manifest.taken_at.isoformat(),
        "rows": rows,
        "differences": check.differences,
        "unproved_because": check.unproved_because,
        "seconds": seconds,
    }
    return Outcome(OK if is_good else FOUND, report)


def _list(folder: Path) -> Outcome:
    """0: all of them can be used; 1: one is damaged."""
    from kontor.maintenance.queries.backups import list_backups

    backups = list_backups(folder)
    for backup in backups:
        taken = f"{backup.taken_at:%Y-%m-%d %H:%M:%S} UTC" if backup.taken_at else "?"
        size = f"{backup.size_bytes / 2**20:,.1f} MB"
        print(f"{backup.state:9} {taken:23} {backup.rows:>12,} rows {size:>12}  {backup.engine:10} {backup.name}")
        if backup.fault:
            print(f"          {backup.fault}")
    if not backups:
        print(f"There is no backup in {folder}.")
    is_damaged = any(backup.state == "damaged" for backup in backups)
    return Outcome(FOUND if is_damaged else OK, {"folder": str(folder), "backups": msgspec.to_builtins(backups)})
