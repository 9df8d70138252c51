"""What a database holds, in numbers that two copies of it must share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min

from kontor.kernel.statements import read_rows
from kontor.maintenance.errors import DatabaseNotEmpty
from kontor.maintenance.sql.figures import PART, Column, columns_read, figures_sql
from kontor.maintenance.types import Figures, TableFigures

#: Filled by `migrate` itself or by looking after the database: rows here are nobody's books.
_NOBODYS: Final = {"django_migrations", "django_content_type", "auth_permission", "access_role"}
_OWN: Final = "maintenance_"


def read_figures(on_table: Callable[[int, int], None] = lambda done, total: None) -> Figures:
    """Every table of the database, one statement a table: the caller opens the snapshot they are read in."""
    columns = _columns()
    figures: Figures = {}
    for table, names in columns.items():
        figures[table] = _figures_of(table, names)
        on_table(len(figures), len(columns))
    return figures


def occupied_tables() -> list[str]:
    """Tables with rows that somebody has entered; none in a database that was only migrated."""
    occupied = []
    with connection.cursor() as cursor:
        for table in _columns():
            if table not in _NOBODYS and not table.startswith(_OWN):
                cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
                if cursor.fetchone()[0]:
                    occupied.append(table)
    return occupied


def refuse_occupied() -> None:
    """Raises DatabaseNotEmpty when somebody's rows are here."""
    if occupied := occupied_tables():
        raise DatabaseNotEmpty(
            f"The database holds rows already ({', '.join(occupied[:3])}); nothing was changed."
            " Restore into an empty one: name it with --database-url, or another directory with --data.",
            tables=occupied,
        )


def applied_migrations() -> list[str]:
    """ "sales.0003_x", in the order they were applied; none in an empty database."""
    if "django_migrations" not in _columns():
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return [f"{app}.{name}" for app, name in cursor.fetchall()]


def founded_at() -> datetime | None:
    """When the first migration was applied."""
    first: datetime | None = MigrationRecorder(connection).migration_qs.aggregate(first=Min("applied"))["first"]
    return first


def _columns() -> dict[str, list[str]]:
    """Table -> its columns of whole numbers."""
    tables: dict[str, list[str]] = {}
    row: Column
    for row in read_rows(columns_read()):
        wholes = tables.setdefault(row.table, [])
        if row.is_whole:
            wholes.append(row.column)
    return tables


def _figures_of(table: str, columns: list[str]) -> TableFigures:
    with connection.cursor() as cursor:
        cursor.execute(figures_sql(table, columns).replace("%", "%%"), [])
        rows, *parts = (int(value) for value in cursor.fetchone())
    sums = {name: parts[2 * at] * PART + parts[2 * at + 1] for at, name in enumerate(columns)}
    return TableFigures(rows, sums)
