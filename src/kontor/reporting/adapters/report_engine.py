"""Runs a report's SQL over tables of its own in memory: it reaches neither Kontor's database nor a file."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from typing import Final, NamedTuple

from kontor.reporting.errors import ReportFailed

Value = int | float | str | None

_ALLOWED: Final = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
_STEPS: Final = 10_000  # of the engine between two looks at the clock
_LONGEST_VALUE: Final = 1_000_000


class Table(NamedTuple):
    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]


class Answer(NamedTuple):
    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]]


def run_sql(sql: str, tables: Sequence[Table], *, most_rows: int, most_seconds: float) -> Answer:
    """What one SELECT says. Raises ReportFailed with the reason, also when it takes too long or says too much."""
    connection = sqlite3.connect(":memory:")
    try:
        for table in tables:
            _fill(connection, table)
        _confine(connection, time.monotonic() + most_seconds)
        cursor = connection.execute(sql)
        if cursor.description is None:
            raise ReportFailed("A report is a SELECT.")
        columns = tuple(str(column[0]) for column in cursor.description)
        rows = cursor.fetchmany(most_rows + 1)
    except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
        said = "it takes too long" if "interrupted" in str(error) else str(error)
        raise ReportFailed(f"The report's SQL was not run to its end: {said}.") from error
    finally:
        connection.close()
    if len(rows) > most_rows:
        raise ReportFailed(f"The report has more than {most_rows:,} rows; sum up, or ask for fewer days.")
    return Answer(_each_once(columns), [tuple(map(_plain, row)) for row in rows])


def _fill(connection: sqlite3.Connection, table: Table) -> None:
    """Names of tables and columns are the product's own, so nobody else's text stands in this SQL."""
    connection.execute(f"CREATE TABLE {table.name} ({', '.join(table.columns)})")
    places = ", ".join("?" * len(table.columns))
    connection.executemany(f"INSERT INTO {table.name} VALUES ({places})", table.rows)  # names, see above


def _confine(connection: sqlite3.Connection, until: float) -> None:
    def allows(action: int, first: str | None, second: str | None, *_: str | None) -> int:
        is_allowed = action in _ALLOWED and second != "load_extension"
        return sqlite3.SQLITE_OK if is_allowed else sqlite3.SQLITE_DENY

    connection.commit()
    connection.set_authorizer(allows)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS)


def _each_once(columns: tuple[str, ...]) -> tuple[str, ...]:
    for column in columns:
        if columns.count(column) > 1:
            raise ReportFailed(f"Two columns of the report are called {column!r}; give one another name.")
    return columns


def _plain(value: object) -> Value:
    return value if value is None or isinstance(value, int | float | str) else str(value)
