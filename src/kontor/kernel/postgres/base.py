"""Django's PostgreSQL backend that does not take a doubtful commit for a certain one, with a short way to the server.

With a synchronous standby a commit waits until the standby has it. Where that wait is cancelled, PostgreSQL reports
success with a mere warning: the row stands on this server, but may be gone after a failover.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from django.db import OperationalError
from django.db.backends.postgresql import base
from psycopg.types.datetime import TimestamptzLoader

from kontor.kernel.errors import OutcomeUnknown
from kontor.kernel.postgres.prepared import PreparedStatements
from kontor.kernel.postgres.row_arrays import RowArrays
from kontor.kernel.postgres.underway import Underway

_DOUBT: Final = "canceling wait for synchronous replication"


class DatabaseWrapper(base.DatabaseWrapper):
    """Remembers the server's warning until somebody asks: a commit, or a write that committed by itself."""

    _is_in_doubt = False
    _prepared: PreparedStatements | None = None
    _row_arrays: RowArrays | None = None
    _is_beside = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.add_notice_handler(self._note)
        # Off behind PgBouncer, which has another server for the next statement (KONTOR_PREPARED_STATEMENTS).
        self._prepared = PreparedStatements(connection) if connection.prepare_threshold else None
        self._row_arrays = None if self._is_beside else RowArrays(connection)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """With the driver's own reader of instants, which is compiled: Django's puts the zone in anew, in Python, and
        the connection is in that zone anyway.
        """
        cursor = super().create_cursor(name)
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        return cursor

    def row_of(self, sql: str, parameters: Sequence[str | None]) -> Sequence[bytes | str]:
        """The one row `sql` gives for these texts: the short way, if nobody looks on and no transaction is open."""
        prepared = self._shortcut(sql, parameters)
        if prepared:
            with self.wrap_database_errors:
                return prepared.row(sql, parameters)
        with self.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchone() or ()

    def rows_of(self, sql: str, parameters: Sequence[str | None]) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The columns' names and the rows `sql` gives for these texts: the short way where `row_of` takes it."""
        prepared = self._shortcut(sql, parameters)
        if prepared:
            with self.wrap_database_errors:
                return prepared.rows(sql, parameters)
        with self.cursor() as cursor:
            cursor.execute(sql, parameters)
            return [column.name for column in cursor.description], cursor.fetchall()

    def begin(self, sql: str, parameters: Sequence[str | None]) -> bool:
        """Have the server begin a statement; `finish` must follow before anything else.

        False, and nothing is done, where somebody looks on or libpq would end a text at NUL.
        """
        self.ensure_connection()
        if self.is_watched() or "\0" in "".join(filter(None, parameters)):
            return False
        with self.wrap_database_errors:
            Underway(self.connection).send(sql, parameters)
        return True

    def finish(self) -> Sequence[bytes]:
        """Wait for what was begun: the columns of its one row. Raises what it came to."""
        with self.wrap_database_errors:
            return Underway(self.connection).finish()

    def array_text(self, table: str, rows: Sequence[msgspec.Struct]) -> str | None:
        """The rows as one parameter of type `table[]`; None where only JSON will do."""
        self.ensure_connection()
        return self._row_arrays.text(table, rows) if self._row_arrays else None

    def forget_columns(self) -> None:
        """The tables have changed."""
        if self._row_arrays:
            self._row_arrays.forget()

    def beside(self) -> DatabaseWrapper | None:
        """A further connection to the same database, for reading only; whoever asks for it closes it.

        None where somebody looks on, where the server has none to spare, and behind a pooler: there two who hold one
        connection each would wait for a second.
        """
        self.ensure_connection()
        if self._prepared is None or self.is_watched():
            return None
        other: DatabaseWrapper = self.copy()
        other._is_beside = True
        try:
            other.ensure_connection()
        except OperationalError:
            other.close()
            return None
        return other

    def _shortcut(self, sql: str, parameters: Sequence[str | None]) -> PreparedStatements | None:
        """What runs `sql` the short way; None where only a cursor will do."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        is_open = self._prepared and self._is_unwatched() and self._prepared.takes(sql, parameters)
        return self._prepared if is_open else None

    def _is_unwatched(self) -> bool:
        return not (self.in_atomic_block or self.is_watched()) and self.get_autocommit()

    def is_watched(self) -> bool:
        """Whether somebody counts or logs what is asked."""
        return bool(self.queries_logged or self.execute_wrappers)

    def raise_if_in_doubt(self) -> None:
        """Raises OutcomeUnknown once after a commit whose wait for the standby was cancelled."""
        if self._is_in_doubt:
            self._is_in_doubt = False
            raise OutcomeUnknown()

    def _note(self, diagnostic: Any) -> None:
        # The text follows the server's language, so a server for this needs lc_messages = C or en_US.
        if diagnostic.sqlstate == "01000" and (diagnostic.message_primary or "").startswith(_DOUBT):
            self._is_in_doubt = True

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # absent from the stubs
        self.raise_if_in_doubt()
