"""A real server on a database of its own, as `kontor up` starts it, for tests that come with many clients."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connection

from kontor.project.processes import web_command
from kontor.project.settings import ROOT
from kontor.project.supervisor import end_with_parent

APPLICATION: Final = "kontor.project.wsgi:application"


def database_url() -> str:
    """The URL of the PostgreSQL database this process is connected to."""
    settings = connection.settings_dict
    password = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    host = str(settings["HOST"])
    if host.startswith("/"):
        return f"postgresql://{settings['USER']}{password}@/{settings['NAME']}?host={host}"
    return f"postgresql://{settings['USER']}{password}@{host}:{settings['PORT'] or 5432}/{settings['NAME']}"


def deadlocks() -> int:
    """How many deadlocks PostgreSQL has counted in this process's database; read it once the server is down."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def own_environment(database_url: str, data: Path) -> dict[str, str]:
    """What a process of its own needs for the database at the URL, with its files in `data`."""
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "KONTOR_DATA": str(data),
        "KONTOR_SECRET_KEY": "a secret of this test alone, long enough to be one",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "kontor.project.settings",
    }


def sqlite_environment(data: Path, *, migrated: Path | None = None) -> dict[str, str]:
    """What a process of its own needs for a SQLite database in `data`, which begins as a copy of `migrated`."""
    file = data / "kontor.sqlite3"
    if migrated is not None:
        shutil.copy(migrated, file)
    return own_environment(f"sqlite:///{file}", data)


def run_module(name: str, *arguments: str, environment: Mapping[str, str]) -> str:
    """What `python -m name` said last. Fails with all it said."""
    command = [sys.executable, "-m", name, *arguments]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout.splitlines()[-1]


@dataclass(frozen=True)
class Server:
    port: int
    process: subprocess.Popen[bytes]


@contextmanager
def running_server(
    database_url: str, data: Path, *, workers: int = 2, threads: int = 4, application: str = APPLICATION
) -> Iterator[Server]:
    """granian on a free port; stopped with all of its processes afterwards."""
    port = free_port()
    started_as = web_command(port, workers=workers, threads=threads)
    # A worker that does not hear the signal to end must not hold up the tests.
    command = [application if word == APPLICATION else word for word in started_as] + ["--stop-within", "1"]
    assert application in command
    environment = {**own_environment(database_url, data), "KONTOR_LOG_LEVEL": "warning"}
    with open(data / "web.log", "wb") as log:
        process = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, process_group=0, preexec_fn=end_with_parent
        )
    try:
        wait_until_web_is_ready(port, data / "web.log")
        yield Server(port, process)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_web_is_ready(port: int, log: Path) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not start: {log.read_text()}")
