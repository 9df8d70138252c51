"""Installations with a database of their own each, on whichever of the two kinds this pass tests."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from kontor.project.settings import ROOT
from tests.concurrency.servers import sqlite_environment


@dataclass(frozen=True)
class Installation:
    """A data directory and a database that only this test knows."""

    data: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        return {**sqlite_environment(self.data), "DATABASE_URL": self.url, "KONTOR_LOG_LEVEL": "warning"}

    def kontor(self, *arguments: str, extra: Mapping[str, str] | None = None) -> Ended:
        """Run a command to its end."""
        ended = subprocess.run(
            [sys.executable, "-m", "kontor", *arguments, "--json"],
            cwd=ROOT,
            env={**self.environment, **(extra or {})},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def ask(self, sql: str) -> Sequence[Sequence[Any]]:
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.data / "kontor.sqlite3", timeout=20)) as database:
                rows = database.execute(sql).fetchall()
                database.commit()
                return rows
        with psycopg.connect(self.url, autocommit=True) as server:
            answered = server.execute(sql.encode())
            return answered.fetchall() if answered.description else []


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """What `--json` printed last."""
        told: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return told


@contextmanager
def installation(folder: Path, name: str) -> Iterator[Installation]:
    """One with an empty database, not even migrated."""
    data = folder / name
    data.mkdir(mode=0o700)
    if connection.vendor == "sqlite":
        yield Installation(data, f"sqlite:///{data / 'kontor.sqlite3'}")
        return
    with fresh_database(name) as url:
        yield Installation(data, url)


@contextmanager
def fresh_database(name: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database on the server of this pass; dropped afterwards."""
    database = f"test_{name}_{uuid.uuid4().hex[:12]}"
    settings = connection.settings_dict
    where = {
        "host": settings["HOST"],
        "port": settings["PORT"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
    }
    with psycopg.connect(
        **{key: value for key, value in where.items() if value}, dbname="postgres", autocommit=True
    ) as server:
        server.execute(f'CREATE DATABASE "{database}" TEMPLATE template0'.encode())
        try:
            yield _url(database, where)
        finally:
            server.execute(f'DROP DATABASE "{database}" WITH (FORCE)'.encode())


def _url(database: str, where: Mapping[str, Any]) -> str:
    user = f"{where['user']}:{where['password']}" if where["password"] else where["user"]
    host = str(where["host"])
    if host.startswith("/"):
        return f"postgresql://{user}@/{database}?host={host}"
    return f"postgresql://{user}@{host}:{where['port'] or 5432}/{database}"
