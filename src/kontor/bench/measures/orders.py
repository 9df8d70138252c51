"""(a) and (a'): single orders over HTTP, confirmed, ten lines each, each with a key of its own."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import msgspec

from kontor.bench import cpu
from kontor.bench.bench import Bench, Run, compare
from kontor.bench.company import LOCATION, BenchCompany
from kontor.bench.found import Compared
from kontor.bench.hammer import Ask, Load, hammer, request_bytes
from kontor.bench.proof import prove, rows_of
from kontor.bench.web import WebServer, running_web
from kontor.bench.workload import Skew, ahead, draw_lines, picker

CLIENTS: Final = 8
LINES: Final = 10
#: Orders a second of all clients, at most: so many are drawn before the clock starts.
_MOST: Final = 1_200
PATH: Final = "/api/v1/sales-orders"


def measure(bench: Bench) -> Sequence[Compared]:
    """Eight kept-alive clients, evenly drawn SKUs, then skewed ones, then one client alone for its latency."""
    with measured_web(bench) as web:
        found = [
            compare(bench, "orders uniform", "orders", lambda n: _run(bench, web, "uniform", CLIENTS, n)),
            compare(bench, "orders zipf", "orders", lambda n: _run(bench, web, "zipf", CLIENTS, n)),
            compare(bench, "orders one client", "orders", lambda n: _run(bench, web, "uniform", 1, n)),
        ]
    # As behind PgBouncer in transaction mode.
    with measured_web(bench, KONTOR_PREPARED_STATEMENTS="off") as web:
        name = "orders without prepared statements"
        found.append(compare(bench, name, "orders", lambda n: _run(bench, web, "uniform", CLIENTS, n)))
    prove(bench)
    return found


@contextmanager
def measured_web(bench: Bench, **settings: str) -> Iterator[WebServer]:
    environment = {"DATABASE_URL": bench.database_url, **settings}
    with running_web(bench.web_command, bench.folder, environment=environment) as web:
        yield web


def _run(bench: Bench, web: WebServer, skew: Skew, clients: int, number: int) -> Run:
    seeds = [f"{number} {client}" for client in range(clients)]
    asks = order_asks(bench.company, seeds, skew, bench.seconds)
    before, database, python = rows_of("sales_salesorder"), bench.database_seconds(), cpu.tree_seconds(web.pid)
    load = hammer(web.port, asks, seconds=bench.seconds, expected=[201])
    database, python = bench.database_seconds() - database, cpu.tree_seconds(web.pid) - python
    written = rows_of("sales_salesorder") - before
    assert written >= load.answers[201], f"{load.answers[201]} orders were acknowledged and {written} are there"
    return Run(load.rate(201), latency(load) | {"database_ms": ms(database, written), "python_ms": ms(python, written)})


def order_asks(company: BenchCompany, seeds: Sequence[str], skew: Skew, seconds: float) -> list[Ask]:
    """One a client, drawn ahead for `seconds` and the warm-up."""
    drawn = round((seconds + 1) * _MOST / len(seeds))
    return [ahead(order_ask(company, random.Random(seed), skew), drawn) for seed in seeds]


def order_ask(company: BenchCompany, chance: random.Random, skew: Skew, lines: int = LINES) -> Ask:
    """A function that makes the next order of one client."""

    def ask() -> bytes:
        body = msgspec.json.encode(order_body(company, chance, skew, lines))
        return request_bytes("POST", PATH, secret=company.secret, body=body, key=uuid.uuid4().hex)

    return ask


def order_body(company: BenchCompany, chance: random.Random, skew: Skew, lines: int = LINES) -> dict[str, object]:
    drawn = draw_lines(chance, picker(chance, len(company.skus), skew), lines)
    return {
        "location": LOCATION,
        "customer": chance.choice(company.customers),
        "confirm": True,
        "lines": [{"sku": company.skus[number], "quantity": quantity} for number, quantity in drawn],
    }


def latency(load: Load) -> dict[str, float]:
    return {"p50_ms": load.p50_ms, "p95_ms": load.p95_ms, "p99_ms": load.p99_ms, "slowest_ms": load.slowest_ms}


def ms(seconds: float, count: int) -> float:
    return round(seconds * 1000 / max(1, count), 3)
