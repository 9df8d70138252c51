"""Files made to hurt: they are refused, soon and in little memory."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kontor.kernel.tables import TableUnreadable, open_table
from tests.kernel.workbooks import sheet_xml, with_parts, workbook

SHEET = "xl/worksheets/sheet1.xml"
GIB = 1024**3


def refused(content: bytes) -> str:
    with pytest.raises(TableUnreadable) as error:
        list(open_table(io.BytesIO(content)).rows())
    return error.value.detail


def test_a_part_that_unpacks_to_much_more_than_it_is_refused():
    book = with_parts(workbook(["code"]), {SHEET: sheet_xml(" " * 20_000_000)})
    assert len(book) < 100_000
    assert "200 times its size" in refused(book)


def test_a_part_that_must_be_held_as_a_whole_has_a_size():
    import random

    noise = random.Random(1).randbytes(49 * 1024 * 1024)
    assert "styles.xml in the workbook unpacks to 49 MiB" in refused(
        with_parts(workbook(["code"]), {"xl/styles.xml": noise})
    )


def test_thousands_of_parts_and_a_part_twice_are_refused():
    many = {f"xl/media/{number}": b"" for number in range(2_001)}
    assert "parts" in refused(with_parts(workbook(["code"]), many))
    file = io.BytesIO(workbook(["code"]))
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(SHEET, b"<x/>")
    assert "twice" in refused(file.getvalue())


def test_entities_that_grow_are_refused_before_they_are_read():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    for part in ("xl/sharedStrings.xml", SHEET, "xl/workbook.xml"):
        assert f"{part} in the workbook declares a document type" in refused(
            with_parts(workbook(["code"]), {part: bomb})
        )
    wide = b"\xff\xfe" + bomb.decode().replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16-le")
    assert "declares a document type" in refused(with_parts(workbook(["code"]), {SHEET: wide}))


def test_a_zip_that_is_no_workbook_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("products.csv", "code\n1\n")
    assert "no workbook" in refused(file.getvalue())


def walk(content: bytes) -> None:
    """Any other error than a refusal comes through."""
    with contextlib.suppress(TableUnreadable):
        list(open_table(io.BytesIO(content)).rows())


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c></row>'
        '<row r="9999999999"><c r="A9999999999"/></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c><c r="ZZZZZZ1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>77</v></c></row>',
        '<row r="1"><c r="A1" t="n"><v>1e999999</v></c></row>',
        '<row r="1"><c r="A1" t="d"><v>no day</v></c></row>',
    ],
)
def test_a_sheet_with_impossible_places_or_values_ends_soon(rows):
    walk(with_parts(workbook(["code"]), {SHEET: sheet_xml(rows)}))


def test_a_workbook_cut_anywhere_is_refused_or_read_but_never_breaks():
    book = workbook(["code", "name"], *([str(number), f"name {number}"] for number in range(50)))
    for length in range(4, len(book), 97):
        walk(book[:length])


def test_a_workbook_with_any_byte_changed_is_refused_or_read_but_never_breaks():
    book = workbook(["code", "name"], *([str(number), f"name {number}"] for number in range(50)))
    for place in range(0, len(book), 41):
        changed = book[:place] + bytes([book[place] ^ 0x55]) + book[place + 1 :]
        walk(changed)


WALK = """
import sys
from kontor.kernel.tables import TableUnreadable, open_table
try:
    with open(sys.argv[1], "rb") as file:
        rows = sum(1 for _ in open_table(file).rows())
        print(rows, "rows")
except TableUnreadable as error:
    print(error.detail)
"""
# The most memory of this program alone: ru_maxrss would begin with what the test's own process holds.
PEAK = r"""
import re
print(int(re.search(r"VmHWM:\s+(\d+) kB", open("/proc/self/status").read())[1]) // 1024)
"""


def walked(path: Path) -> tuple[str, int]:
    """What came of the file, and the most memory in MiB that reading it took in a process of its own."""
    done = subprocess.run([sys.executable, "-c", WALK + PEAK, str(path)], capture_output=True, text=True, check=True)
    told, peak = done.stdout.strip().rsplit("\n", 1)
    return told, int(peak)


@pytest.mark.parametrize("quoted", [False, pytest.param(True, marks=pytest.mark.long)])
def test_a_line_of_a_gigabyte_is_refused_within_300_mb(tmp_path, quoted):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write(b'code,name\n1,"' if quoted else b"code,name\n1,")
        chunk = (b"x" * 99 + b"\n") * 10_000 if quoted else b"x" * 1_000_000
        while file.tell() < GIB:
            file.write(chunk)
    told, peak = walked(path)
    assert ("row that begins in line 2 does not end" if quoted else "Line 2 is longer than 4,194,304") in told
    assert peak < 300
    path.unlink()


@pytest.mark.long
def test_a_sparse_gigabyte_is_refused_within_300_mb(tmp_path):
    path = tmp_path / "sparse.csv"
    with path.open("wb") as file:
        file.write(b"code,name\n")
        file.truncate(GIB)
    told, peak = walked(path)
    assert "Line 2 is longer" in told
    assert peak < 300


def test_the_memory_measured_is_the_memory_used():
    """The control: what the two tests above compare grows when a process holds a lot."""
    held = f"b = bytearray(400_000_000){PEAK}"
    done = subprocess.run([sys.executable, "-c", held], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 300
