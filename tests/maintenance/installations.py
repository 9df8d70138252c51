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
from urllib.parse import urlsplit

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
def installation(folder: Path, name: str, *, like: Installation | None = None) -> Iterator[Installation]:
    """One with an empty database, not even migrated; or with a copy of another's, in which nobody works now."""
    data = folder / name
    data.mkdir(mode=0o700)
    if connection.vendor == "sqlite":
        if like is not None:
            _copy_books(like.data / "kontor.sqlite3", data / "kontor.sqlite3")
        yield Installation(data, f"sqlite:///{data / 'kontor.sqlite3'}")
        return
    with fresh_database(name, template="template0" if like is None else urlsplit(like.url).path[1:]) as url:
        yield Installation(data, url)


def _copy_books(source: Path, target: Path) -> None:
    """With what still stands in the log beside the file."""
    with closing(sqlite3.connect(source)) as books, closing(sqlite3.connect(target)) as copy:
        books.backup(copy)


@contextmanager
def fresh_database(name: str, *, template: str = "template0") -> Iterator[str]:
    """The URL of a PostgreSQL database like `template` on the server of this pass; dropped afterwards."""
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
        server.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"'.encode())
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
