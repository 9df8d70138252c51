"""A PostgreSQL server that archives its log as docs/backup.md says, and servers rebuilt from that archive."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import psycopg

from kontor.project.postgres_for_tests import OwnPostgres
from kontor.project.settings import ROOT
from tests.faults.cluster import children, kill

_OPTIONS: Final = {"listen_addresses": "", "fsync": "on", "synchronous_commit": "on", "max_connections": "60"}
_REPLAYED_WITHIN_SECONDS: Final = 60.0


def documented(name: str) -> str:
    """The value that docs/backup.md gives a setting."""
    found = re.search(rf"^ +{name} = (.+)$", (ROOT / "docs" / "backup.md").read_text(), re.MULTILINE)
    assert found, f"docs/backup.md sets no {name}"
    return found[1].strip("'")


def documented_base_backup() -> list[str]:
    found = re.search(r"^ +pg_basebackup (.+)$", (ROOT / "docs" / "backup.md").read_text(), re.MULTILINE)
    assert found
    return found[1].split()


class ArchivingCluster:
    """The server under `<folder>/first`, its archive and its base backup beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._archive, self._base = folder, folder / "archive", folder / "base"
        self._servers: list[OwnPostgres] = []
        options = {
            name: self._here(documented(name)) for name in ("archive_mode", "archive_timeout", "archive_command")
        }
        self._first = self._server("first", {**_OPTIONS, **options})
        for path in (self._archive, self._base):
            path.mkdir(mode=0o700)
            self._give(path)
        self._first.make()
        self._first.start()
        self.url = self._first.url

    def take_base_backup(self) -> None:
        connected = ["--username=postgres", f"--host={self._first.folder / 'socket'}"]
        self._first.run("pg_basebackup", *map(self._here, documented_base_backup()), *connected)

    def kill(self) -> None:
        """kill -9 of every process, and the disk is gone."""
        postmaster = self._first.process
        assert postmaster is not None
        for pid in [postmaster.pid, *children(postmaster.pid)]:
            kill(pid)
        postmaster.wait()
        time.sleep(1)
        shutil.rmtree(self._first.data)

    def rebuilt(self, name: str, until: datetime | None) -> str:
        """The URL of a new server from base backup and archive, as of `until`, or of everything archived."""
        server = self._server(name, _OPTIONS)
        shutil.copytree(self._base, server.data, dirs_exist_ok=True)
        settings = [f"restore_command = '{self._here(documented('restore_command'))}'"]
        if until is not None:
            settings.append(f"recovery_target_time = '{until.isoformat()}'")
            settings.append(f"recovery_target_action = '{documented('recovery_target_action')}'")
        with open(server.data / "postgresql.auto.conf", "a") as configuration:
            configuration.write("\n".join([*settings, ""]))
        (server.data / "recovery.signal").touch()
        server.data.chmod(0o700)
        for path in [server.data, *server.data.rglob("*")]:
            self._give(path)
        server.start()
        _wait_until_promoted(server)
        return server.url

    def stop(self) -> None:
        for server in self._servers:
            server.stop()

    def _here(self, documented_text: str) -> str:
        return documented_text.replace("/mnt/archive", str(self._archive)).replace("/mnt/base", str(self._base))

    def _server(self, name: str, options: Mapping[str, str]) -> OwnPostgres:
        (self._folder / name).mkdir()
        self._servers.append(OwnPostgres(self._folder / name, options))
        return self._servers[-1]

    def _give(self, path: Path) -> None:
        """To whom the servers run as."""
        owner = (self._first.folder / "socket").stat()
        os.chown(path, owner.st_uid, owner.st_gid)


@contextmanager
def archiving_cluster() -> Iterator[ArchivingCluster]:
    with tempfile.TemporaryDirectory(prefix="kontor-pg-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        cluster = ArchivingCluster(folder)
        try:
            yield cluster
        finally:
            cluster.stop()


def _wait_until_promoted(server: OwnPostgres) -> None:
    deadline = time.monotonic() + _REPLAYED_WITHIN_SECONDS
    with psycopg.connect(server.url, autocommit=True) as connection:
        while connection.execute("SELECT pg_is_in_recovery()").fetchone() != (False,):
            assert time.monotonic() < deadline, server.log.read_text()
            time.sleep(0.1)
