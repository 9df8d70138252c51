"""(c): `place_orders` called by four processes, one order at a time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from kontor.bench.bench import Bench, Run, compare
from kontor.bench.company import LOCATION
from kontor.bench.elsewhere import environment
from kontor.bench.figures import percentile
from kontor.bench.found import Compared
from kontor.bench.in_process import Work, place_in_processes
from kontor.bench.measures.orders import LINES, ms
from kontor.bench.proof import prove, rows_of
from kontor.bench.workload import Skew

PROCESSES: Final = 4
#: Until the server has taken in what its ended processes used; a process that ends while it is looked for has no CPU.
_REAPED_SECONDS: Final = 0.5


def measure(bench: Bench) -> Sequence[Compared]:
    found = [
        compare(bench, "in process uniform", "orders", lambda n: run_in_process(bench, PROCESSES, 1, "uniform", n)),
        compare(bench, "in process zipf", "orders", lambda n: run_in_process(bench, PROCESSES, 1, "zipf", n)),
    ]
    with environment(KONTOR_PREPARED_STATEMENTS="off"):  # as behind PgBouncer in transaction mode
        name = "without prepared statements, in process"
        found.append(compare(bench, name, "orders", lambda n: run_in_process(bench, PROCESSES, 1, "uniform", n)))
    prove(bench)
    return found


def run_in_process(bench: Bench, processes: int, size: int, skew: Skew, number: int) -> Run:
    before, database = rows_of("sales_salesorder"), bench.database_seconds()
    work = work_of(bench, size, skew, bench.seconds, f"{number} {size} {skew}")
    done = place_in_processes(work, processes)
    time.sleep(_REAPED_SECONDS)
    orders, written = sum(one.orders for one in done), rows_of("sales_salesorder") - before
    assert written >= orders, f"{orders} orders were acknowledged and {written} are there"
    calls = sorted(call for one in done for call in one.calls_ms)
    figures = {f"p{part}_ms": round(percentile(calls, part / 100), 2) for part in (50, 95, 99)}
    figures["database_ms"] = ms(bench.database_seconds() - database, written)
    figures["python_ms"] = ms(sum(one.python_seconds for one in done), orders)
    return Run(sum(one.orders / one.seconds for one in done), figures)


def work_of(bench: Bench, size: int, skew: Skew, seconds: float, seed: str) -> Work:
    """Orders in batches of `size`."""
    company = bench.company
    return Work(
        actor=company.actor,
        location=LOCATION,
        skus=company.skus,
        customers=company.customers,
        seconds=seconds,
        size=size,
        lines=LINES,
        skew=skew,
        seed=seed,
    )
