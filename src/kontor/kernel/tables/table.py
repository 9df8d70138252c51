"""What a table is, whatever file it came from: headers, and rows that can be walked more than once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

import msgspec

from kontor.kernel.errors import InvalidInput

Cell = str | Decimal | date

MOST_COLUMNS: Final = 500
MOST_CELL: Final = 32_767  # characters: what a cell of a spreadsheet holds


class TableUnreadable(InvalidInput):
    """The file as a whole: what is wrong with it and what to do."""

    code = "table_unreadable"
    title = "This file cannot be read as a table"


class CellInvalid(InvalidInput):
    """One cell; `field` is the column by our name."""

    code = "cell_invalid"
    title = "A cell cannot be read"


class Fault(msgspec.Struct, frozen=True):
    """Why a row cannot be taken; `column` counts from 0, None where no single cell is at fault."""

    reason: str
    column: int | None = None


class Row(msgspec.Struct, frozen=True):
    """One row. `number` is what a spreadsheet shows beside it: the headers stand in row 1 of a file that begins there.

    There are as many cells as headers; "" stands for one with a fault. An empty row has none, nor has one whose fault
    names no column.
    """

    number: int
    cells: tuple[Cell, ...] = ()
    faults: tuple[Fault, ...] = ()


class Table(Protocol):
    """`rows` begins anew each time it is called; `told` says how the file was understood, `warnings` what is doubtful.

    `rows` raises TableUnreadable where nothing behind a place can be trusted.
    """

    headers: tuple[str, ...]
    told: str
    warnings: tuple[str, ...]

    def rows(self) -> Iterator[Row]: ...


def column_name(index: int) -> str:
    """The letters over a spreadsheet's column; 0 is A."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_fault(cell: str) -> str | None:
    """Why no text of this kind is taken from any file, or None."""
    if len(cell) > MOST_CELL:
        return f"The cell holds {len(cell):,} characters; {MOST_CELL:,} are the most."
    if "\0" in cell:
        return "The cell holds a NUL character, which no database keeps."
    if "\ufffd" in cell:
        return (
            "The cell holds letters that are not in the file's encoding; save the file as UTF-8 or name its encoding."
        )
    if cell.startswith("="):
        return "The cell is a formula; send its value instead."
    return None


def checked_headers(headers: list[str]) -> tuple[str, ...]:
    """Trimmed, empty ones behind the last left out. Raises TableUnreadable."""
    names = [" ".join(name.split()) for name in headers]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise TableUnreadable("The file is empty; its first row should hold the names of the columns.")
    if len(names) > MOST_COLUMNS:
        raise TableUnreadable(f"The file has more than {MOST_COLUMNS} columns; send those that are needed.")
    for index, name in enumerate(names):
        if len(name) > 200 or cell_fault(name):
            raise TableUnreadable(f"The name of column {column_name(index)} is no name: is the first row missing?")
    return tuple(names)
