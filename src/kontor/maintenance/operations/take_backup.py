from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import kontor
from kontor.kernel.command_line import CannotRun
from kontor.kernel.snapshot import snapshot
from kontor.maintenance.adapters import archive
from kontor.maintenance.adapters.engine import Engine, engine
from kontor.maintenance.adapters.other_database import visiting
from kontor.maintenance.backup_names import SUFFIX
from kontor.maintenance.operations.check_backup import check_backup
from kontor.maintenance.queries.figures import applied_migrations, read_figures
from kontor.maintenance.types import Backup, Manifest, Progress

_COUNTING: Final = "Counting and summing"
_MEDIA: Final = "Copying media files"


def take_backup(
    *, path: Path, media: Path, clock: Callable[[], datetime], progress: Progress, is_proved: bool = True
) -> Backup:
    """Write a backup to `path`, which must not exist, and check it; others go on writing to the database meanwhile.

    Everything committed before `manifest.taken_at` is inside. The copy is read again, restored beside the database,
    counted, summed and, unless `is_proved` is false, its books are proved. Raises CannotRun, BackupRunning,
    BackupDamaged, BackupDiffers; then no file is left.
    """
    database, partial = engine(), path.with_name(path.name + archive.PARTIAL)
    if path.exists():
        raise CannotRun(f"{path} is there already; name another file, or take it away.")
    archive.require_room(path.parent, database.room_bytes())
    with database.only_one():
        _forget_unfinished(partial, clock())
        try:
            manifest = _write(partial, database, media, clock, progress)
            check = check_backup(path=partial, database=database, clock=clock, progress=progress, is_proved=is_proved)
            archive.add_check(partial, check)
            archive.give_name(partial, path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    return Backup(path, path.stat().st_size, manifest, check)


def _write(partial: Path, database: Engine, media: Path, clock: Callable[[], datetime], progress: Progress) -> Manifest:
    taken_at = clock()
    with archive.writing(partial) as writer:
        with visiting(), snapshot():
            migrations = applied_migrations()  # the first read: from here on the view stands still
            if not migrations:
                raise CannotRun("There is nothing in this database; check --database-url or --data.")
            figures = read_figures(lambda done, total: progress(_COUNTING, done, total))
            database.copy_out(writer, archive.DATABASE + database.suffix, partial.parent, progress)
        _add_media(writer, media, progress)
        manifest = Manifest(
            format=archive.FORMAT,
            product_version=kontor.__version__,
            engine=database.name,
            engine_version=database.version(),
            taken_at=taken_at,
            migrations=migrations,
            figures=figures,
            members=writer.members,
        )
        writer.finish(manifest)
    return manifest


def _add_media(writer: archive.Writer, media: Path, progress: Progress) -> None:
    """After the database, so that no row of it names a file that is not there."""
    files = [path for path in sorted(media.rglob("*")) if path.is_file()]
    count = archive.Counter(_MEDIA, sum(path.stat().st_size for path in files), progress)
    for path in files:
        name = archive.MEDIA + path.relative_to(media).as_posix()
        with suppress(FileNotFoundError):  # removed meanwhile, so nothing names it any more
            writer.add_file(name, path, compressed=False, on_bytes=count)


def _forget_unfinished(partial: Path, now: datetime) -> None:
    """What killed runs have left: under this name, and whatever nobody has written to for a day."""
    long_ago = (now - timedelta(days=1)).timestamp()
    with archive.cannot_write(partial.parent):
        partial.unlink(missing_ok=True)
        for path in partial.parent.glob(f"*{SUFFIX}{archive.PARTIAL}"):
            if path.stat().st_mtime < long_ago:
                path.unlink(missing_ok=True)
