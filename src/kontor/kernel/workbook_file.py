"""A list as an XLSX workbook, written row by row through openpyxl: memory stays that of one row. Pure.

Texts are guarded as in CSV, since a sheet is saved as CSV as easily; what XML cannot hold is written as `_x000D_`,
which spreadsheets and `unescaped` read back. Instants are in UTC and say so: a cell knows no time zone.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import IO, Any, Final

from kontor.kernel.spreadsheet import Cell, cell_text, guarded

MOST_ROWS: Final = 1_048_576  # of a sheet, its headings among them; what is more goes on in a further sheet
_MOST_DIGITS: Final = 15  # a spreadsheet would round what has more
_WIDTHS: Final = (11, 40)  # characters a column is wide, at least and at most
_INSTANT: Final = 'yyyy-mm-dd hh:mm:ss "UTC"'
_FIRST_YEAR: Final = 1901  # dates before are no numbers of a sheet
_ESCAPED: Final = re.compile("_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")  # half a character stays as it is written
_NEEDS_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def escaped(text: str) -> str:
    """`text` as a workbook's XML can hold it (ECMA-376, ST_Xstring)."""
    return _NEEDS_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    """The text that a workbook's cell holds."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def write_workbook(file: IO[bytes], *, title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write the rows into `file`: headings in bold that stay in sight, numbers as numbers, days as days.

    A number of more than 15 digits, or a day before 1901, becomes text rather than another number.
    """
    from openpyxl import Workbook  # heavy: only who takes a workbook loads it

    book = Workbook(write_only=True)
    try:
        sheet, left = _Sheet(book, title, headings), MOST_ROWS - 1
        for row in rows:
            if left == 0:
                sheet, left = _Sheet(book, f"{title} {len(book.worksheets) + 1}", headings), MOST_ROWS - 1
            sheet.append(row)
            left -= 1
    except BaseException:
        book.save(io.BytesIO())  # openpyxl keeps its temporary files until then
        raise
    book.save(file)


class _Sheet:
    """A sheet with its headings, to append rows to."""

    def __init__(self, book: Any, title: str, headings: Sequence[str]) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        self._sheet = book.create_sheet(title)
        self._new_cell: Any = WriteOnlyCell
        self._sheet.freeze_panes = "A2"
        for number, heading in enumerate(headings, start=1):
            width = min(max(len(heading) + 2, _WIDTHS[0]), _WIDTHS[1])
            self._sheet.column_dimensions[get_column_letter(number)].width = width
        bold = Font(bold=True)
        names = [self._text(heading) for heading in headings]
        for cell in names:
            cell.font = bold
        self._sheet.append(names)

    def append(self, row: Sequence[Cell]) -> None:
        self._sheet.append([self._cell(value) for value in row])

    def _cell(self, value: Cell) -> Any:
        match value:
            case None | "":
                return None
            case str():
                return self._text(value)
            case bool():
                return self._new_cell(self._sheet, value)
            case int() | Decimal():
                return self._number(value)
            case datetime():
                at = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
                return self._day(at, value, _INSTANT if value.tzinfo else "yyyy-mm-dd hh:mm:ss")
            case date():
                return self._day(value, value, "yyyy-mm-dd")

    def _text(self, text: str) -> Any:
        cell = self._new_cell(self._sheet, escaped(guarded(text)))
        cell.data_type = "s"  # also of what looks like a formula or an error
        return cell

    def _number(self, value: int | Decimal) -> Any:
        number = Decimal(value)
        if not number.is_finite() or len(number.normalize().as_tuple().digits) > _MOST_DIGITS:
            return self._text(cell_text(value))
        cell = self._new_cell(self._sheet, value)
        decimals = -int(number.as_tuple().exponent)
        if decimals > 0:
            cell.number_format = f"0.{'0' * decimals}"
        return cell

    def _day(self, day: date, value: date, form: str) -> Any:
        if day.year < _FIRST_YEAR:
            return self._text(cell_text(value))
        cell = self._new_cell(self._sheet, day)
        cell.number_format = form
        return cell
