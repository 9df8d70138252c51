"""What SQLite and PostgreSQL each do in their own way when a database is copied out, tried and put back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol
from zipfile import ZipFile

from kontor.kernel.statements import is_postgres
from kontor.maintenance.adapters.archive import Writer
from kontor.maintenance.types import Progress


class Engine(Protocol):
    name: str
    suffix: str  # of the database's copy inside a backup

    def version(self) -> int:
        """The server's major version; 0 where there is no server."""

    def size_bytes(self) -> int:
        """About how large the database is. Raises CannotRun where there is none."""

    def room_bytes(self) -> int:
        """How much room a backup may need in its folder while it is made."""

    def only_one(self) -> AbstractContextManager[None]:
        """Raises BackupRunning while another backup or restore of this database runs."""

    def copy_out(self, writer: Writer, name: str, folder: Path, progress: Progress) -> None:
        """Write what the open snapshot sees into the backup."""

    def trial(self, file: ZipFile, name: str, folder: Path, progress: Progress) -> AbstractContextManager[None]:
        """Inside, this thread's queries see the backup's database, restored beside the real one. Gone afterwards.

        Raises CannotTry where that is not allowed, after reading all of the copy.
        """

    def refuse_occupied(self) -> None:
        """Raises DatabaseNotEmpty when somebody's rows are here."""

    def clear(self) -> None:
        """Inside a transaction: remove what only `migrate` made, while nobody can write. Raises DatabaseNotEmpty."""

    def remove_everything(self) -> None:
        """Inside a transaction: make a database empty again that did not get what it should."""

    def put_back(self, file: ZipFile, name: str, check: Callable[[], None], progress: Progress) -> None:
        """Put the backup's database into this empty one, whole or not at all. Raises DatabaseNotEmpty.

        `check` looks at what was restored through this thread's queries; it raises before or after it is in place.
        """


class CannotTry(Exception):
    """The copy could be read but not restored for a trial; the message says why, and what to do."""


def engine() -> Engine:
    """That of the installation's database."""
    if is_postgres():
        from kontor.maintenance.adapters.postgres import Postgres

        return Postgres()
    from kontor.maintenance.adapters.sqlite import Sqlite

    return Sqlite()
