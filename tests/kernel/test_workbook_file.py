"""Workbooks we write: nothing in them is a formula, and what is read back is what was written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from kontor.kernel import workbook_file
from kontor.kernel.spreadsheet import Cell, csv_parts
from kontor.kernel.tables import open_table
from kontor.kernel.workbook_file import escaped, unescaped, write_workbook

FORMULAS = ["=1+1", "+254711", "-5", "@SUM(A1)", '=HYPERLINK("http://a")', "'=1", "''-1", "#N/A", "=", "'", "\t=1"]


def as_workbook(headings: Sequence[str], *rows: Sequence[Cell]) -> bytes:
    file = io.BytesIO()
    write_workbook(file, title="list", headings=headings, rows=rows)
    return file.getvalue()


def cells(book: bytes, sheet: str = "list") -> list[tuple[Any, ...]]:
    return list(load_workbook(io.BytesIO(book))[sheet].iter_rows(min_row=2, values_only=True))


def test_no_text_is_a_formula_or_an_error():
    book = as_workbook(["=heading", "name"], *([text, text] for text in FORMULAS))
    sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 't="e"' not in sheet
    for row in load_workbook(io.BytesIO(book)).worksheets[0].iter_rows():
        for cell in row:
            assert cell.data_type == "s"
            assert str(unescaped(str(cell.value)))[:1] not in {"=", "+", "-", "@", "\t", "\r"}


def test_numbers_days_and_flags_are_what_they_are():
    at = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    book = as_workbook(["a"] * 8, [-5, Decimal("-12.50"), True, None, at, date(2026, 3, 2), "-5", ""])
    assert cells(book) == [
        (-5, -12.5, True, None, datetime(2026, 3, 2, 7, 30), datetime(2026, 3, 2), "'-5", None)  # noqa: DTZ001  # as Excel
    ]
    row = load_workbook(io.BytesIO(book)).worksheets[0][2]
    assert [row[index].number_format for index in (0, 1, 4, 5)] == [
        "General", "0.00", 'yyyy-mm-dd hh:mm:ss "UTC"', "yyyy-mm-dd",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"),
    [(12345678901234567, "12345678901234567"), (Decimal("1234567890123.4567"), "1234567890123.4567"),
     (date(1899, 12, 31), "1899-12-31"), (-12345678901234567, "'-12345678901234567")],
)  # fmt: skip
def test_what_a_sheet_would_round_or_cannot_count_is_text(value: Cell, text: str):
    ((found,),) = cells(as_workbook(["a"], [value]))
    assert str(found) == text


def test_fifteen_digits_and_trailing_noughts_are_a_number():
    assert cells(as_workbook(["a"] * 2, [999999999999999, Decimal("1000.000000")])) == [(999999999999999, 1000)]


@given(st.text())
def test_every_text_can_be_in_a_workbook_and_comes_back(text: str):
    assert unescaped(escaped(text)) == text
    ((found,),) = cells(as_workbook(["a"], [f"|{text}"]))
    assert unescaped(str(found)) == f"|{text}"


@given(st.lists(st.text(st.characters(exclude_characters="\0\ufffd", codec="utf-8")).map(str.strip), min_size=1))
def test_texts_written_as_csv_and_as_a_workbook_are_read_as_they_were(texts: list[str]):
    rows: list[list[Cell]] = [["|", text] for text in texts]
    as_csv = "".join(csv_parts(["code", "name"], rows)).encode()
    for file in (as_csv, as_workbook(["code", "name"], *rows)):
        assert [row.cells for row in open_table(io.BytesIO(file)).rows()] == [tuple(row) for row in rows]


@pytest.mark.parametrize("heading", ["-5", "+/-", "@home", "'-1", "plain", "'plain'"])
def test_a_guarded_heading_is_the_column_again(heading: str):
    headings = ["code", heading]
    for file in ("".join(csv_parts(headings, [["1", "2"]])).encode(), as_workbook(headings, ["1", "2"])):
        assert open_table(io.BytesIO(file)).headers == ("code", heading)


def test_a_nul_and_half_a_character_are_not_smuggled_in_by_their_escape():
    (row,) = open_table(io.BytesIO(as_workbook(["code", "name"], ["a\0b", "\ud800"]))).rows()
    assert [fault.reason for fault in row.faults] == ["The cell holds a NUL character, which no database keeps."]
    assert row.cells == ("", "_xD800_")


def test_what_does_not_fit_on_a_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbook_file, "MOST_ROWS", 3)
    book = as_workbook(["n"], *([number] for number in range(5)))
    assert load_workbook(io.BytesIO(book)).sheetnames == ["list", "list 2", "list 3"]
    assert [cells(book, name) for name in ("list", "list 2", "list 3")] == [[(0,), (1,)], [(2,), (3,)], [(4,)]]


def test_instants_of_utc_say_so():
    ((found,),) = cells(as_workbook(["a"], [datetime(2026, 3, 2, 9, 30, tzinfo=UTC)]))
    assert found == datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001  # as Excel


def test_rows_that_end_in_an_error_leave_no_file_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    file = io.BytesIO()
    with pytest.raises(ZeroDivisionError):
        write_workbook(file, title="list", headings=["n"], rows=([1 // number] for number in (1, 0)))
    assert (list(tmp_path.iterdir()), file.getvalue()) == ([], b"")
