"""Further databases on the measured server, gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg

from kontor.kernel.command_line import CannotRun


def url_of(server_url: str, name: str) -> str:
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


@contextmanager
def new_database(server_url: str, name: str, *, template: str = "template0") -> Iterator[str]:
    """The URL of a new database, a copy of `template`. Raises CannotRun where the user may not make one."""
    try:
        _run(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    except psycopg.Error as error:
        raise CannotRun(f"The database {name} could not be made ({error}); drop it or use another server.") from error
    try:
        yield url_of(server_url, name)
    finally:
        _run(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


def _run(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def settle(url: str) -> None:
    """Leave nothing to do for the vacuum workers, and statistics for the planner."""
    _run(url, "VACUUM (ANALYZE)")


def checkpoint(url: str) -> None:
    """Write what is to be written now. Raises CannotRun where the user may not ask for it."""
    try:
        _run(url, "CHECKPOINT")
    except psycopg.errors.InsufficientPrivilege as error:
        raise CannotRun("The user may not CHECKPOINT; grant it pg_checkpoint or measure as a superuser.") from error


def number_of(url: str, question: str) -> int:
    """The answer to a question that has one number."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return int(row[0] or 0)
