"""Races run on a database of their own, copied from a migrated one and dropped: the ledgers refuse a flush."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections


@pytest.fixture(scope="session")
def race_template(django_db_blocker: Any) -> Iterator[str]:
    """An empty, migrated database that nobody visits; its name."""
    with django_db_blocker.unblock(), _database_like("template0") as name:
        with _visited(name):
            call_command("migrate", verbosity=0)
        yield name


@pytest.fixture
def race_database(race_template: str, django_db_blocker: Any) -> Iterator[str]:
    """A fresh PostgreSQL database in which commits are real; its name. Every thread gets a connection to it."""
    with django_db_blocker.unblock(), _database_like(race_template) as name, _visited(name):
        yield name


@contextmanager
def _database_like(template: str) -> Iterator[str]:
    """A new copy of `template`, dropped afterwards."""
    name = f"test_race_{uuid.uuid4().hex}"
    _maintain(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name
    finally:
        _maintain(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _visited(name: str) -> Iterator[None]:
    """Point Django at the database `name`, and afterwards back."""
    settings = connections.settings["default"]
    before = str(settings["NAME"])
    connection.close()
    settings["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        settings["NAME"] = before


def _maintain(statement: str) -> None:
    settings = connections.settings["default"]
    with psycopg.connect(
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
        user=settings["USER"] or None,
        password=settings["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    ) as maintenance:
        maintenance.execute(statement.encode())
