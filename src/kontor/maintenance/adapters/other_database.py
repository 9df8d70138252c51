"""Connections of their own: to look into another database with the same queries, or into this one beside oneself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def another_connection(**changed: Any) -> Iterator[BaseDatabaseWrapper]:
    """A second connection, its settings changed by `changed` (such as NAME=...); closed afterwards."""
    own = connections["default"]
    other = type(own)({**own.settings_dict, **changed}, alias="default")
    try:
        yield other
    finally:
        other.close()


@contextmanager
def visiting(**changed: Any) -> Iterator[BaseDatabaseWrapper]:
    """All of this thread's queries go to `another_connection` until the end."""
    own = connections["default"]
    with another_connection(**changed) as other:
        connections["default"] = other
        try:
            yield other
        finally:
            connections["default"] = own
