"""Tables people send: what is read, and what is refused by row and column."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import pytest

from kontor.kernel.tables import (
    CellInvalid,
    Column,
    Row,
    Table,
    TableForm,
    TableUnreadable,
    match_columns,
    open_table,
    values,
)
from kontor.kernel.tables import csv_table as csv_module
from kontor.kernel.tables.columns import values_of
from kontor.kernel.tables.table import Fault
from tests.kernel.workbooks import workbook


def table(text: str | bytes, **options: str) -> Table:
    return open_table(io.BytesIO(text.encode() if isinstance(text, str) else text), **options)


def cells(text: str | bytes, **options: str) -> list[tuple]:
    return [row.cells for row in table(text, **options).rows()]


def faults(found: Table) -> list[tuple[int, int | None, str]]:
    return [(row.number, fault.column, fault.reason) for row in found.rows() for fault in row.faults]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_the_header(delimiter):
    text = delimiter.join(["code", "name", '"a, b; c"']) + "\r\n" + delimiter.join(["1", '"x;y,z"', ""]) + "\r\n"
    found = table(text)
    assert found.headers == ("code", "name", "a, b; c")
    assert [row.cells for row in found.rows()] == [("1", "x;y,z", "")]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16-LE"),
     ("utf-16-be", "UTF-16-BE"), ("cp1252", "CP1252")],
)  # fmt: skip
def test_the_encoding_is_found(encoding, told):
    found = table("code,name\n1,Müller & Söhne – Käse\n2,plain\n".encode(encoding))
    assert found.headers == ("code", "name")
    assert [row.cells for row in found.rows()] == [("1", "Müller & Söhne – Käse"), ("2", "plain")]
    assert found.told == f"CSV, {told}, comma between cells"
    assert [warning for warning in found.warnings if "Windows-1252" in warning] == list(found.warnings)
    assert bool(found.warnings) == (encoding == "cp1252")


def test_a_wrong_byte_in_a_utf_8_file_is_named_and_spoils_no_other_row():
    found = table("code,name\n1,Müller\n2,Käse\n3,".encode() + b"K\xe4se\n4,x\n")
    assert faults(found) == [
        (4, 1, "The cell holds letters that are not in the file's encoding; save the file as UTF-8 or name its"
               " encoding."),
    ]  # fmt: skip
    assert [row.cells for row in found.rows()] == [("1", "Müller"), ("2", "Käse"), ("3", ""), ("4", "x")]
    assert "line 4" in found.warnings[0]


def test_a_named_encoding_is_used_and_an_unknown_one_refused():
    assert cells("code\nŻółw\n".encode("cp1250"), encoding="windows-1250") == [("Żółw",)]
    for name in ("rot13", "no-such", "base64", "a\0b"):
        with pytest.raises(TableUnreadable, match="There is no encoding"):
            table("code\n1\n", encoding=name)


def test_rows_are_numbered_as_a_spreadsheet_shows_them_and_can_be_walked_twice():
    found = table('\n\ncode,name\n1,"two\nlines"\n\n,  \n4,d\n')
    walked = [Row(4, ("1", "two\nlines")), Row(5), Row(6), Row(7, ("4", "d"))]
    assert list(found.rows()) == walked
    assert list(found.rows()) == walked


def test_rows_of_another_length_and_wrong_quotation_marks_are_named():
    found = table('code,name\n1\n2,b,c\n3,c,,\n4,"d"x\n5,e\n')
    assert faults(found) == [
        (2, None, "The row has 1 cells, the header has 2."),
        (3, None, "The row has 3 cells, the header has 2."),
        (5, None, "Its quotation marks or lines are wrong (',' expected after '\"')."),
    ]
    assert [row.cells for row in found.rows() if row.cells] == [("3", "c"), ("5", "e")]


def test_a_cell_of_a_megabyte_a_nul_and_a_formula_are_named_by_row_and_column():
    found = table(f"code,name\n1,{'x' * 1_000_000}\n2,a\0b\n3,=1+1\n=2,ok\n5,a=b\n")
    assert faults(found) == [
        (2, 1, "The cell holds 1,000,000 characters; 32,767 are the most."),
        (3, 1, "The cell holds a NUL character, which no database keeps."),
        (4, 1, "The cell is a formula; send its value instead."),
        (5, 0, "The cell is a formula; send its value instead."),
    ]
    assert list(found.rows())[-1] == Row(6, ("5", "a=b"))


def test_a_line_or_row_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(csv_module, "MOST_RECORD", 1000)
    with pytest.raises(TableUnreadable, match="Line 3 is longer than 1,000 characters"):
        cells("code\n1\n" + "x" * 1001)
    with pytest.raises(TableUnreadable, match="row that begins in line 3 does not end"):
        cells('code\n1\n"open\n' + "x\n" * 600)
    assert len(cells("code\n" + "x\n" * 5000)) == 5000


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n \n;;\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls"),
        (b"\x1f\x8b\x08\x00", "no table"),
        (b"PK\x03\x04 nothing", "damaged"),
        (b",".join(b"c%d" % n for n in range(501)), "more than 500 columns"),
        (b"=A1,b\n", "is no name"),
        (b"code," + b"x" * 300 + b"\n", "is no name"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content, reason):
    with pytest.raises(TableUnreadable, match=reason):
        table(content)


def test_a_csv_file_has_no_sheets():
    with pytest.raises(TableUnreadable, match="no sheets"):
        table("code\n1\n", sheet="One")


# --- workbooks ---------------------------------------------------------------------------------------------------


def test_a_workbook_gives_texts_numbers_days_and_flags():
    book = workbook(
        ["code", "number", "price", "day", "flag", "stamp"],
        ["007", 4006381333931, 0.1, date(2026, 3, 2), True, datetime(2026, 3, 2, 8, 30)],  # noqa: DTZ001  # as Excel
        [None] * 6,
        ["  x ", 12, -1.5, None, False, None],
    )
    assert list(table(book).rows()) == [
        Row(2, ("007", Decimal(4006381333931), Decimal("0.1"), date(2026, 3, 2), "true", "2026-03-02T08:30:00")),
        Row(3),
        Row(4, ("x", Decimal(12), Decimal("-1.5"), "", "false", "")),
    ]


def test_a_formula_an_error_and_a_surplus_cell_of_a_workbook_are_named():
    book = workbook(["code", "n"], ["1", "=SUM(A1:A2)"], ["2", "#N/A"], ["3", 1, "more"], ["4", 5])
    assert faults(table(book)) == [
        (2, 1, "The cell is a formula; send its value instead."),
        (3, 1, "The cell holds the error #N/A."),
        (4, None, "The row has more cells than the header."),
    ]


def test_the_first_sheet_is_read_unless_another_is_named():
    book = workbook(["code"], ["1"], more={"Second": [["code"], ["2"]]})
    first = table(book)
    assert [row.cells for row in first.rows()] == [("1",)]
    assert first.warnings == ("Only the sheet 'First' is read; name another to read it: Second.",)
    second = table(book, sheet="Second")
    assert ([row.cells for row in second.rows()], second.warnings) == ([("2",)], ())
    with pytest.raises(TableUnreadable, match="the workbook has First, Second"):
        table(book, sheet="Third")


# --- columns and values ------------------------------------------------------------------------------------------

FORM = TableForm(
    (
        Column("code", values.code, ("item_no", "sku"), is_needed=True),
        Column("name", values.text, ("title", "description")),
        Column("weight", values.whole, ("grams",)),
    ),
    make=lambda found: found,
    once=lambda _: (),
)


@pytest.mark.parametrize(
    ("headers", "chosen", "used", "unknown"),
    [
        (["code", "name"], {}, {"code": 0, "name": 1}, ()),
        (["Item No.", "Description", "Note"], {}, {"code": 0, "name": 1}, ("Note",)),
        (["SKU", "item-no"], {}, {"code": 1}, ("SKU",)),
        (["x", "name"], {"code": "name", "name": "x"}, {"code": 1, "name": 0}, ()),
        (["code", "name"], {"name": ""}, {"code": 0}, ("name",)),
        (["Artikel Nr", ""], {"code": "artikel nr"}, {"code": 0}, ("(column B)",)),
    ],
)
def test_headers_find_our_columns(headers, chosen, used, unknown):
    matched = match_columns(headers, FORM, chosen=chosen)
    assert (matched.used, matched.unknown, matched.problems) == (used, unknown, ())


@pytest.mark.parametrize(
    ("headers", "chosen", "problem"),
    [
        (["a", "b"], {}, "The column code is missing. The file has a, b; accepted are code, item_no, sku"),
        (["code", "code"], {}, "The header 'code' stands over columns A and B; rename one."),
        (["code"], {"name": "title"}, "There is no column 'title' in the file; it has code."),
        (["code"], {"nmae": "code"}, "There is no column 'nmae' here; ours are code, name, weight."),
    ],
)
def test_a_column_that_cannot_be_is_told_with_what_could(headers, chosen, problem):
    (told, *_) = match_columns(headers, FORM, chosen=chosen).problems
    assert told.startswith(problem)


def test_a_header_twice_that_nobody_uses_is_no_problem():
    assert match_columns(["code", "x", "x"], FORM, chosen={}).problems == ()


def test_empty_cells_are_left_out_or_take_their_default():
    matched = match_columns(["code", "name"], FORM, chosen={}, given={"weight"})
    read = [
        values_of(row, FORM, matched, decimal_comma=False, defaults={"weight": 5, "name": "?"})
        for row in (("1", "x"), ("2", " "))
    ]
    assert read == [{"code": "1", "name": "x", "weight": 5}, {"code": "2", "name": "?", "weight": 5}]
    with pytest.raises(CellInvalid, match="empty") as refused:
        values_of(("", "x"), FORM, matched, decimal_comma=False)
    assert refused.value.data == {"field": "code"}


@pytest.mark.parametrize(
    ("cell", "comma", "number"),
    [("12.5", False, "12.5"), ("-3", False, "-3"), ("1.234,5", True, "1234.5"), ("0,25", True, "0.25"),
     ("1.234", True, "1234"), (Decimal("0.1"), True, "0.1")],
)  # fmt: skip
def test_a_number_is_read(cell, comma, number):
    assert values.decimal(cell, comma) == Decimal(number)


@pytest.mark.parametrize(
    ("cell", "comma"),
    [("NaN", False), ("Infinity", False), ("-inf", False), ("1e5", False), ("twelve", False), ("1,234", False),
     ("12,5", False), ("12.5", True), ("1.23.4", True), ("", False), ("9" * 19, False), ("٣", False),
     (Decimal("NaN"), False), (Decimal("1E+300"), False)],
)  # fmt: skip
def test_what_is_no_number_or_could_be_two_is_refused(cell, comma):
    with pytest.raises(CellInvalid):
        values.decimal(cell, comma)


@pytest.mark.parametrize(
    "cell", ["2026-03-02", "2026-03-02 00:00:00", "2.3.2026", "02.03.2026", "2026/3/2", date(2026, 3, 2)]
)
def test_a_day_is_read(cell):
    assert values.day(cell) == date(2026, 3, 2)


@pytest.mark.parametrize("cell", ["03/02/2026", "2026-02-30", "2026-03-02 08:30", "46083", "", Decimal(46083)])
def test_a_day_that_could_be_another_is_refused(cell):
    with pytest.raises(CellInvalid):
        values.day(cell)


def test_a_code_that_a_spreadsheet_has_rounded_is_refused():
    assert values.code(Decimal("4006381333931")) == "4006381333931"
    assert values.code(Decimal("1E+3")) == "1000"
    with pytest.raises(CellInvalid, match="has lost its digits"):
        values.code("4.00638E+12")


def test_flags_prices_and_whole_numbers():
    assert [values.flag(cell) for cell in ("Yes", "1", "x", Decimal(0), "inactive")] == [True, True, True, False, False]
    assert values.decimal_text("12.50", False) == "12.5"
    for read, cell in ((values.flag, "maybe"), (values.decimal_text, "-1"), (values.whole, "1.5")):
        with pytest.raises(CellInvalid):
            read(cell, False)


def test_a_fault_is_a_value():
    assert Fault("x") == Fault("x", None)
