"""(h): memory of the whole tree that `kontor up` starts, once all of it has worked; no database server is in it."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kontor.bench.bench import Bench
from kontor.bench.company import BenchCompany
from kontor.bench.found import Figure
from kontor.bench.founding import found_on_sqlite, prove_elsewhere
from kontor.bench.hammer import Ask, hammer, request_bytes
from kontor.bench.measures.orders import CLIENTS, order_ask
from kontor.bench.memory import tree_megabytes
from kontor.bench.proof import prove
from kontor.bench.targets import target_of
from kontor.bench.web import WebServer, fetch, running_web

SKUS: Final = 1_000
PRODUCTION_WORKERS: Final = 4
_SETTLING_SECONDS: Final = 5.0  # the task worker meanwhile takes up the outbox
_READ: Final = (
    "/api/v1/sales-orders?include=lines&limit=50",
    "/api/v1/stock?limit=100",
    "/api/v1/movements?limit=50",
    "/api/v1/customers?limit=50",
)
_SEEN: Final = ("/orders", "/stock", "/stock/movements", "/api/docs/", "/api/schema/")


def measure(bench: Bench) -> Sequence[Figure]:
    data = bench.folder / "up"
    data.mkdir()
    url, company = found_on_sqlite(data / "kontor.sqlite3", skus=SKUS, customers=100)
    found = [_measure(bench, "memory of kontor up, SQLite", _up(data), url, company)]
    prove_elsewhere(url)
    production = _up(data, "--web-workers", str(PRODUCTION_WORKERS))
    name = f"memory of production, {PRODUCTION_WORKERS} web workers, PostgreSQL"
    found.append(_measure(bench, name, production, bench.database_url, bench.company))
    prove(bench)
    return found


def _up(data: Path, *options: str) -> Sequence[str]:
    return [sys.executable, "-m", "kontor", "up", "--no-demo", "--data", str(data), *options]


def _measure(bench: Bench, name: str, up: Sequence[str], url: str, company: BenchCompany) -> Figure:
    """The most of several looks, each after a load of its own."""
    with running_web(lambda port: [*up, "--port", str(port)], bench.folder, environment={"DATABASE_URL": url}) as web:
        fresh = tree_megabytes(web.pid)
        looks = [_look(bench, web, company, number) for number in range(bench.rounds)]
    most = max(looks, key=lambda look: sum(look.values()))
    amount = round(sum(most.values()), 1)
    target = target_of(name)
    assert target is not None
    bench.say(f"{name}: {amount:,.0f} MB in {len(most)} processes")
    after = {f"after load {number}": round(sum(look.values()), 1) for number, look in enumerate(looks, start=1)}
    numbers = {"before any load": round(sum(fresh.values()), 1), **after, "processes": len(most), **most}
    return Figure(name, "MB", amount, round(amount / target.must, 3), numbers)


def _look(bench: Bench, web: WebServer, company: BenchCompany, number: int) -> dict[str, float]:
    """Orders, then lists, each by eight clients, and every sort of page; then what all processes have."""
    orders = [order_ask(company, random.Random(f"{number} {client}"), "uniform") for client in range(CLIENTS)]
    hammer(web.port, orders, seconds=bench.seconds, expected=[201])
    reads = [_read(company, random.Random(f"{number} {client}")) for client in range(CLIENTS)]
    hammer(web.port, reads, seconds=bench.seconds, expected=[200])
    for path in _SEEN * 2 * CLIENTS:  # so often that every web worker has answered each
        assert fetch(web, path, secret=company.secret)
    time.sleep(_SETTLING_SECONDS)
    return tree_megabytes(web.pid)


def _read(company: BenchCompany, chance: random.Random) -> Ask:
    return lambda: request_bytes("GET", chance.choice(_READ), secret=company.secret)
