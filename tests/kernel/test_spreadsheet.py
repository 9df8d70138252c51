from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.kernel.spreadsheet import csv_parts, guarded, restored

FORMULAS = ["=1+1", "+254711", "-5", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://a")', "'=1", "''-1"]


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_left_to_be_a_formula(text: str):
    assert guarded(text)[0] == "'"
    assert restored(guarded(text)) == text


@pytest.mark.parametrize("text", ["", "Oil 5 l", "'quoted'", "O'Neill", "1 - 2", "é=1"])
def test_what_is_no_formula_stays_as_it_is(text: str):
    assert guarded(text) == text
    assert restored(text) == text


@given(st.text())
def test_every_text_survives_its_way_out_and_back(text: str):
    written = "".join(csv_parts(["text"], [[text]]))
    assert restored(read(written)[1][0] if text else "") == text
    assert written.split("\r\n", 1)[1][:1] not in {"=", "+", "-", "@", "\t"}


def test_numbers_stay_numbers_and_instants_are_iso():
    at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    written = "".join(csv_parts(["a"], [[-5, Decimal("-12.50"), True, None, at, date(2026, 3, 2), "-5"]]))
    assert read(written)[1] == ["-5", "-12.50", "true", "", "2026-03-02T09:30:00+00:00", "2026-03-02", "'-5"]
