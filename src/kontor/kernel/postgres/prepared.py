"""Statements prepared once a connection and run straight through libpq: half of the driver's Python on the hot path.

psycopg builds a cursor, adapts every parameter by its type and splits the SQL anew for each call. Here all parameters
are texts, the answer is one row of texts or many rows in binary form, and each statement stands by itself, outside of
any transaction.

PostgreSQL plans such a statement once and keeps the plan until it hears that a table was analyzed. What was planned on
the first morning of a new shop walks whole tables, which were empty then, until autovacuum has come by. So a statement
is prepared anew after 16 uses, 128, 1,024 and so on: its plan is never made for tables much smaller than today's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, Final

from psycopg import OperationalError
from psycopg.adapt import Transformer
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format

#: Statements kept prepared for a connection; further ones go the ordinary way.
MOST: Final = 200
_FIRST_PLAN: Final = 16  # uses
_LONGER: Final = 8  # times as many of the next plan
_GOOD: Final = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


class _Statement:
    __slots__ = ("left", "name", "planned_for")

    def __init__(self, name: bytes, planned_for: int) -> None:
        self.name = name
        self.planned_for = self.left = planned_for


class PreparedStatements:
    """Those of one psycopg connection."""

    def __init__(self, connection: Any) -> None:
        self._pgconn = connection.pgconn
        self._loaders = Transformer(connection)  # psycopg's own, compiled
        self._statements: dict[str, _Statement] = {}
        self._numbers = count()

    def takes(self, sql: str, parameters: Sequence[str | None]) -> bool:
        """Whether `sql` is prepared or there is room for it. libpq would end a text at NUL; psycopg refuses it."""
        has_room = sql in self._statements or len(self._statements) < MOST
        return has_room and "\0" not in "".join(filter(None, parameters))

    def row(self, sql: str, parameters: Sequence[str | None]) -> list[bytes]:
        """The columns of the one row that `sql` gives, NULL in none of them. Raises psycopg's errors."""
        return row_of(self._result(sql, parameters, Format.TEXT))

    def rows(self, sql: str, parameters: Sequence[str | None]) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The columns' names and all rows that `sql` gives, as Python's values. Raises psycopg's errors."""
        result = self._result(sql, parameters, Format.BINARY)
        self._loaders.set_pgresult(result)
        names = [result.fname(column).decode() for column in range(result.nfields)]
        rows = self._loaders.load_rows(0, result.ntuples, tuple)
        self._loaders.set_pgresult(None)  # a page can be megabytes, and the connection lives on
        return names, rows

    def _result(self, sql: str, parameters: Sequence[str | None], form: Format) -> Any:
        values = [text if text is None else text.encode() for text in parameters]
        try:
            return self._run(sql, values, form)
        except InvalidSqlStatementName:  # after a rollback psycopg deallocates every statement, these too
            self._statements.clear()
            return self._run(sql, values, form)

    def _run(self, sql: str, values: Sequence[bytes | None], form: Format) -> Any:
        statement = self._statements.get(sql) or self._prepare(sql, _FIRST_PLAN)
        if not statement.left:
            self._answer(lambda: self._pgconn.exec_(b"DEALLOCATE " + statement.name))
            statement = self._prepare(sql, statement.planned_for * _LONGER)
        statement.left -= 1
        return self._answer(lambda: self._pgconn.exec_prepared(statement.name, values, None, form))

    def _prepare(self, sql: str, uses: int) -> _Statement:
        name = f"kontor_{next(self._numbers)}".encode()
        # Without types a parameter has the one it is cast to. Declared as text it would be cast for every row.
        self._answer(lambda: self._pgconn.prepare(name, numbered(sql).encode()))
        self._statements[sql] = statement = _Statement(name, uses)
        return statement

    def _answer(self, ask: Callable[[], Any]) -> Any:
        return answered(self._pgconn, ask)


def answered(pgconn: Any, ask: Callable[[], Any]) -> Any:
    """The result of what is asked of libpq, or its error raised."""
    try:
        result = ask()
    except MemoryError as error:  # libpq gives nothing at all where it cannot even send
        if pgconn.status != ConnStatus.BAD:
            raise
        raise OperationalError(pgconn.error_message.decode(errors="replace")) from error
    return checked(result)


def checked(result: Any) -> Any:
    """The result, or its error raised."""
    if result.status in _GOOD:
        return result
    refusal = error_from_result(result, encoding="utf-8")
    # Where the connection broke there was no server to give a code.
    raise refusal if refusal.sqlstate else OperationalError(str(refusal))


def row_of(result: Any) -> list[bytes]:
    """The columns of its one row."""
    return [result.get_value(0, column) for column in range(result.nfields)]


def numbered(sql: str) -> str:
    """`sql` with $1, $2 ... for each %s, and % for %%."""
    parts = [part.replace("%%", "%") for part in sql.split("%s")]
    return parts[0] + "".join(f"${number}{part}" for number, part in enumerate(parts[1:], start=1))
