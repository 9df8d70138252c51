from __future__ import annotations

import gzip
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from kontor.demo.errors import SourceInvalid
from kontor.demo.online_retail.source_rows import SourceRow, opened, read_rows
from tests.demo.source import HEADER, QUIRKS, write_quirks


def rows(text):
    return list(read_rows(text.splitlines(keepends=True)))


def test_a_row_becomes_values_and_loses_trailing_blanks():
    row = rows(QUIRKS)[0]
    assert row[:4] == ("536365", "85123A", "WHITE HANGING HEART", 6)
    assert row[5:] == (Decimal("2.55"), "17850", "United Kingdom")


def test_times_are_those_of_london():
    winter, summer = rows(QUIRKS)[0].at, rows(QUIRKS)[-1].at
    assert winter.astimezone(UTC) == datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
    assert summer.astimezone(UTC) == datetime(2011, 8, 12, 14, 0, tzinfo=UTC)


def test_a_customer_without_a_number_is_empty():
    assert [row.customer for row in rows(QUIRKS)[8:10]] == ["", ""]


def test_codes_keep_their_case():
    assert {row.code for row in rows(QUIRKS) if row.code.lower() == "85123a"} == {"85123A", "85123a"}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("1,2,3\n", "Line 3: 3 columns instead of 8."),
        ("536365,A,,x,2010-12-01 08:26:00,1,,UK\n", "Line 3: invalid literal for int() with base 10: 'x'."),
        ("536365,A,,1,01/12/2010,1,,UK\n", "Line 3: time data '01/12/2010' does not match format '%Y-%m-%d %H:%M:%S'."),
        ("536365,A,,1,2010-12-01 08:26:00,dear,,UK\n", "Line 3: 'dear' is no price."),
        ("536365,A,,1,2010-12-01 08:26:00,NaN,,UK\n", "Line 3: 'NaN' is no price."),
        (",A,,1,2010-12-01 08:26:00,1,,UK\n", "Line 3: InvoiceNo or StockCode is empty."),
    ],
)
def test_a_line_that_does_not_fit_is_named(line, sentence):
    good = QUIRKS.splitlines(keepends=True)[1]
    with pytest.raises(SourceInvalid) as refused:
        rows(HEADER + good + line)
    assert refused.value.detail == sentence


@pytest.mark.parametrize("text", ["", "a,b,c\n1,2,3\n"])
def test_another_file_is_refused_by_its_header(text):
    with pytest.raises(SourceInvalid, match="InvoiceNo, StockCode"):
        rows(text)


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_is_read_packed_or_plain(tmp_path, packed):
    path = write_quirks(tmp_path)
    if packed:
        path.write_bytes(gzip.compress(path.read_bytes()))
    with opened(path) as lines:
        assert [type(row) for row in read_rows(lines)] == [SourceRow] * 19


@pytest.mark.parametrize(
    "content",
    [b"\x1f\x8bnot gzip", gzip.compress(b"x" * 99, mtime=0)[:-9], b"\xff\xfe\x00bad"],
    ids=["no gzip", "cut gzip", "no text"],
)
def test_a_damaged_file_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "online_retail.csv"
    path.write_bytes(content)
    with pytest.raises(SourceInvalid), opened(path) as lines:
        list(read_rows(lines))


def test_a_missing_file_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(SourceInvalid, match="name another file"), opened(tmp_path / "none.csv"):
        pass
