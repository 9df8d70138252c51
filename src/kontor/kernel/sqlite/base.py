"""Django's SQLite backend with a fair queue for writers.

SQLite's own busy handler sleeps and retries, so under load some writers starve. Here every writer first takes an
exclusive flock on `<database file>.turn`, which the operating system hands on in order, and only then begins.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from django.db.backends.sqlite3 import base

if sys.platform != "win32":
    import fcntl


class DatabaseWrapper(base.DatabaseWrapper):
    """Holds the turn from BEGIN IMMEDIATE to the end of the transaction; savepoints do not touch it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # absent from the stubs
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # absent from the stubs
        finally:
            self._give_turn_when_idle()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # absent from the stubs
        finally:
            self._give_turn_when_idle()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # absent from the stubs
        finally:
            self._give_turn()

    def _take_turn(self) -> None:
        if sys.platform == "win32" or self._turn is not None or self.is_in_memory_db():
            return
        turn = os.open(f"{self.settings_dict['NAME']}.turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(turn, fcntl.LOCK_EX)
        self._turn = turn

    def _give_turn_when_idle(self) -> None:
        # A COMMIT that failed as busy leaves the transaction open: the rollback that follows gives the turn.
        if not getattr(self.connection, "in_transaction", False):
            self._give_turn()

    def _give_turn(self) -> None:
        if self._turn is not None:
            turn, self._turn = self._turn, None
            os.close(turn)  # closing releases the lock
