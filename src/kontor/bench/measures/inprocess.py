"""(c): `place_orders` called by four processes, one order at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kontor.bench.bench import Bench, Compared, Run, compare
from kontor.bench.company import LOCATION
from kontor.bench.figures import percentile
from kontor.bench.in_process import Work, place_in_processes
from kontor.bench.measures.orders import LINES, ms
from kontor.bench.proof import prove, rows_of
from kontor.bench.workload import Skew

PROCESSES: Final = 4


def measure(bench: Bench) -> Sequence[Compared]:
    found = [
        compare(bench, "in process uniform", "orders", lambda n: run_in_process(bench, PROCESSES, 1, "uniform", n)),
        compare(bench, "in process zipf", "orders", lambda n: run_in_process(bench, PROCESSES, 1, "zipf", n)),
    ]
    prove(bench)
    return found


def run_in_process(bench: Bench, processes: int, size: int, skew: Skew, number: int) -> Run:
    before, database = rows_of("sales_salesorder"), bench.database_seconds()
    company = bench.company
    work = Work(
        actor=company.actor,
        location=LOCATION,
        skus=company.skus,
        customers=company.customers,
        seconds=bench.seconds,
        size=size,
        lines=LINES,
        skew=skew,
        seed=f"{number} {size} {skew}",
    )
    done = place_in_processes(work, processes)
    orders, written = sum(one.orders for one in done), rows_of("sales_salesorder") - before
    assert written >= orders, f"{orders} orders were acknowledged and {written} are there"
    calls = sorted(call for one in done for call in one.calls_ms)
    figures = {f"p{part}_ms": round(percentile(calls, part / 100), 2) for part in (50, 95, 99)}
    figures["database_ms"] = ms(bench.database_seconds() - database, written)
    figures["python_ms"] = ms(sum(one.python_seconds for one in done), orders)
    return Run(orders / bench.seconds, figures)
