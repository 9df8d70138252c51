"""A real wholesaler's year, from the file as it was published: what the books say is what the file says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from kontor.maintenance.queries import prove
from kontor.project.settings import ROOT
from tests.concurrency.conftest import race_database, race_template
from tests.concurrency.servers import database_url
from tests.demo.replaying import documents_in, replay
from tests.shared import shared_file, shared_rows

__all__ = ["race_database", "race_template"]  # fixtures used below
FILE = "online_retail/online_retail.csv.gz"
PENNY = Decimal("0.01")
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


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database of the kind this pass is about."""
    if connection.vendor == "postgresql":
        request.getfixturevalue("race_database")
        return database_url()
    return f"sqlite:///{tmp_path / 'kontor.sqlite3'}"


def kontor(url: str, data: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "DATABASE_URL": url, "KONTOR_DATA": str(data), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "kontor", *arguments, "--json"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


@pytest.mark.long
def test_the_year_survives_two_kills_and_ends_with_the_files_figures(url: str, tmp_path: Path) -> None:
    arguments = ("replay", "online-retail", str(shared_file(FILE)))
    for seconds in (45, 60):
        killed = kontor(url, tmp_path, *arguments)
        time.sleep(seconds)
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        assert killed.returncode == -signal.SIGKILL, "it ended before it could be killed"
    said, _ = kontor(url, tmp_path, *arguments).communicate()
    figures = json.loads(said.splitlines()[-1])
    figures.pop("seconds")
    assert figures == YEAR == counted(shared_rows(FILE))
    proof, _ = kontor(url, tmp_path, "verify").communicate()
    assert json.loads(proof.splitlines()[-1])["differences"] == 0
