"""(b): batches of orders in one call, each order taken or refused on its own; two writers, in process and over HTTP."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from typing import Final

import msgspec

from kontor.bench import cpu
from kontor.bench.bench import Bench, Run, compare
from kontor.bench.found import Compared
from kontor.bench.hammer import Ask, hammer, request_bytes
from kontor.bench.measures.inprocess import run_in_process
from kontor.bench.measures.orders import latency, measured_web, ms, order_body
from kontor.bench.proof import prove, rows_of
from kontor.bench.web import WebServer

SIZE: Final = 100
WRITERS: Final = 2
PATH: Final = "/api/v1/sales-orders/batch"


def measure(bench: Bench) -> Sequence[Compared]:
    found = [
        compare(bench, "batch of 100", "orders", lambda n: run_in_process(bench, WRITERS, SIZE, "uniform", n)),
        compare(bench, "batch of 500", "orders", lambda n: run_in_process(bench, WRITERS, 500, "uniform", n)),
        compare(bench, "batch of 100 zipf", "orders", lambda n: run_in_process(bench, WRITERS, SIZE, "zipf", n)),
    ]
    with measured_web(bench) as web:
        found.append(compare(bench, "batch of 100 over HTTP", "orders", lambda n: _over_http(bench, web, n)))
    prove(bench)
    return found


def _over_http(bench: Bench, web: WebServer, number: int) -> Run:
    asks = [_ask(bench, random.Random(f"batch {number} {client}")) for client in range(WRITERS)]
    before, database, python = rows_of("sales_salesorder"), bench.database_seconds(), cpu.tree_seconds(web.pid)
    load = hammer(web.port, asks, seconds=bench.seconds, expected=[200])
    written = rows_of("sales_salesorder") - before
    assert written >= load.answers[200] * SIZE, f"{load.answers[200]} batches acknowledged, {written} orders there"
    database, python = bench.database_seconds() - database, cpu.tree_seconds(web.pid) - python
    return Run(
        load.rate(200) * SIZE,
        latency(load) | {"database_ms": ms(database, written), "python_ms": ms(python, written)},
    )


def _ask(bench: Bench, chance: random.Random) -> Ask:
    def ask() -> bytes:
        body = {"orders": [order_body(bench.company, chance, "uniform") for _ in range(SIZE)]}
        secret, key = bench.company.secret, uuid.uuid4().hex
        return request_bytes("POST", PATH, secret=secret, body=msgspec.json.encode(body), key=key)

    return ask
