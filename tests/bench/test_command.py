"""`kontor bench` as people and machines call it."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from kontor.bench import measures
from kontor.bench.databases import new_database
from kontor.project.cli import main
from kontor.project.commands.bench import NAMES
from tests.bench.servers import server_url


def test_every_name_is_a_measure_and_every_measure_has_its_name():
    modules = {path.stem for path in Path(next(iter(measures.__path__))).glob("[a-z]*.py")}
    assert modules == {name for name in NAMES if name != "all"}
    assert all(callable(importlib.import_module(f"kontor.bench.measures.{name}").measure) for name in modules)


@pytest.mark.parametrize("wrong", [["--rounds", "0"], ["--seconds", "0"], ["--rows", "0"]])
def test_a_measurement_of_nothing_is_refused(wrong, capsys):
    assert main(["bench", "orders", *wrong]) == 2
    assert "positive" in capsys.readouterr().err


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.django_db
def test_machines_get_one_object_and_people_a_page(tmp_path):
    assert connection.vendor == "postgresql"
    with new_database(server_url(), f"kontor_bench_command_{os.getpid()}") as url:
        options = ["--rounds", "1", "--seconds", "1", "--write", str(tmp_path / "page.md"), "--database-url", url]
        command = [sys.executable, "-m", "kontor", "bench", "statements", "--json", *options]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    report = json.loads(ran.stdout)
    assert report["what"] == "statements"
    assert report["ratio"] == report["found"][0]["ratio"]
    amounts = {one["name"]: one["amount"] for one in report["found"]}
    for kind in ("an order of {} on PostgreSQL", "an order of {} on SQLite"):
        costs = {amounts[f"statements of {kind.format(lines)}"] for lines in ("1 line", "10 lines", "100 lines")}
        assert len(costs) == 1  # whatever the line count
    assert amounts["statements of an order of 10 lines on PostgreSQL"] <= 4
    page = (tmp_path / "page.md").read_text()
    assert "| g | statements of an order of 10 lines on PostgreSQL | **2** statements | 15 | 4 |" in page
