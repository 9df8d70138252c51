"""Statements prepared once a connection and run straight through libpq: half of the driver's Python on the hot path.

psycopg builds a cursor, adapts every parameter by its type and splits the SQL anew for each call. Here all parameters
are texts, the answer is one row of texts, and each statement stands by itself, outside of any transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, Final

from psycopg import OperationalError
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.pq import ConnStatus, ExecStatus

#: Statements kept prepared for a connection; further ones go the ordinary way.
MOST: Final = 200
_GOOD: Final = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


class PreparedStatements:
    """Those of one psycopg connection."""

    def __init__(self, connection: Any) -> None:
        self._pgconn = connection.pgconn
        self._names: dict[str, bytes] = {}
        self._numbers = count()

    def takes(self, sql: str, parameters: Sequence[str]) -> bool:
        """Whether `sql` is prepared or there is room for it. libpq would end a text at NUL; psycopg refuses it."""
        return (sql in self._names or len(self._names) < MOST) and "\0" not in "".join(parameters)

    def row(self, sql: str, parameters: Sequence[str]) -> list[bytes]:
        """The columns of the one row that `sql` gives, NULL in none of them. Raises psycopg's errors."""
        values = [text.encode() for text in parameters]
        try:
            result = self._run(sql, values)
        except InvalidSqlStatementName:  # after a rollback psycopg deallocates every statement, these too
            self._names.clear()
            result = self._run(sql, values)
        return [result.get_value(0, column) for column in range(result.nfields)]

    def _run(self, sql: str, values: Sequence[bytes]) -> Any:
        name = self._names.get(sql) or self._prepare(sql)
        return self._answer(lambda: self._pgconn.exec_prepared(name, values))

    def _prepare(self, sql: str) -> bytes:
        name = f"kontor_{next(self._numbers)}".encode()
        # Without types a parameter has the one it is cast to. Declared as text it would be cast for every row.
        self._answer(lambda: self._pgconn.prepare(name, numbered(sql).encode()))
        self._names[sql] = name
        return name

    def _answer(self, ask: Callable[[], Any]) -> Any:
        try:
            result = ask()
        except MemoryError as error:  # libpq gives nothing at all where it cannot even send
            if self._pgconn.status != ConnStatus.BAD:
                raise
            raise OperationalError(self._pgconn.error_message.decode(errors="replace")) from error
        if result.status in _GOOD:
            return result
        refusal = error_from_result(result, encoding="utf-8")
        # Where the connection broke there was no server to give a code.
        raise refusal if refusal.sqlstate else OperationalError(str(refusal))


def numbered(sql: str) -> str:
    """`sql` with $1, $2 ... for each %s, and % for %%."""
    parts = [part.replace("%%", "%") for part in sql.split("%s")]
    return parts[0] + "".join(f"${number}{part}" for number, part in enumerate(parts[1:], start=1))
