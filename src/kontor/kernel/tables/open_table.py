"""A file as a table, by what it holds rather than by what it is called."""

from __future__ import annotations

from typing import BinaryIO

from kontor.kernel.tables.csv_table import CsvTable
from kontor.kernel.tables.table import Table, TableUnreadable
from kontor.kernel.tables.xlsx_table import XlsxTable


def open_table(file: BinaryIO, *, encoding: str | None = None, sheet: str | None = None) -> Table:
    """`file` must be seekable and stay open while rows are read. `encoding` is CSV's, `sheet` a workbook's.

    Raises TableUnreadable with what to do.
    """
    file.seek(0)
    head = file.read(8)
    if head.startswith(b"PK\x03\x04"):
        return XlsxTable(file, sheet)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableUnreadable("This is an old .xls or a protected workbook; save it as .xlsx without a password.")
    if head.startswith((b"\x1f\x8b", b"%PDF", b"{\\rtf", b"\x89PNG")):
        raise TableUnreadable("This is no table; send a .csv or .xlsx file.")
    if sheet is not None:
        raise TableUnreadable("A CSV file has no sheets; leave the sheet's name out.")
    return CsvTable(file, encoding)
