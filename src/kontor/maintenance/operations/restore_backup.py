from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import structlog
from django.core.management import call_command
from django.db import connection, transaction

from kontor.maintenance.adapters import archive
from kontor.maintenance.adapters.engine import Engine, engine
from kontor.maintenance.adapters.other_database import visiting
from kontor.maintenance.comparing import unknown_migrations
from kontor.maintenance.errors import BackupDiffers, BackupNotFitting, MediaNotEmpty
from kontor.maintenance.operations.check_backup import known_migrations, refuse_other_figures
from kontor.maintenance.operations.verify_books import verify_books
from kontor.maintenance.types import Manifest, Progress, Restored

_READING: Final = "Reading the backup"
_MEDIA: Final = "Putting media files in place"
_PROVING: Final = "Proving the books"
log = structlog.get_logger()


def restore_backup(*, path: Path, media: Path, clock: Callable[[], datetime], progress: Progress) -> Restored:
    """Put a backup into this empty database and the empty media folder, compare it with its manifest, and prove it.

    All of the file is read and checked before anything is touched. The database changes in one transaction; run again
    after a crash, files that were put back already are taken as they are. Raises BackupDamaged, BackupNotFitting,
    DatabaseNotEmpty, MediaNotEmpty, BackupDiffers, BackupRunning, CannotRun: then the database is as empty as it was.
    """
    database = engine()
    with archive.reading(path) as file:
        manifest = archive.manifest_of(file)
        _refuse_strange(manifest, database)
        size = sum(member.size_bytes for member in manifest.members.values())
        archive.check_members(file, manifest, archive.Counter(_READING, size, progress))
        with database.only_one():
            database.refuse_occupied()
            _put_media(file, manifest, media, progress)
            connection.close()  # nobody else may be connected while it is exchanged
            _put_database(file, manifest, database, progress)
            migrated = sorted(set(known_migrations()) - set(manifest.migrations))
            call_command("migrate", interactive=False, verbosity=0)
            progress(_PROVING, 0, 0)
            proof = verify_books(clock=clock)
    log.info("backup_restored", taken_at=manifest.taken_at.isoformat(), differences=len(proof.differences))
    return Restored(manifest, migrated, proof)


def _refuse_strange(manifest: Manifest, database: Engine) -> None:
    """Raises BackupNotFitting, saying where it would fit."""
    if manifest.format > archive.FORMAT:
        raise BackupNotFitting(f"A newer Kontor ({manifest.product_version}) wrote this backup; restore it with that.")
    if manifest.engine != database.name:
        raise BackupNotFitting(
            f"This is a backup of {manifest.engine}, and the database here is {database.name};"
            " name one of its kind with --database-url."
        )
    if unknown := unknown_migrations(manifest.migrations, known_migrations()):
        raise BackupNotFitting(
            f"This backup was made by Kontor {manifest.product_version} with a change of the database that is unknown"
            f" here ({unknown[0]}); restore it with that version or a newer one."
        )
    if manifest.engine_version > database.version():
        raise BackupNotFitting(
            f"This backup was made on PostgreSQL {manifest.engine_version} and this server is {database.version()};"
            f" restore it into {manifest.engine_version} or newer."
        )


def _put_database(file: ZipFile, manifest: Manifest, database: Engine, progress: Progress) -> None:
    """All of it, or the database is empty. A crash undoes what was begun."""
    with visiting(), transaction.atomic():
        database.clear()
    name = archive.DATABASE + database.suffix
    try:
        database.put_back(file, name, lambda: refuse_other_figures(manifest.figures, progress), progress)
    except BackupDiffers:
        connection.close()
        with visiting(), transaction.atomic():
            database.remove_everything()
        raise


def _put_media(file: ZipFile, manifest: Manifest, media: Path, progress: Progress) -> None:
    """Before the database, so that no row names a file that is not there. Raises MediaNotEmpty for somebody's files."""
    members = {name: member for name, member in manifest.members.items() if name.startswith(archive.MEDIA)}
    missing = {name: media / name.removeprefix(archive.MEDIA) for name in members}
    for path in _files(media):
        name = archive.MEDIA + path.relative_to(media).as_posix()
        if members.get(name) != archive.member_of(path):
            raise MediaNotEmpty(f"{media} holds {path.name} already; move it away. The database was not changed.")
        del missing[name]  # put back by a run that was killed
    size = sum(members[name].size_bytes for name in missing)
    count = archive.Counter(_MEDIA, size, progress)
    for name, target in missing.items():
        with archive.cannot_write(media):
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        archive.require_room(media, size)
        archive.extract(file, name, target, count)


def _files(media: Path) -> list[Path]:
    """What somebody keeps there; not what a killed run has left unfinished."""
    files = [path for path in media.rglob("*") if path.is_file()] if media.exists() else []
    return [path for path in files if not path.name.endswith(archive.PARTIAL)]
