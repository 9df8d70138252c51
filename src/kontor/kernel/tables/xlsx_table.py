"""XLSX files, read row by row through openpyxl. Values only: a formula is refused where it stands."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, BinaryIO, Final
from xml.etree.ElementTree import ParseError

from kontor.kernel.spreadsheet import restored
from kontor.kernel.tables.table import (
    MOST_COLUMNS,
    Cell,
    Fault,
    Row,
    TableUnreadable,
    cell_fault,
    checked_headers,
)
from kontor.kernel.tables.workbook import check_workbook
from kontor.kernel.workbook_file import unescaped

_MOST_ROWS: Final = 1_048_576  # what a sheet can have; a row numbered beyond is made up
#: What openpyxl lets out of a file that is no workbook within.
_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, KeyError,
    TypeError, IndexError, AttributeError, ParseError, OverflowError, ArithmeticError,
)  # fmt: skip


class XlsxTable:
    def __init__(self, file: BinaryIO, sheet: str | None) -> None:
        from openpyxl import load_workbook  # heavy: only who sends a workbook loads it

        check_workbook(file)
        file.seek(0)
        try:
            book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
            names = [found.title for found in book.worksheets if found.sheet_state == "visible"] or book.sheetnames
        except _DAMAGE as error:
            raise _damaged(error) from None
        if (sheet is not None and sheet not in book.sheetnames) or not names:
            raise TableUnreadable(f"There is no sheet {sheet!r}; the workbook has {', '.join(names) or 'none'}.")
        title = sheet if sheet is not None else names[0]
        self._sheet: Any = book[title]
        others = [name for name in names if name != title]
        self.warnings: tuple[str, ...] = (
            (f"Only the sheet {title!r} is read; name another to read it: {', '.join(others)}.",)
            if others and sheet is None
            else ()
        )
        self._first, self.headers = self._read_headers()
        self.told = f"XLSX, sheet {title!r}"

    def rows(self) -> Iterator[Row]:
        width = len(self.headers)
        for number, cells in self._cells(width + 1):
            if number > self._first:
                yield _row(number, cells, width)

    def _read_headers(self) -> tuple[int, tuple[str, ...]]:
        for number, cells in self._cells(MOST_COLUMNS + 1):
            row = _row(number, cells, MOST_COLUMNS + 1)
            if row.faults:
                raise TableUnreadable(f"Row {number} should hold the names of the columns. {row.faults[0].reason}")
            if row.cells:
                return number, checked_headers([str(cell) for cell in row.cells])
        raise TableUnreadable("The sheet is empty; its first row should hold the names of the columns.")

    def _cells(self, width: int) -> Iterator[tuple[int, Sequence[Any]]]:
        try:
            self._sheet.reset_dimensions()  # what the file says of its own size is often wrong
            for number, cells in enumerate(self._sheet.iter_rows(max_col=width), start=1):
                if number > _MOST_ROWS:
                    raise TableUnreadable(f"The sheet has more than {_MOST_ROWS:,} rows; that is no workbook.")
                yield number, cells
        except _DAMAGE as error:
            raise _damaged(error) from None


def _damaged(error: Exception) -> TableUnreadable:
    return TableUnreadable(f"The workbook is damaged ({type(error).__name__}: {error}); save it again, or as CSV.")


def _row(number: int, cells: Sequence[Any], width: int) -> Row:
    values, faults = list[Cell](), list[Fault]()
    for index, cell in enumerate(cells[:width]):
        reason = None if cell.value is None else _fault(cell.value, cell.data_type)
        if reason:
            faults.append(Fault(reason, index))
        values.append("" if cell.value is None or reason else _plain(cell.value))
    if any(cell.value is not None for cell in cells[width:]):
        return Row(number, faults=(Fault("The row has more cells than the header."),))
    if not faults and all(value == "" for value in values):
        return Row(number)
    return Row(number, (*values, *[""] * (width - len(values))), tuple(faults))


def _fault(value: object, kind: str) -> str | None:
    if kind == "f":
        return "The cell is a formula; send its value instead."
    if kind == "e":
        return f"The cell holds the error {value}."
    # A text may begin with = here: the workbook says itself what is a formula.
    return cell_fault(unescaped(value).lstrip("=")) if isinstance(value, str) else None


def _plain(value: object) -> Cell:
    match value:
        case str():
            return restored(unescaped(value).strip())
        case bool():
            return "true" if value else "false"
        case int():
            return Decimal(value)
        case float():
            return Decimal(repr(value))
        case datetime():
            return value.date() if value.time() == time() else value.isoformat()
        case date() | Decimal():
            return value
        case time() | timedelta():
            return str(value)
    return str(value)
