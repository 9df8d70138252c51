"""The real file: its first 30,000 rows with every change; the whole of it, killed twice, before a release."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from kontor.inventory.models import StockPosting
from kontor.maintenance.operations import verify_books
from tests.demo.replaying import NOW, documents_in, replay
from tests.project.program import ROOT, environment, kontor
from tests.shared import shared_path

FILE = "online_retail/online_retail.csv.gz"
# Counted and added up row by row with csv and decimal alone, apart from Kontor.
FIRST_30_000 = {
    "rows": 30_018,
    "sales": 1_072,
    "sale_lines": 29_338,
    "sales_amount": "569786.95",
    "reversals": 208,
    "reversal_lines": 494,
    "reversal_amount": "66906.52",
    "free_lines": 60,
    "adjustment_lines": 126,
    "skipped_lines": 0,
}
YEAR = {
    "rows": 541_909,
    "sales": 19_959,
    "sale_lines": 530_103,
    "sales_amount": "10655622.48",
    "reversals": 3_836,
    "reversal_lines": 9_288,
    "reversal_amount": "896812.49",
    "free_lines": 400,
    "adjustment_lines": 2_115,
    "skipped_lines": 3,
}
ALL_LINES = 530_503  # sold or free
MOST_SECONDS = 600


@pytest.mark.django_db
def test_the_first_30_000_rows_come_to_what_they_hold():
    whole, first = documents_in(shared_path(FILE), rows=30_000)
    assert replay(first, whole=whole) == FIRST_30_000
    assert not StockPosting.objects.filter(is_oversold=True).exists()
    assert verify_books(clock=lambda: NOW).differences == []


@pytest.mark.long
def test_the_year_comes_to_what_it_holds_however_often_it_is_killed(installation):
    file = shared_path(FILE)
    started = time.monotonic()
    for rows in (60_000, 300_000):
        kill_after(rows, file, installation)
    process = run_to_its_end(file, installation)
    seconds = time.monotonic() - started
    report = json.loads(last(process))
    assert {name: report[name] for name in YEAR} == YEAR
    proof = kontor("verify", "--json", extra=installation)
    assert (proof.returncode, "0 differences" in proof.stdout) == (0, True)
    assert seconds < MOST_SECONDS
    print(f"{connection.vendor}: {seconds:.0f} s with two kills, proved in {json.loads(last(proof))['seconds']} s")


def command(file: Path) -> list[str]:
    return [sys.executable, "-m", "kontor", "replay", "online-retail", str(file), "--json"]


def kill_after(lines: int, file: Path, installation: dict[str, str]) -> None:
    """Start a replay and end it with SIGKILL once the books hold that many order lines."""
    with subprocess.Popen(command(file), cwd=ROOT, env=environment(installation), stderr=subprocess.DEVNULL) as process:
        while order_lines(installation) < lines:
            assert process.poll() is None, "it ended before"
            time.sleep(0.2)
        process.kill()
    assert lines <= order_lines(installation) < ALL_LINES


def run_to_its_end(file: Path, installation: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(file), cwd=ROOT, env=environment(installation), capture_output=True, text=True, check=True
    )


def order_lines(installation: dict[str, str]) -> int:
    """How many there are, seen from outside while the replay runs; none before its tables are there."""
    question = "SELECT count(*) FROM sales_orderline"
    try:
        if "DATABASE_URL" in installation:
            with psycopg.connect(installation["DATABASE_URL"]) as database:
                return counted(database.execute(question).fetchone())
        file = Path(installation["KONTOR_DATA"]) / "kontor.sqlite3"
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as books:
            return counted(books.execute(question).fetchone())
    except (psycopg.errors.UndefinedTable, sqlite3.OperationalError):
        return 0


def counted(row: tuple[int] | None) -> int:
    assert row is not None, "counting answers always"
    return row[0]


def last(process: subprocess.CompletedProcess[str]) -> str:
    return process.stdout.splitlines()[-1]
