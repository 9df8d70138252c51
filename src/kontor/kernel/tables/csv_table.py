"""CSV files, read in a constant amount of memory whatever they hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from kontor.kernel.spreadsheet import restored
from kontor.kernel.tables.encoding import Encoding, detect, known_encoding
from kontor.kernel.tables.table import MOST_CELL, Fault, Row, TableUnreadable, cell_fault, checked_headers

_DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
MOST_RECORD: Final = 4 * 1024 * 1024  # characters of one row; no file of ours comes near

# The module's own limit would end the file at the first long cell, unnamed. Lines and rows are limited below instead.
csv.field_size_limit(2 * MOST_RECORD)


class CsvTable:
    def __init__(self, file: BinaryIO, encoding: str | None) -> None:
        self._file = file
        found = Encoding(known_encoding(encoding)) if encoding else detect(file)
        self._encoding = found.name
        self.warnings: tuple[str, ...] = (found.warning,) if found.warning else ()
        self._delimiter = self._find_delimiter()
        self._first, self.headers = self._read_headers()
        self.told = f"CSV, {found.name.removesuffix('-sig').upper()}, {_DELIMITERS[self._delimiter]} between cells"

    def rows(self) -> Iterator[Row]:
        for number, record in self._records():
            if number > self._first:
                yield record if isinstance(record, Row) else _row(number, record, len(self.headers))

    def _find_delimiter(self) -> str:
        """The one that makes most cells of the first line that holds something."""
        for line in _Lines(self._file, self._encoding):
            if line.strip("\ufeff \t\r\n,;|"):
                return max(_DELIMITERS, key=lambda delimiter: len(next(csv.reader([line], delimiter=delimiter))))
        raise TableUnreadable("The file is empty; its first row should hold the names of the columns.")

    def _read_headers(self) -> tuple[int, tuple[str, ...]]:
        for number, record in self._records():
            if isinstance(record, Row):
                raise TableUnreadable(f"Row {number} should hold the names of the columns. {record.faults[0].reason}")
            if any(cell.strip() for cell in record):
                return number, _restored(checked_headers(record))
        raise TableUnreadable("The file is empty; its first row should hold the names of the columns.")

    def _records(self) -> Iterator[tuple[int, list[str] | Row]]:
        """Every row with its number, a blank line too; a Row where its quotation marks make no sense."""
        lines = _Lines(self._file, self._encoding)
        reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
        number = 0
        while True:
            number += 1
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield number, Row(number, faults=(Fault(f"Its quotation marks or lines are wrong ({error})."),))
            else:
                yield number, record
            lines.taken()


class _Lines:
    """The file's lines, none and no row of several longer than MOST_RECORD: so no file can fill the memory."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        file.seek(0)
        # "replace" leaves a mark that no text holds of itself; the cell with it is refused by name.
        self._text = io.TextIOWrapper(io.BufferedReader(_Kept(file)), encoding=encoding, errors="replace", newline="")
        self._line = 0
        self._since = 0
        self._begun = 1

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(MOST_RECORD + 1)
        if not line:
            raise StopIteration
        self._line += 1
        if len(line) > MOST_RECORD:
            raise TableUnreadable(f"Line {self._line} is longer than {MOST_RECORD:,} characters; this is no CSV file.")
        self._since += len(line)
        if self._since > MOST_RECORD:
            raise TableUnreadable(
                f"The row that begins in line {self._begun} does not end within {MOST_RECORD:,} characters; is a"
                " quotation mark not closed?"
            )
        return line

    def taken(self) -> None:
        """What was read so far has become a row."""
        self._since = 0
        self._begun = self._line + 1


class _Kept(io.RawIOBase):
    """The file, not closed with whoever reads it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # any writable buffer
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _row(number: int, cells: Sequence[str], width: int) -> Row:
    if len(cells) != width or len(cells) == 1:
        if not any(cell.strip() for cell in cells):
            return Row(number)
        if len(cells) < width:
            return Row(number, faults=(Fault(f"The row has {len(cells)} cells, the header has {width}."),))
        if any(cell.strip() for cell in cells[width:]):
            return Row(number, faults=(Fault(f"The row has {len(cells)} cells, the header has {width}."),))
        cells = cells[:width]
    whole = "".join(cells)
    if not whole or whole.isspace():
        return Row(number)
    if "=" in whole or "\0" in whole or "\ufffd" in whole or len(whole) > MOST_CELL:
        faults = {index: reason for index, cell in enumerate(cells) if (reason := cell_fault(cell))}
        sound = tuple("" if index in faults else cell for index, cell in enumerate(cells))
        return Row(number, _restored(sound), tuple(Fault(reason, index) for index, reason in faults.items()))
    return Row(number, _restored(cells) if "'" in whole else tuple(cells))


def _restored(cells: Sequence[str]) -> tuple[str, ...]:
    """Without the apostrophe that keeps a text from becoming a formula."""
    return tuple([restored(cell) for cell in cells])
