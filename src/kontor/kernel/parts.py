"""A large write in parts: the database works on one while Python decides the next.

Parts are rows that are only added, for which only twins of the same request or document wait. What is scarce comes
with the last of them, once everything is decided. What the next part needs to know is read meanwhile, on a second
connection where one is to be had. SQLite, which runs in this very process, reads and writes without delay.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Any

from django.db import Error, connection, transaction

from kontor.kernel.statements import Read, Write, decoded, is_postgres, merged, merged_reads, read_all, write_all
from kontor.kernel.write_errors import Translated

_server: Any = connection  # where it is PostgreSQL: that of kernel.postgres


class Parts:
    """`with Parts() as parts:` begin each part; while one is under way nothing else uses this connection.

    All or nothing: the first part opens a transaction, where none is open, and the end of the block commits it. What a
    part came to is raised when the next begins, by `wait`, or at the end of the block, as by `write_all`.
    """

    def __init__(self) -> None:
        self._are_begun = False
        self._is_underway = False
        self._open = ExitStack()
        self._may_read_beside = is_postgres() and not connection.in_atomic_block
        self._reader: Any = None
        self._under_way: Sequence[Read] = ()
        self._rows: list[list[Any]] = []

    def __enter__(self) -> Parts:
        return self

    def begin_writing(self, writes: Sequence[Write]) -> None:
        if not writes:
            return
        if not self._are_begun:
            if not connection.in_atomic_block:
                self._open.enter_context(transaction.atomic())
            self._open.push(self._come_to_rest)  # after the transaction, so that it is left before that is
            self._are_begun = True
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

    def begin_reading(self, reads: Sequence[Read]) -> None:
        """Have what is committed read while Python goes on; `rows_read` gives it."""
        self._rows, self._under_way = [], reads if reads and self._begin_beside(reads) else ()
        if reads and not self._under_way:
            self.wait()
            self._rows = read_all(reads)

    def rows_read(self) -> list[list[Any]]:
        """The rows of each read begun. A second connection that is lost meanwhile is told like the first one."""
        if self._under_way:
            reads, self._under_way = self._under_way, ()
            with Translated():
                texts = self._reader.finish()
            self._rows = decoded(reads, texts)
        return self._rows

    def _begin_beside(self, reads: Sequence[Read]) -> bool:
        """False where there is no second connection, or it must not be used: a caller's transaction alone sees what it
        has written.
        """
        if self._may_read_beside and self._reader is None:
            self._reader = _server.beside()
            self._may_read_beside = self._reader is not None
            if self._may_read_beside:
                self._open.callback(self._reader.close)
        if not self._may_read_beside:
            return False
        with Translated():
            return bool(self._reader.begin(*merged_reads(reads)))

    def _come_to_rest(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if error is None:
            self.wait()
        elif self._is_underway:
            with suppress(Error):  # it is rolled back, for the error that is on its way
                _server.finish()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, traceback)
