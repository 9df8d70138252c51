"""A PostgreSQL cluster whose every process can be killed and which starts again on the same data; flushes are real."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import psycopg

from kontor.project.postgres_for_tests import _copy, _identity, _make, _programs, _start, _stop, _wait_until_ready

_OPTIONS: Final = {"listen_addresses": "", "fsync": "on", "synchronous_commit": "on", "max_connections": "60"}
_GONE_WITHIN_SECONDS: Final = 20.0


class Cluster:
    def __init__(self, folder: Path, programs: Path, identity: dict[str, Any]) -> None:
        self._folder, self._programs, self._identity = folder, programs, identity
        self.url = f"postgresql://postgres@/postgres?host={folder / 'socket'}"
        self._server = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        return _start(self._programs / "bin" / "postgres", self._folder, self._identity, _OPTIONS)

    def wait_until_ready(self) -> None:
        _wait_until_ready(self._server, self.url, self._folder)

    def kill_all(self) -> int:
        """kill -9 of the postmaster and every process under it; how many there were. Returns when all are gone."""
        pids = [self._server.pid, *children(self._server.pid)]
        for pid in pids:
            kill(pid)
        self._server.wait()
        deadline = time.monotonic() + _GONE_WITHIN_SECONDS
        while any(is_running(pid) for pid in pids) and time.monotonic() < deadline:
            time.sleep(0.01)
        return len(pids)

    def start_again(self) -> None:
        self._server = self._started()
        self.wait_until_ready()

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(sql.encode()).fetchall()

    def stop(self) -> None:
        if self._server.poll() is None:
            _stop(self._server)


@contextmanager
def own_cluster() -> Iterator[Cluster]:
    """A fresh cluster, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="kontor-pg-") as name:
        folder, programs, identity = Path(name), _programs(), _identity()
        for part in ("data", "socket"):
            (folder / part).mkdir(mode=0o700)
        if identity:
            programs = _copy(programs, folder)
            folder.chmod(0o711)
            for part in ("data", "socket"):
                shutil.chown(folder / part, identity["user"], identity["group"])
        _make(programs / "bin" / "initdb", folder, identity)
        cluster = Cluster(folder, programs, identity)
        try:
            cluster.wait_until_ready()
            yield cluster
        finally:
            cluster.stop()


def children(pid: int) -> list[int]:
    """The process ids right under `pid`, of all of its threads."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(word) for word in task.read_text().split()]
    return found


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def is_running(pid: int) -> bool:
    """Whether `pid` still runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
