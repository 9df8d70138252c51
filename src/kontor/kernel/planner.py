"""What the database's planner believes of the tables' sizes."""

from __future__ import annotations

from django.db import connection

from kontor.kernel.statements import is_postgres


def refresh_statistics() -> None:
    """Let PostgreSQL look at its tables again and plan its prepared statements anew.

    A bulk load into an empty database goes on with plans made for empty tables until autovacuum comes by, and where
    autovacuum is off for ever: every lookup walks the whole table. SQLite plans by its indexes and needs nothing.
    """
    if is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
