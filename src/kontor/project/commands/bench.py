"""`kontor bench`: how fast it is, as ratios to a reference that runs beside every figure."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kontor.bench.report import page, told
from kontor.kernel.command_line import Outcome, WrongUsage
from kontor.project.postgres_for_tests import postgres_for_tests
from kontor.project.processes import web_command

if TYPE_CHECKING:
    from kontor.bench.bench import Bench
    from kontor.bench.found import Found

#: In this order `all` measures them: what fills the tables most comes after what they are to be small for.
NAMES: Final = (
    "orders",
    "inprocess",
    "batch",
    "bulk",
    "lists",
    "availability",
    "memory",
    "sqlite",
    "growth",
    "statements",
    "all",
)
#: What the deployment guide advises for a database of its own machine, scaled to a small one.
SERVER: Final = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "random_page_cost": "1.1",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=NAMES, help="what to measure")
    parser.add_argument("--seconds", type=float, default=4.0, metavar="S", help="how long one run takes (default: 4)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write what was found as a page, too")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="runs of each kind (default: 5)")
    parser.add_argument(
        "--rows", type=int, default=5_000_000, metavar="N", help="rows of growth's ledger (default: 5,000,000)"
    )


def run(arguments: argparse.Namespace) -> Outcome:
    """Make a database for it, fill it, measure, and drop it. --database-url: an empty one to use instead."""
    if arguments.seconds <= 0 or arguments.rounds < 1 or arguments.rows < 1:
        raise WrongUsage("--seconds, --rounds and --rows are positive.")
    with tempfile.TemporaryDirectory(prefix="kontor-bench-") as name, _database(arguments) as url:
        bench = _bench(arguments, url, Path(name))
        found: list[Found] = []
        for measured in _measure(arguments.what, bench):
            found += measured
            if arguments.write:  # after each measure, so that what was found outlives one that fails
                arguments.write.write_text(page(found, _machine(arguments)))
    return Outcome(report=told(arguments.what, found))


def _measure(what: str, bench: Bench) -> Iterator[Sequence[Found]]:
    from kontor.kernel.planner import settle

    names = [name for name in NAMES if name != "all"] if what == "all" else [what]
    for name in names:
        settle()
        yield importlib.import_module(f"kontor.bench.measures.{name}").measure(bench)


def _machine(arguments: argparse.Namespace) -> dict[str, str]:
    import platform

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = str(cursor.fetchone()[0])
    return {
        "Machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
        "PostgreSQL": f"{version}, fsync and synchronous_commit on, server and clients on the same cores",
        "Python": platform.python_version(),
        "Runs": f"{arguments.rounds} of {arguments.seconds:g} s each",
        "On": datetime.now(UTC).date().isoformat(),
    }


@contextmanager
def _database(arguments: argparse.Namespace) -> Iterator[str]:
    url = arguments.database_url or os.environ.get("DATABASE_URL")
    if url:
        yield url
        return
    with postgres_for_tests(SERVER) as url:
        yield url


def _bench(arguments: argparse.Namespace, url: str, folder: Path) -> Bench:
    """Set Django up on the database, migrate it, and found the company that is measured."""
    os.environ |= {"DATABASE_URL": url, "KONTOR_DATA": str(folder), "KONTOR_SECRET_KEY": "of a measurement " * 4}
    os.environ |= {"KONTOR_LOG_LEVEL": "warning", "KONTOR_API_RATE": "100000000"}
    import django

    django.setup()
    from django.core.management import call_command

    from kontor.bench.bench import Bench
    from kontor.bench.company import make_company, trade
    from kontor.bench.reference import Reference, postmaster_of
    from kontor.kernel.planner import refresh_statistics

    call_command("migrate", interactive=False, verbosity=0)
    _say("Founding the measured company ...")
    company = make_company(now=datetime.now(UTC))
    trade(company, now=datetime.now(UTC))
    refresh_statistics()
    postmaster = postmaster_of()
    reference = Reference(url, folder, postmaster=postmaster)
    reference.install()
    return Bench(
        database_url=url,
        folder=folder,
        seconds=arguments.seconds,
        rounds=arguments.rounds,
        rows=arguments.rows,
        company=company,
        reference=reference,
        web_command=web_command,
        postmaster=postmaster,
        say=_say,
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
