"""What is written for a spreadsheet: texts that cannot become formulas, numbers that stay numbers. Pure.

A spreadsheet takes a cell that begins with = + - @, a tab or a carriage return for a formula and runs it. Such a text
gets an apostrophe in front, as does one that already has apostrophes before such a character; `restored` takes exactly
one off again, so that a text survives its way out and back.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

Cell = str | int | Decimal | bool | date | datetime | None

_BECOMES_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_WAS_GUARDED: Final = re.compile(r"'+[=+\-@\t\r]")
BYTE_ORDER_MARK: Final = "\ufeff"  # without it a spreadsheet takes UTF-8 for something else


def guarded(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _BECOMES_FORMULA.match(text) else text


def restored(text: str) -> str:
    """The text that `guarded` made this cell of."""
    return text[1:] if _WAS_GUARDED.match(text) else text


def cell_text(value: Cell) -> str:
    """A cell as CSV has it: instants and dates by ISO 8601, numbers plain, true and false in words."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime() | date():
            return value.isoformat()
        case int():
            return str(value)
        case Decimal():
            return format(value, "f")
        case str():
            return guarded(value)


def csv_parts(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """A CSV file as RFC 4180 has it, line by line, with a byte-order mark."""
    yield BYTE_ORDER_MARK + _line([guarded(heading) for heading in headings])
    for row in rows:
        yield _line([cell_text(value) for value in row])


def _line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
