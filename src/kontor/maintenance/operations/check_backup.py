from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db.migrations.loader import MigrationLoader

from kontor.kernel.snapshot import snapshot
from kontor.maintenance.adapters import archive
from kontor.maintenance.adapters.engine import CannotTry, Engine
from kontor.maintenance.comparing import differences_between
from kontor.maintenance.errors import BackupDiffers
from kontor.maintenance.queries import prove
from kontor.maintenance.queries.figures import read_figures
from kontor.maintenance.types import Check, Figures, Manifest, Progress, Proof

_READING: Final = "Reading the backup"
_COUNTING: Final = "Counting and summing the copy"
_PROVING: Final = "Proving the books of the copy"


def check_backup(
    *, path: Path, database: Engine, clock: Callable[[], datetime], progress: Progress, is_proved: bool
) -> Check:
    """Read the file at `path`, restore it for a trial, compare what it holds with its manifest and prove its books.

    Raises BackupDamaged, and BackupDiffers where the copy is not what the manifest says. Changes nothing.
    """
    with archive.reading(path) as file:
        manifest = archive.manifest_of(file)
        total = sum(member.size_bytes for member in manifest.members.values())
        archive.check_members(file, manifest, archive.Counter(_READING, total, progress))
        name = archive.DATABASE + database.suffix
        try:
            with database.trial(file, name, path.parent, progress):
                refuse_other_figures(manifest.figures, progress)
                proof, because = _proof(manifest, progress) if is_proved else (None, "it was not asked for")
        except CannotTry as reason:
            proof, because = None, str(reason)
    differences = proof.differences if proof else []
    return Check(
        checked_at=clock(),
        differences=len(differences),
        first_difference=str(differences[0]) if differences else "",
        unproved_because=because,
    )


def refuse_other_figures(expected: Figures, progress: Progress) -> None:
    """Raises BackupDiffers where the database looked into does not hold what it should."""
    with snapshot():
        found = read_figures(lambda done, total: progress(_COUNTING, done, total))
    if differences := differences_between(expected, found):
        raise BackupDiffers(str(differences[0]), differences=len(differences))


def _proof(manifest: Manifest, progress: Progress) -> tuple[Proof | None, str]:
    if sorted(manifest.migrations) != known_migrations():
        return None, "the database is not at the version of this program; run ./kontor migrate"
    progress(_PROVING, 0, 0)
    return prove(), ""


def known_migrations() -> list[str]:
    """All that this program would apply, sorted."""
    return sorted(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)
