"""A large write in parts: the database works on one while Python decides the next.

Parts are rows that are only added, for which nobody else waits. What is scarce comes with the last of them, once
everything is decided. SQLite, which runs in this very process, writes each part at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Any

from django.db import DatabaseError, connection, transaction

from kontor.kernel.statements import Write, is_postgres, merged, write_all
from kontor.kernel.write_errors import Translated

_server: Any = connection  # where it is PostgreSQL: that of kernel.postgres


class Parts:
    """`with Parts() as parts:` begin each part; while one is under way nothing else uses the database.

    All or nothing: the first part opens a transaction, where none is open, and the end of the block commits it. What a
    part came to is raised when the next begins, by `wait`, or at the end of the block, as by `write_all`.
    """

    def __init__(self) -> None:
        self.are_begun = False
        self._is_underway = False
        self._open = ExitStack()

    def __enter__(self) -> Parts:
        return self

    def begin(self, writes: Sequence[Write]) -> None:
        if not self.are_begun:
            if not connection.in_atomic_block:
                self._open.enter_context(transaction.atomic())
            self._open.push(self._rest)
            self.are_begun = True
        self.wait()
        if is_postgres():
            with Translated():
                self._is_underway = _server.begin(*merged(writes))
        if not self._is_underway:
            write_all(writes)

    def wait(self) -> None:
        """Until the database is at rest, and may be used for something else."""
        if self._is_underway:
            self._is_underway = False
            with Translated():
                _server.finish()

    def _rest(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is None:
            self.wait()
        elif self._is_underway:
            with suppress(DatabaseError):  # it is rolled back, for the error that is on its way
                _server.finish()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, traceback)
