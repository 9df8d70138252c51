"""`kontor import` as a process of its own, on a fresh installation."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.project.program import ROOT, environment, kontor

pytestmark = pytest.mark.once  # the command on a SQLite file; what it writes is tested on both


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    return path


def bring(installation, *arguments):
    """(exit code, the report, what people are told)."""
    process = kontor("import", *map(str, arguments), "--json", extra=installation)
    lines = process.stdout.splitlines()
    return process.returncode, json.loads(lines[-1]), "\n".join(lines[:-1]) + process.stderr


def figures(report):
    return tuple(report[name] for name in ("created", "updated", "unchanged", "refused"))


def test_a_file_comes_in_and_again_changes_nothing(tmp_path, installation):
    file = write(tmp_path, "Kürzel;Firma\nA;Mühle\nB;\n")
    options = ("suppliers", file, "--map", "code=Kürzel", "--map", "name=Firma", "--default", "name=Unnamed")
    code, report, told = bring(installation, *options, "--dry-run")
    assert (code, figures(report), report["written"]) == (0, (2, 0, 0, 0), False)
    assert "Nothing was written. It would be: 2 created" in told
    code, report, told = bring(installation, *options)
    assert (code, figures(report), report["written"]) == (0, (2, 0, 0, 0), True)
    assert "list.csv: CSV, UTF-8, semicolon between cells; 2 rows" in told
    assert figures(bring(installation, *options)[1]) == (0, 0, 2, 0)


def test_what_is_refused_is_told_by_row_and_column_and_ends_with_1(tmp_path, installation):
    file = write(tmp_path, "code,region,extra\nA,South,\n\nB,,\nA,North,x\n")
    code, report, told = bring(installation, "areas", file)
    assert (code, figures(report), report["written"]) == (1, (1, 0, 0, 2), False)
    assert report["rows_refused"] == [
        {"row": 4, "column": "region", "reason": "The cell is empty."},
        {"row": 5, "column": "code", "reason": "A stands on row 2 already, which says something else."},
    ]
    for sentence in (
        "Row 4, region: The cell is empty.",
        "Empty rows, skipped: 3.",
        "Not used: extra.",
        "Nothing was written: 2 rows are refused.",
        "--skip-bad",
    ):
        assert sentence in told
    code, report, _ = bring(installation, "areas", file, "--skip-bad")
    assert (code, figures(report), report["written"]) == (1, (1, 0, 0, 2), True)


@pytest.mark.parametrize(
    ("text", "options", "code", "sentence"),
    [
        ("code,region\n", ("--map", "code"), 2, "--map is written --map ours=theirs"),
        ("code,region\n", ("--default", "=x"), 2, "--default is written --default ours=theirs"),
        ("code,region\n", ("--encoding", "no-such"), 1, "There is no encoding 'no-such'"),
        ("", (), 1, "The file is empty"),
        (None, (), 3, "list.csv cannot be read: No such file or directory"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(tmp_path, installation, text, options, code, sentence):
    file = tmp_path / "list.csv" if text is None else write(tmp_path, text)
    process = kontor("import", "areas", str(file), *options, extra=installation)
    assert process.returncode == code
    assert sentence in process.stderr


def test_a_killed_import_continues_and_doubles_nothing(tmp_path, installation):
    rows = 12_000
    file = write(tmp_path, "code,name\n" + "".join(f"S{number},Supplier {number}\n" for number in range(rows)))
    books = tmp_path / "own.sqlite3"
    process = subprocess.Popen(
        [sys.executable, "-m", "kontor", "import", "suppliers", str(file)],
        cwd=ROOT,
        env=environment(installation),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while count(books, "parties_supplier") == 0:
            assert process.poll() is None, "it ended before it wrote anything"
            assert time.monotonic() < until
            time.sleep(0.005)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    written = count(books, "parties_supplier")
    assert 0 < written < rows
    assert written % 2_000 == 0, "a batch is written whole or not at all"
    code, report, _ = bring(installation, "suppliers", file)
    assert (code, figures(report), report["continued"]) == (0, (rows, 0, 0, 0), True)
    assert count(books, "parties_supplier") == rows
    assert count(books, "access_auditrecord") == rows
    assert figures(bring(installation, "suppliers", file)[1]) == (0, 0, rows, 0)


def count(books: Path, table: str) -> int:
    with sqlite3.connect(f"file:{books}?mode=ro", uri=True, timeout=20) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
