"""One statement that the server works on while Python goes on; meanwhile nothing else may use the connection."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from psycopg.generators import fetch_many
from psycopg.pq import TransactionStatus
from psycopg.waiting import Ready, Wait

from kontor.kernel.postgres.prepared import answered, checked, numbered, row_of


class Underway:
    """On one psycopg connection. In a transaction of Django's it begins with the first statement."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._pgconn = connection.pgconn

    def send(self, sql: str, parameters: Sequence[str | None]) -> None:
        """Hand the statement over whole: the server begins once it has all of it. No text holds NUL."""
        if not self._connection.autocommit and self._pgconn.transaction_status == TransactionStatus.IDLE:
            # psycopg leaves it to the first statement of its own
            answered(self._pgconn, lambda: self._pgconn.exec_(b"BEGIN"))
        values = [text if text is None else text.encode() for text in parameters]
        self._pgconn.send_query_params(numbered(sql).encode(), values)
        self._connection.wait(self._sent())

    def finish(self) -> list[bytes]:
        """Wait for it: the columns of its one row. Raises what it came to, as psycopg does."""
        return row_of([checked(result) for result in self._connection.wait(fetch_many(self._pgconn))][-1])

    def _sent(self) -> Generator[Wait, Ready, None]:
        while self._pgconn.flush():
            ready = yield Wait.RW
            if ready & Ready.R:
                self._pgconn.consume_input()
