"""A PostgreSQL cluster whose every process can be killed and which starts again on the same data; flushes are real."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import psycopg

from kontor.project.postgres_for_tests import OwnPostgres, own_postgres

_OPTIONS: Final = {"listen_addresses": "", "fsync": "on", "synchronous_commit": "on", "max_connections": "60"}
_GONE_WITHIN_SECONDS: Final = 20.0
_IN_STEP_WITHIN_SECONDS: Final = 30.0


class Cluster:
    def __init__(self, server: OwnPostgres) -> None:
        self._server, self.url = server, server.url

    def kill_all(self) -> int:
        """kill -9 of the postmaster and every process under it; how many there were. Returns when all are gone."""
        postmaster = self._server.process
        assert postmaster is not None
        pids = [postmaster.pid, *children(postmaster.pid)]
        for pid in pids:
            kill(pid)
        postmaster.wait()
        deadline = time.monotonic() + _GONE_WITHIN_SECONDS
        while any(is_running(pid) for pid in pids) and time.monotonic() < deadline:
            time.sleep(0.01)
        return len(pids)

    def start(self) -> None:
        self._server.start()

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Run one statement by itself; its rows, where it is one that has rows."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []


@contextmanager
def own_cluster() -> Iterator[Cluster]:
    """A fresh cluster, running; gone afterwards."""
    with own_postgres(_OPTIONS) as server:
        server.make()
        server.start()
        yield Cluster(server)


@contextmanager
def own_standby(primary: Cluster) -> Iterator[Cluster]:
    """A standby that `primary` waits for with every commit from now on; gone afterwards."""
    with own_postgres(_OPTIONS) as server:
        arguments = ["--dbname", primary.url, "--write-recovery-conf", "--checkpoint=fast", "--no-sync"]
        server.run("pg_basebackup", "--pgdata", str(server.data), *arguments)
        server.start()
        primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
        primary.ask("SELECT pg_reload_conf()")
        deadline = time.monotonic() + _IN_STEP_WITHIN_SECONDS
        while primary.ask("SELECT sync_state FROM pg_stat_replication") != [("sync",)]:
            assert time.monotonic() < deadline, "the standby does not follow"
            time.sleep(0.05)
        yield Cluster(server)


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
