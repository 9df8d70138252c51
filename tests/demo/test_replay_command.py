"""`kontor replay` and `kontor verify` as processes of their own, on a fresh installation."""

from __future__ import annotations

import fcntl
import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from tests.demo.source import FIGURES, write_quirks
from tests.project.program import kontor


def replay(file, installation, *options):
    return kontor("replay", "online-retail", str(file), "--json", *options, extra=installation)


def last_line(process):
    return json.loads(process.stdout.splitlines()[-1])


def figures_of(process):
    assert process.returncode == 0, process.stderr
    report = last_line(process)
    return {name: report[name] for name in FIGURES}


def test_a_file_is_replayed_and_proved(tmp_path, installation):
    file = write_quirks(tmp_path)
    assert figures_of(replay(file, installation)) == FIGURES
    proof = kontor("verify", "--json", extra=installation)
    assert proof.returncode == 0, proof.stdout
    assert "0 differences" in proof.stdout
    assert last_line(proof)["compared"]["orders"] == 6


def test_a_limit_stops_at_a_whole_invoice_and_the_rest_follows_later(tmp_path, installation):
    file = write_quirks(tmp_path)
    assert figures_of(replay(file, installation, "--limit", "4"))["rows"] == 6
    assert figures_of(replay(file, installation)) == FIGURES


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (("--limit", "0"), 2, "--limit is a number of rows from 1 on."),
        ((), 1, "The first line must name the columns InvoiceNo, StockCode"),
    ],
)
def test_what_cannot_be_replayed_is_said_in_a_sentence(tmp_path, installation, options, code, sentence):
    file = write_quirks(tmp_path, "another,file\n")
    process = replay(file, installation, *options)
    assert (process.returncode, sentence in process.stderr) == (code, True)


def test_a_second_replay_at_the_same_time_is_refused(tmp_path, installation):
    data = Path(installation["KONTOR_DATA"])
    data.mkdir()
    with open(data / "replay.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = replay(write_quirks(tmp_path), installation)
    assert (process.returncode, "A replay is running" in process.stderr) == (3, True)


def test_one_movement_changed_in_a_copy_is_named_exactly(tmp_path, installation):
    if connection.vendor != "sqlite":
        pytest.skip("a copy of a database is a copied file; PostgreSQL is shown in tests/maintenance")
    assert replay(write_quirks(tmp_path), installation).returncode == 0
    copy = tmp_path / "copy"
    shutil.copytree(installation["KONTOR_DATA"], copy)
    with sqlite3.connect(copy / "kontor.sqlite3") as database:
        database.execute("DROP TRIGGER inventory_stockmovement_no_update")
        (movement,) = database.execute(
            "SELECT max(m.id) FROM inventory_stockmovement m JOIN inventory_stockposting p ON p.id = m.posting_id"
            " WHERE p.kind = 'issue'"
        ).fetchone()
        database.execute(
            "UPDATE inventory_stockmovement SET on_hand_delta = on_hand_delta - 1 WHERE id = ?", [movement]
        )
    proof = kontor("verify", "--json", extra={"KONTOR_DATA": str(copy)})
    report = last_line(proof)
    assert proof.returncode == 1
    assert report["first"]["kind"] == "changed"
    assert report["first"]["subject"].startswith(f"movement {movement} of posting ")
    assert f"movement {movement} of posting " in proof.stdout.splitlines()[1]
    assert kontor("verify", extra=installation).returncode == 0
