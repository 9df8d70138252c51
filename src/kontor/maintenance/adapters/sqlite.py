"""Backups of SQLite: its own backup of a view that stands still, and one transaction to put it back."""

from __future__ import annotations

import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from django.db import connection

from kontor.kernel.command_line import CannotRun
from kontor.maintenance.adapters import archive, sqlite_copy
from kontor.maintenance.adapters.archive import Writer
from kontor.maintenance.adapters.other_database import visiting
from kontor.maintenance.queries.figures import refuse_occupied
from kontor.maintenance.types import Progress

_COPYING: Final = "Copying the database"
_PACKING: Final = "Packing the database"
_UNPACKING: Final = "Unpacking the database"
_PUTTING: Final = "Putting the database in place"


class Sqlite:
    name = "sqlite"
    suffix = ".sqlite3"

    def version(self) -> int:
        return 0

    def size_bytes(self) -> int:
        if not _file().exists():
            raise CannotRun(f"There is no database {_file()}; name another with --database-url or --data.")
        return _file().stat().st_size

    def room_bytes(self) -> int:
        return 2 * self.size_bytes()  # the copy, and what it packs to at worst

    def only_one(self) -> AbstractContextManager[None]:
        return sqlite_copy.only_one(_file())

    def copy_out(self, writer: Writer, name: str, folder: Path, progress: Progress) -> None:
        with _work_folder(folder) as work:
            copy = work / "database.sqlite3"
            sqlite_copy.copy_out(connection.connection, copy, lambda done, total: progress(_COPYING, done, total))
            add = archive.Counter(_PACKING, copy.stat().st_size, progress)
            writer.add_file(name, copy, compressed=True, on_bytes=add)

    @contextmanager
    def trial(self, file: ZipFile, name: str, folder: Path, progress: Progress) -> Iterator[None]:
        with _unpacked(file, name, folder, progress) as copy, visiting(NAME=str(copy)):
            yield

    def refuse_occupied(self) -> None:
        if _file().exists():
            with visiting():
                refuse_occupied()

    def clear(self) -> None:
        """Nothing: what is put back takes the place of everything."""

    def remove_everything(self) -> None:
        """Nothing: it was looked at before it was put in place."""

    def put_back(self, file: ZipFile, name: str, check: Callable[[], None], progress: Progress) -> None:
        database = _file()
        with _unpacked(file, name, database.parent, progress) as copy, sqlite_copy.turn_of(database):
            with visiting(NAME=str(copy)):
                check()
            self.refuse_occupied()  # once more, now that nobody else can write
            sqlite_copy.copy_in(copy, database, lambda done, total: progress(_PUTTING, done, total))


@contextmanager
def _unpacked(file: ZipFile, name: str, folder: Path, progress: Progress) -> Iterator[Path]:
    """The backup's database as a sound file of its own in `folder`; gone afterwards."""
    with _work_folder(folder) as work:
        copy, size = work / "database.sqlite3", file.getinfo(name).file_size
        archive.require_room(work, size)
        archive.extract(file, name, copy, archive.Counter(_UNPACKING, size, progress))
        sqlite_copy.check_integrity(copy)
        yield copy


@contextmanager
def _work_folder(folder: Path) -> Iterator[Path]:
    """A folder of its own in `folder`; gone afterwards, with what killed runs of this database have left behind."""
    prefix = f".kontor-backup-{zlib.crc32(str(_file()).encode()):08x}-"
    for old in folder.glob(f"{prefix}*"):
        shutil.rmtree(old, ignore_errors=True)
    with archive.cannot_write(folder):
        made = tempfile.TemporaryDirectory(prefix=prefix, dir=folder)
    with made as name:
        yield Path(name)


def _file() -> Path:
    name = str(connection.settings_dict["NAME"])
    if name.startswith((":memory:", "file:")):
        raise CannotRun("A database in memory cannot be backed up; set DATABASE_URL.")
    return Path(name)
