"""`kontor restore`: a backup back into an empty database, compared and proved."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from kontor.kernel.command_line import FOUND, OK, CannotRun, Outcome
from kontor.project.commands.progress import staged_bar
from kontor.project.commands.up import only_one


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a file that `kontor backup` has written")


def run(arguments: argparse.Namespace) -> Outcome:
    """0: restored and proved; 1: the file or its books are not as they should be; 3: cannot be done here."""
    from kontor.maintenance.operations import restore_backup
    from kontor.project import data_directory
    from kontor.project.settings import ENVIRONMENT, MEDIA_ROOT

    path = arguments.file.expanduser().absolute()
    if not path.is_file():
        raise CannotRun(f"There is no file {path}; name a backup.")
    data_directory.prepare(ENVIRONMENT.data)
    started = datetime.now(UTC)
    with only_one(ENVIRONMENT.data), staged_bar() as progress:
        restored = restore_backup(path=path, media=MEDIA_ROOT, clock=lambda: datetime.now(UTC), progress=progress)
    seconds = round((datetime.now(UTC) - started).total_seconds(), 1)
    manifest, found = restored.manifest, restored.proof.differences
    rows = sum(table.rows for table in manifest.figures.values())
    print(
        f"Restored {rows:,} rows of {len(manifest.figures)} tables as of {manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC",
        end=" ",
    )
    print(f"in {seconds} s; every row and sum is there.")
    if restored.migrated:
        print(f"The backup is of an older version: {len(restored.migrated)} changes of the database were applied.")
    for difference in found[:1]:
        print(difference)
    print(f"{len(found)} differences in the books.")
    report = {
        "taken_at": manifest.taken_at.isoformat(),
        "rows": rows,
        "migrated": restored.migrated,
        "differences": len(found),
        "first": str(found[0]) if found else "",
        "seconds": seconds,
    }
    return Outcome(FOUND if found else OK, report)
