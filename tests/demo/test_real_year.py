"""A real wholesaler's year, from the file as it was published: what the books say is what the file says."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from subprocess import PIPE
from typing import Any

import psycopg
import pytest

from kontor.maintenance.queries import prove
from tests.demo.replaying import documents_in, replay
from tests.project.program import ROOT, environment
from tests.shared import shared_file, shared_rows

FILE = "online_retail/online_retail.csv.gz"
PENNY = Decimal("0.01")
ALL_LINES = 530_503  # sold or free
MOST_SECONDS = 600
MOST_PROOF_SECONDS = 60
YEAR = {
    "rows": 541909,
    "sales": 19959,
    "sale_lines": 530103,
    "sales_amount": "10655622.48",
    "reversals": 3836,
    "reversal_lines": 9288,
    "reversal_amount": "896812.49",
    "free_lines": 400,
    "adjustment_lines": 2115,
    "skipped_lines": 3,
}


def counted(rows: Iterable[dict[str, str]]) -> dict[str, Any]:
    """The file's own figures, by the shortest way there is: no code of the replay in it."""
    invoices: defaultdict[str, list[tuple[int, Decimal]]] = defaultdict(list)
    for row in rows:
        invoices[row["InvoiceNo"]].append((int(row["Quantity"]), Decimal(row["UnitPrice"])))
    found: dict[str, Any] = dict.fromkeys(YEAR, 0)
    for number, lines in invoices.items():
        found["rows"] += len(lines)
        amount = sum((quantity * price).quantize(PENNY, ROUND_HALF_UP) for quantity, price in lines)
        priced = [line for line in lines if line[1] > 0]
        if number.startswith("C"):
            found["reversals"] += 1
            found["reversal_lines"] += len(lines)
            found["reversal_amount"] -= amount
        elif number.startswith("A"):
            found["skipped_lines"] += len(lines)
        elif priced:
            free = sum(1 for quantity, price in lines if price == 0 and quantity > 0)
            found["sales"] += 1
            found["sale_lines"] += len(priced)
            found["sales_amount"] += amount
            found["free_lines"] += free
            found["adjustment_lines"] += len(lines) - len(priced) - free
        else:
            found["adjustment_lines"] += len(lines)
    return found | {name: str(found[name]) for name in ("sales_amount", "reversal_amount")}


@pytest.mark.django_db
def test_the_first_thirty_thousand_rows_are_in_the_books_to_the_penny():
    everything, wanted = documents_in(shared_file(FILE), rows=30_000)
    numbers = {document.rows[0].invoice for document in wanted}
    expected = counted(row for row in shared_rows(FILE) if row["InvoiceNo"] in numbers)
    assert expected["rows"] >= 30_000
    assert replay(wanted, whole=everything) == expected
    proof = prove()
    assert proof.differences == []


@pytest.mark.long
def test_the_year_survives_two_kills_and_ends_with_the_files_figures(installation):
    started = time.monotonic()
    for lines in (60_000, 300_000):
        kill_after(lines, installation)
    said = kontor("replay", "online-retail", str(shared_file(FILE)), installation=installation)
    assert time.monotonic() - started < MOST_SECONDS
    figures = json.loads(said.splitlines()[-1])
    figures.pop("seconds")
    assert figures == YEAR == counted(shared_rows(FILE))
    proof = json.loads(kontor("verify", installation=installation).splitlines()[-1])
    assert proof["differences"] == 0
    assert proof["compared"]["lines"] == ALL_LINES
    assert proof["seconds"] < MOST_PROOF_SECONDS


def kontor(*arguments: str, installation: dict[str, str]) -> str:
    """Run a command to its end, whatever time it takes."""
    command = [sys.executable, "-m", "kontor", *arguments, "--json"]
    return subprocess.run(command, cwd=ROOT, env=environment(installation), stdout=PIPE, text=True, check=True).stdout


def kill_after(lines: int, installation: dict[str, str]) -> None:
    """Start a replay and end it with SIGKILL once the books hold that many order lines."""
    command = [sys.executable, "-m", "kontor", "replay", "online-retail", str(shared_file(FILE))]
    with subprocess.Popen(command, cwd=ROOT, env=environment(installation), stdout=PIPE) as process:
        while order_lines(installation) < lines:
            assert process.poll() is None, "it ended before it could be killed"
            time.sleep(0.2)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert lines <= order_lines(installation) < ALL_LINES


def order_lines(installation: dict[str, str]) -> int:
    """How many there are, seen from outside while the replay runs; none before its tables are there."""
    question = "SELECT count(*) FROM sales_orderline"
    try:
        if "DATABASE_URL" in installation:
            with psycopg.connect(installation["DATABASE_URL"]) as database:
                return one(database.execute(question).fetchone())
        file = Path(installation["KONTOR_DATA"]) / "kontor.sqlite3"
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as books:
            return one(books.execute(question).fetchone())
    except (psycopg.errors.UndefinedTable, sqlite3.OperationalError):
        return 0


def one(row: tuple[int] | None) -> int:
    assert row is not None, "counting answers always"
    return row[0]
