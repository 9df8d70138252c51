"""What can come of a write instead of rows, whichever database says it."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.db.utils import DatabaseError, IntegrityError, OperationalError

from kontor.kernel.errors import Busy

_server: Any = connection  # where it is PostgreSQL: that of kernel.postgres


class GuardMissed(Exception):
    """A write touched fewer rows than it must: somebody was faster. Nothing was written."""


class Deadlocked(Exception):
    """The database ended this transaction for another one, or its tables have changed. Nothing was written."""


class AlreadyThere(GuardMissed):
    """A unique constraint refused a row: a twin of this request or document was faster. Nothing was written."""


class Translated:
    """Inside it, what the database says becomes one of these, or Busy."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if not isinstance(error, DatabaseError):
            return
        state = getattr(error.__cause__, "sqlstate", None)
        if state == "KT001" or state == "23514" or "CHECK constraint failed" in str(error):
            raise GuardMissed(str(error)) from error
        if state == "23505" or (isinstance(error, IntegrityError) and "UNIQUE constraint failed" in str(error)):
            raise AlreadyThere(_constraint(error)) from error
        if state in ("40P01", "40001"):
            raise Deadlocked(str(error)) from error
        if state == "22P02":  # rows sent for columns that a migration has changed since (`postgres/row_arrays.py`)
            _server.forget_columns()
            raise Deadlocked(str(error)) from error
        if state == "55P03" or (isinstance(error, OperationalError) and "database is locked" in str(error)):
            raise Busy() from error


def _constraint(error: DatabaseError) -> str:
    diagnostics = getattr(error.__cause__, "diag", None)
    if diagnostics is not None and diagnostics.constraint_name:
        return str(diagnostics.constraint_name)
    match = re.search(r"UNIQUE constraint failed: (\S+)", str(error))
    return match[1] if match else str(error)
