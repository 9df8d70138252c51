from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    name = "kontor.kernel"
    label = "kernel"

    def ready(self) -> None:
        """psycopg takes a text of more than 4 KB apart anew each time; merged writes are longer and always the same."""
        if connection.vendor == "postgresql":
            from psycopg import _queries

            _queries.MAX_CACHED_STATEMENT_LENGTH = 32_768
            post_migrate.connect(_forget_columns)


def _forget_columns(**_: Any) -> None:
    server: Any = connection
    server.forget_columns()
