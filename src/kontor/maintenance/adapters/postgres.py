"""Backups of PostgreSQL: pg_dump of an exported snapshot, tried in its own database, put back in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from kontor.kernel.command_line import CannotRun
from kontor.maintenance.adapters import archive, postgres_tools
from kontor.maintenance.adapters.archive import Writer
from kontor.maintenance.adapters.engine import CannotTry
from kontor.maintenance.adapters.other_database import another_connection, visiting
from kontor.maintenance.errors import BackupRunning
from kontor.maintenance.queries.figures import refuse_occupied
from kontor.maintenance.sql import postgres_catalog as catalog
from kontor.maintenance.types import Progress

_COPYING: Final = "Copying the database"
_TRYING: Final = "Restoring the copy for a trial"
_PUTTING: Final = "Putting the database in place"


class Postgres:
    name = "postgresql"
    suffix = ".pgdump"

    def version(self) -> int:
        return int(_asked("SHOW server_version_num")[0][0]) // 10_000

    def size_bytes(self) -> int:
        return int(_asked("SELECT pg_database_size(current_database())")[0][0])

    def room_bytes(self) -> int:
        return self.size_bytes() // 4  # pg_dump leaves the indexes out and packs the rest

    @contextmanager
    def only_one(self) -> Iterator[None]:
        with another_connection() as own:
            if not _asked(catalog.TAKE_LOCK, own)[0][0]:
                raise BackupRunning()
            yield

    def copy_out(self, writer: Writer, name: str, folder: Path, progress: Progress) -> None:
        sizes = dict(_asked(catalog.TABLE_BYTES))
        total, done = sum(sizes.values()), 0

        def on_table(table: str) -> None:
            nonlocal done
            progress(_COPYING, done, total)  # what came before this table
            done += sizes.get(table, 0)

        _execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # pg_dump works, we wait
        snapshot = _asked("SELECT pg_export_snapshot()")[0][0]
        with writer.member(name, compressed=False) as write:
            postgres_tools.dump(
                connection.settings_dict, snapshot=snapshot, server=self.version(), write=write, on_table=on_table
            )
        progress(_COPYING, total, total)

    @contextmanager
    def trial(self, file: ZipFile, name: str, folder: Path, progress: Progress) -> Iterator[None]:
        server, size = self.version(), file.getinfo(name).file_size
        if not _asked(catalog.MAY_MAKE_DATABASES)[0][0]:
            postgres_tools.read_through(archive.member_pieces(file, name), server=server)
            raise CannotTry(
                f"the role {connection.settings_dict['USER']} may not make a database to restore it into;"
                " allow it with ALTER ROLE ... CREATEDB"
            )
        with _database_for_a_trial() as database, visiting(NAME=database) as other:
            count = archive.Counter(_TRYING, size, progress)
            pieces = archive.member_pieces(file, name)
            postgres_tools.load(other.settings_dict, server=server, pieces=pieces, on_bytes=count)
            yield

    def refuse_occupied(self) -> None:
        refuse_occupied()

    def clear(self) -> None:
        _refuse_company()
        with connection.cursor() as cursor:
            if tables := [row[0] for row in _asked(catalog.TABLES)]:
                cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
            refuse_occupied()
            self.remove_everything()

    def remove_everything(self) -> None:
        with connection.cursor() as cursor:
            for (statement,) in _asked(catalog.REMOVALS):
                cursor.execute(statement)

    def put_back(self, file: ZipFile, name: str, check: Callable[[], None], progress: Progress) -> None:
        count = archive.Counter(_PUTTING, file.getinfo(name).file_size, progress)
        pieces = archive.member_pieces(file, name)
        postgres_tools.load(connection.settings_dict, server=self.version(), pieces=pieces, on_bytes=count)
        check()


def _refuse_company() -> None:
    """Programs that stay connected would go on with numbers and names of before."""
    mine = [int(_asked("SELECT pg_backend_pid()")[0][0])]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = %s", [catalog.LOCK])
        mine += [row[0] for row in cursor.fetchall()]
        cursor.execute(catalog.OTHER_SESSIONS, [mine])
        others = cursor.fetchone()[0]
    if others:
        raise CannotRun(f"{others} others are connected to this database; stop web servers and workers first.")


@contextmanager
def _database_for_a_trial() -> Iterator[str]:
    """A new, empty database on the same server; dropped afterwards, with what killed runs have left behind."""
    with another_connection() as own:
        like, oid = _asked(catalog.LIKE_THIS, own)[0]
        prefix = f"kontor_trial_{oid}_"
        for (old,) in _asked(catalog.LEFT_BEHIND, own, prefix):
            _execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)', own)
        name = prefix + secrets.token_hex(6)
        _execute(f'CREATE DATABASE "{name}" {like}', own)
        try:
            yield name
        finally:
            _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', own)


def _asked(sql: str, where: BaseDatabaseWrapper | None = None, *parameters: str) -> list[tuple[Any, ...]]:
    with (where or connection).cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return list(cursor.fetchall())


def _execute(sql: str, where: BaseDatabaseWrapper | None = None) -> None:
    with (where or connection).cursor() as cursor:
        cursor.execute(sql)
