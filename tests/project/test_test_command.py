"""`kontor test` and its server. The verdicts are checked on runs of a few tests."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kontor.project.commands import test as command
from kontor.project.postgres_for_tests import postgres_for_tests
from tests.project.program import environment, kontor


@pytest.mark.parametrize(
    ("rest", "added"),
    [
        ([], ["-n", "2", "--dist", "loadgroup"]),
        (["tests/sales", "-k", "x"], ["-n", "2", "--dist", "loadgroup"]),
        (["-n", "0"], []),
        (["-n4"], []),
        (["-p", "no:xdist"], []),
        (["--pdb"], []),
    ],
)
def test_two_processes_unless_told_otherwise(rest, added):
    assert command._distribution(rest) == added


def test_a_pass_that_succeeds_and_one_that_selects_nothing_are_told_apart():
    passed = kontor("test", "--only", "sqlite", "-n0", "-q", "tests/architecture/test_sql.py", "--json")
    assert passed.returncode == 0
    assert passed.stdout.splitlines()[-1] == '{"sqlite": "passed"}'
    nothing = kontor("test", "--only", "sqlite", "-n0", "-q", "-k", "no_test_has_this_name", "tests/architecture")
    assert nothing.returncode == 1
    assert "sqlite: no tests selected" in nothing.stdout


def test_the_postgres_of_a_test_run_is_real_and_gone_afterwards():
    psycopg = pytest.importorskip("psycopg")
    with postgres_for_tests() as url:
        with psycopg.connect(url) as connection:
            version = connection.execute("SHOW server_version_num").fetchone()[0]
            folder = Path(connection.execute("SHOW data_directory").fetchone()[0]).parent
        assert int(version) >= 140000
        assert folder.exists()
    assert not folder.exists()
    assert not is_named_by_a_process(folder)


def test_the_postgres_of_a_killed_test_run_ends_too():
    script = (
        "from kontor.project.postgres_for_tests import postgres_for_tests\n"
        "with postgres_for_tests() as url:\n"
        "    print(url, flush=True)\n"
        "    input()\n"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", script], env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout is not None
    folder = Path(run.stdout.readline().strip().partition("host=")[2]).parent
    assert is_named_by_a_process(folder)
    run.kill()
    run.wait()
    deadline = time.monotonic() + 10
    while is_named_by_a_process(folder):
        assert time.monotonic() < deadline, "the server outlived its test run"
        time.sleep(0.05)
    shutil.rmtree(folder)


def is_named_by_a_process(folder: Path) -> bool:
    processes = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return str(folder) in processes
