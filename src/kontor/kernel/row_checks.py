"""Checking the rows of an all-or-nothing batch: every refused row is named with its reason, not only the first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import msgspec

from kontor.kernel.errors import Conflict, InvalidInput, KontorError

Draft = TypeVar("Draft")
Checked = TypeVar("Checked")
_NAMED_IN_SENTENCE: Final = 3


class RowRefusal(msgspec.Struct, frozen=True):
    """Why one row was not taken; `row` is its index in the request, counted from 0."""

    row: int
    code: str
    detail: str
    field: str | None


class RowsInvalid(InvalidInput):
    code = "rows_invalid"
    title = "Some rows cannot be accepted; nothing was stored"


class RowsConflict(Conflict):
    code = "rows_conflict"
    title = "Some rows clash with what is there; nothing was stored"


def check_rows(drafts: Sequence[Draft], check: Callable[[Draft], Checked]) -> list[Checked]:
    """Every row as `check` returns it.

    Raises the row's own error when there is but one row, else RowsConflict when all refusals are conflicts and
    RowsInvalid otherwise; both carry `rows`, one RowRefusal each.
    """
    checked: list[Checked] = []
    refused: list[tuple[int, KontorError]] = []
    for index, draft in enumerate(drafts):
        try:
            checked.append(check(draft))
        except KontorError as error:
            refused.append((index, error))
    if not refused:
        return checked
    if len(drafts) == 1:
        raise refused[0][1]
    raise _rows_refused(refused, len(drafts))


def _rows_refused(refused: Sequence[tuple[int, KontorError]], of: int) -> KontorError:
    rows = [RowRefusal(index, error.code, error.detail, error.data.get("field")) for index, error in refused]
    named = " ".join(f"Row {row.row + 1}: {row.detail}" for row in rows[:_NAMED_IN_SENTENCE])
    detail = f"{len(rows)} of {of} rows are refused, nothing was stored. {named}"
    if all(isinstance(error, Conflict) for _, error in refused):
        return RowsConflict(detail, rows=rows)
    return RowsInvalid(detail, rows=rows)
