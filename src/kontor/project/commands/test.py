"""`kontor test`: every test twice, on SQLite and on PostgreSQL, since what holds on one need not hold on the other."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final

from kontor.kernel.command_line import FOUND, Outcome
from kontor.project.postgres_for_tests import postgres_for_tests
from kontor.project.supervisor import end_with_parent

_PASSES: Final = ("sqlite", "postgres")
_NO_TESTS: Final = 5  # pytest's exit code when the arguments select nothing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", choices=_PASSES, help="run one of the two passes")
    parser.add_argument("--long", action="store_true", help="run the long tier too")
    parser.epilog = "Every other argument goes to pytest."


def run(arguments: argparse.Namespace) -> Outcome:
    """Run the passes one after the other, also after the first failed; found when either did."""
    pytest = [*_distribution(arguments.rest), *(["--long"] if arguments.long else []), *arguments.rest]
    codes: dict[str, int] = {}
    lines: list[str] = []
    with _terminated_like_interrupted():
        for name in (arguments.only,) if arguments.only else _PASSES:
            print(f"== Tests on {name}", flush=True)
            started = time.monotonic()
            with _database(name) as url:
                codes[name] = _run_pytest(pytest, database_url=url)
            lines.append(f"{name}: {_verdict(codes[name])} ({time.monotonic() - started:.0f} s)")
    print("\n".join(lines), flush=True)
    failed = set(codes.values()) - {0, _NO_TESTS} or set(codes.values()) == {_NO_TESTS}
    return Outcome(FOUND if failed else 0, {name: _verdict(code) for name, code in codes.items()})


def _distribution(rest: Sequence[str]) -> list[str]:
    """Two processes, unless the caller says how many, or wants to look into one."""
    is_chosen = any(argument.startswith(("-n", "-p", "--numprocesses", "--pdb", "--dist")) for argument in rest)
    return [] if is_chosen else ["-n", "2", "--dist", "loadgroup"]


def _database(name: str) -> AbstractContextManager[str]:
    """The URL of the pass's database; empty for SQLite, which needs none."""
    if name == "sqlite":
        return nullcontext("")
    if url := os.environ.get("KONTOR_TEST_DATABASE_URL"):
        return nullcontext(url)
    if os.environ.get("CI", "").lower() == "true" and os.environ.get("PGHOST"):
        return nullcontext("postgresql:///postgres")  # the rest stands in the other PG variables
    return postgres_for_tests()


def _run_pytest(arguments: Sequence[str], *, database_url: str) -> int:
    """Run pytest apart from this installation's settings and data."""
    from kontor.project.settings import NAMES_READ_ELSEWHERE, ROOT

    with tempfile.TemporaryDirectory(prefix="kontor-test-") as data:
        environment = {
            name: value
            for name, value in os.environ.items()
            if name in NAMES_READ_ELSEWHERE or not name.startswith(("KONTOR_", "DATABASE_URL"))
        }
        environment["KONTOR_DATA"] = data
        if database_url:
            environment["DATABASE_URL"] = database_url
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *arguments], env=environment, cwd=ROOT, preexec_fn=end_with_parent
        )
        try:
            return process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()


@contextmanager
def _terminated_like_interrupted() -> Iterator[None]:
    """SIGTERM ends the run as Ctrl-C does, so that the database server ends with it."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _verdict(code: int) -> str:
    return {0: "passed", _NO_TESTS: "no tests selected"}.get(code, "FAILED")
