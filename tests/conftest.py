"""What holds for every test: the long tier and the database's kind are chosen here, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import hypothesis
import pytest
from django.conf import settings
from django.db import connection

from kontor.kernel.warm_connection import close_warm_connections
from kontor.project import actors, throttle
from tests.project.program import kontor


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long tier too")


def pytest_configure(config: pytest.Config) -> None:
    # Argon2 is slow on purpose; what tests need of it is only that it hashes.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.RAISE_UNDECLARED_ROUTES = True
    # How long an example takes is the machine's business; speed is measured by `kontor bench`.
    hypothesis.settings.register_profile("kontor", deadline=None)
    hypothesis.settings.load_profile("kontor")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--long"):
        deselected = [item for item in items if item.get_closest_marker("long")]
        if deselected:
            config.hook.pytest_deselected(items=deselected)
            items[:] = [item for item in items if not item.get_closest_marker("long")]
    is_postgres = connection.vendor == "postgresql"
    elsewhere, reason = (
        ("once", "the same on both databases; the SQLite pass runs it")
        if is_postgres
        else ("postgres", "needs PostgreSQL; the PostgreSQL pass runs it")
    )
    for item in items:
        if item.get_closest_marker(elsewhere):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Nobody takes statistics of the tests' tables on PostgreSQL.

    What a test writes is never committed. Statistics taken meanwhile say that a table which fills a hundred pages has
    no rows, and then the planner goes through it again and again, for hours.
    """
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(_LEAVE_TABLES_ALONE)


_LEAVE_TABLES_ALONE: Final = """DO $$ DECLARE name text; BEGIN
 FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
 EXECUTE format('ALTER TABLE %I SET (autovacuum_enabled = off)', name); END LOOP; END $$"""


@pytest.fixture(scope="session")
def migrated_books(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite database to copy: this process's own, which took seconds to migrate."""
    assert connection.vendor == "sqlite", "for tests marked once"
    folder = tmp_path_factory.mktemp("migrated")
    file = folder / "books.sqlite3"
    if "mode=memory" in str(connection.settings_dict["NAME"]):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(file)])
    else:  # none of the tests that were chosen has a database of this process, so none was made
        made = kontor("migrate", extra={"KONTOR_DATA": str(folder), "DATABASE_URL": f"sqlite:///{file}"})
        assert made.returncode == 0, made.stderr
    return file


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Each test meets a process that knows no actor, has counted no call and keeps no connection warm."""
    actors.forget_all()
    throttle.ACTORS.clear()
    throttle.ADDRESSES.clear()
    yield
    close_warm_connections()
