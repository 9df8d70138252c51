"""(f): single orders over HTTP on SQLite with synchronous=FULL, beside the reference on PostgreSQL in the same run."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec

from kontor.bench import cpu
from kontor.bench.bench import Bench, Run, compare
from kontor.bench.company import BenchCompany
from kontor.bench.found import Compared
from kontor.bench.founding import found_on_sqlite, prove_elsewhere
from kontor.bench.hammer import hammer
from kontor.bench.measures.orders import CLIENTS, latency, ms, order_asks
from kontor.bench.web import WebServer, running_web
from kontor.kernel.command_line import CannotRun

CUSTOMERS: Final = 1_000
_ANY: Final = range(200, 600)


class _Shop(msgspec.Struct, frozen=True):
    """What runs on SQLite: everything that `kontor up` starts."""

    file: Path
    company: BenchCompany
    web: WebServer


def measure(bench: Bench) -> Sequence[Compared]:
    data = bench.folder / "sqlite"
    data.mkdir()
    file = data / "kontor.sqlite3"
    bench.say("Founding the measured company on SQLite ...")
    url, company = found_on_sqlite(file, skus=len(bench.company.skus), customers=CUSTOMERS)
    up = [sys.executable, "-m", "kontor", "up", "--no-demo", "--data", str(data)]
    with running_web(lambda port: [*up, "--port", str(port)], bench.folder, environment={"DATABASE_URL": url}) as web:
        shop = _Shop(file, company, web)
        found = compare(bench, "orders on SQLite", "orders", lambda number: _run(bench, shop, number))
    movements = prove_elsewhere(url)
    bench.say(f"verify: 0 differences over {movements:,} movements on SQLite")
    return [found]


def _run(bench: Bench, shop: _Shop, number: int) -> Run:
    seeds = [f"sqlite {number} {client}" for client in range(CLIENTS)]
    asks = order_asks(shop.company, seeds, "uniform", bench.seconds)
    before, python = _orders(shop.file), cpu.tree_seconds(shop.web.pid)
    load = hammer(shop.web.port, asks, seconds=bench.seconds, expected=_ANY)
    python = cpu.tree_seconds(shop.web.pid) - python
    written, taken = _orders(shop.file) - before, load.answers.get(201, 0)
    if not taken <= written:
        raise CannotRun(f"{taken} orders were acknowledged on SQLite and {written} are there.")
    failures = sum(count for status, count in load.answers.items() if status != 201)
    return Run(load.rate(201), latency(load) | {"failures": failures, "python_ms": ms(python, written)})


def _orders(file: Path) -> int:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=20)) as connection:
        return int(connection.execute("SELECT count(*) FROM sales_salesorder").fetchone()[0])
