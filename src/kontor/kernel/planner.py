"""What the database's planner believes of the tables' sizes."""

from __future__ import annotations

from django.db import connection

from kontor.kernel.statements import is_postgres


def refresh_statistics() -> None:
    """Let PostgreSQL look at its tables again and plan its prepared statements anew.

    A bulk load into an empty database goes on with plans made for empty tables until autovacuum comes by, and where
    autovacuum is off for ever: every lookup walks the whole table. SQLite plans by its indexes and needs nothing.
    """
    _tend("ANALYZE")


def settle() -> None:
    """Have PostgreSQL do now what autovacuum would do in the midst of what comes next."""
    _tend("VACUUM (ANALYZE)")


def _tend(command: str) -> None:
    """Tables that are empty now are left out. Of one it never saw PostgreSQL assumes ten pages, and asks its index; of
    one it saw empty it believes that, and walks it, row by row, however fast it grows.
    """
    if not is_postgres():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace ="
            " current_schema()::regnamespace AND pg_relation_size(c.oid) > 0"
        )
        tables = [name for (name,) in cursor.fetchall()]
        if tables:
            cursor.execute(f"{command} {', '.join(tables)}")
