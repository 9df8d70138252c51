"""Values in and out of imports."""

from __future__ import annotations

from typing import Literal

import msgspec

Verdict = Literal["created", "updated", "unchanged", "refused"]


class ImportOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a file is to be read and what may be done with it.

    `columns`: our column -> the file's, "" for none. `defaults`: our column -> what an empty or missing cell means.
    `skip_bad`: write the rows that can be taken even if others cannot. The rest are rules for customers whose area
    or channel is not known, or who have no name, and for products whose category is not known.
    """

    columns: dict[str, str] = {}
    defaults: dict[str, str] = {}
    encoding: str | None = None
    sheet: str | None = None
    decimal_comma: bool = False
    skip_bad: bool = False
    unknown_areas: Literal["refuse", "without"] = "refuse"
    unknown_channels: Literal["refuse", "make"] = "refuse"
    missing_names: Literal["refuse", "code"] = "refuse"
    make_categories: bool = False


class RowVerdict(msgspec.Struct, frozen=True):
    """What became of one row; `field` is ours."""

    verdict: Verdict
    reason: str | None = None
    field: str | None = None
    notes: tuple[str, ...] = ()


class RefusedRow(msgspec.Struct, frozen=True):
    """`row` as a spreadsheet numbers it; `column` is the file's header, null where no single cell is at fault."""

    row: int
    column: str | None
    reason: str


class RowNote(msgspec.Struct, frozen=True):
    row: int
    note: str


class ImportReport(msgspec.Struct, frozen=True):
    """What became of a file. Where `written` is false nothing was, and the figures are what would have become of it.

    `problems` stand against the whole file: then its rows were not judged beyond what each says by itself. `columns`:
    ours -> the file's. `rows_refused` and `notes` end after 10,000. `empty_rows` were skipped, those at the end of the
    file are not counted. `continued`: an interrupted import of the same file was brought to its end.
    """

    kind: str
    file_name: str
    read_as: str
    written: bool
    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    columns: dict[str, str] = {}
    unknown_columns: tuple[str, ...] = ()
    rows_refused: tuple[RefusedRow, ...] = ()
    notes: tuple[RowNote, ...] = ()
    empty_rows: tuple[int, ...] = ()
    continued: bool = False

    @property
    def is_sound(self) -> bool:
        return not self.problems and self.refused == 0
