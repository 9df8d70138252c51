"""The reference, REF = 1.00: a set-based stored procedure called by pgbench: PostgreSQL itself taking orders."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Final

import msgspec
from django.db import connection

from kontor.bench import cpu
from kontor.kernel.command_line import CannotRun
from kontor.kernel.postgres.programs import find_program

CLIENTS: Final = 4
_SQL: Final = Path(__file__).with_name("sql") / "reference.sql"
_TABLES: Final = "reference.sales_order, reference.order_line, reference.ledger"


class ReferenceRun(msgspec.Struct, frozen=True):
    """Orders a second, and the database's CPU milliseconds for each (None where nobody can tell)."""

    rate: float
    database_ms: float | None


class Reference:
    """Installed beside the tables it is compared with, in a schema of its own in the same database."""

    def __init__(self, database_url: str, folder: Path, *, postmaster: int | None) -> None:
        self._url = database_url
        self._script = folder / "reference.pgbench"
        self._postmaster = postmaster
        self._pgbench = find_program("pgbench")

    def install(self) -> None:
        self._script.write_text(_script())
        with connection.cursor() as cursor:
            cursor.execute(_SQL.read_text().replace("%", "%%"), [])
            cursor.execute("RESET search_path")

    def run(self, seconds: float, *, clients: int = CLIENTS) -> ReferenceRun:
        """One run on empty order tables. Raises CannotRun when an order failed: then nothing can be compared."""
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {_TABLES}")
        used = self._used()
        command = [self._pgbench, "--no-vacuum", f"--file={self._script}", "--protocol=simple", f"--client={clients}"]
        command += [f"--jobs={min(2, clients)}", f"--time={max(1, round(seconds))}", self._url]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PGOPTIONS": ""})
        rate, done = re.search(r"tps = ([\d.]+)", ran.stdout), re.search(r"actually processed: (\d+)", ran.stdout)
        if ran.returncode or not rate or not done or self._orders() != int(done[1]):
            raise CannotRun(f"The reference could not be measured: {ran.stderr.strip() or ran.stdout.strip()}")
        database_ms = None if used is None else _each((self._used() or 0.0) - used, int(done[1]))
        self._leave_nothing_to_do()
        return ReferenceRun(float(rate[1]), database_ms)

    def _leave_nothing_to_do(self) -> None:
        """Vacuum now what autovacuum would otherwise clean while the other side is measured."""
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {_TABLES}")
            cursor.execute("VACUUM reference.stock, reference.customer")

    def _used(self) -> float | None:
        return cpu.tree_seconds(self._postmaster) if self._postmaster else None

    def _orders(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM reference.sales_order")
            return int(cursor.fetchone()[0])


def _each(seconds: float, count: int) -> float:
    return round(seconds * 1000 / max(1, count), 3)


def _script() -> str:
    """One order of ten SKUs, drawn evenly, as pgbench runs it over and over."""
    draws = [r"\set customer random(1, 1000)"]
    draws += [rf"\set p{n} random(1, 10000)" for n in range(10)] + [rf"\set q{n} random(1, 5)" for n in range(10)]
    lines = ",".join(f'{{"p": :p{n} ,"q": :q{n} }}' for n in range(10))
    return "\n".join(
        [*draws, f'SELECT reference.place_order(\'{{"customer": :customer ,"lines":[{lines}]}}\'::jsonb);\n']
    )


def postmaster_of() -> int | None:
    """The server's first process where it runs on this machine and may be looked at; else None."""
    if not cpu.is_known():
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    return cpu.parent_of(backend)
