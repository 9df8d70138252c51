"""Workbooks for tests: sound ones through openpyxl, others as zips with what is wrong in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]


def workbook(*rows: Sequence[Any], more: Mapping[str, Rows] | None = None) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, sheet_rows in {"First": rows, **(more or {})}.items():
        sheet = book.create_sheet(title)
        for row in sheet_rows:
            sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_parts(book: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The workbook with parts replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return file.getvalue()


def sheet_xml(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()
