"""(d): a list of 50 orders with customer and lines, beside a ModelSerializer over prefetched instances."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kontor.bench.bench import Bench
from kontor.bench.found import Compared
from kontor.bench.in_process import place_in_processes
from kontor.bench.measures.inprocess import work_of
from kontor.bench.pages import Pages, compare_pages
from kontor.bench.proof import ids_of, prove, rows_of
from kontor.kernel.planner import refresh_statistics

LIMIT: Final = 50
_ORDERS: Final = 3_000  # of ten lines; enough that pages differ


def measure(bench: Bench) -> Sequence[Compared]:
    while rows_of("sales_salesorder") < _ORDERS:
        place_in_processes(work_of(bench, 250, "uniform", 0.5, "to be listed"), 2)
    refresh_statistics()
    cursors = ids_of("sales_salesorder")[LIMIT + 1 :]
    path = f"/api/v1/sales-orders?include=lines&limit={LIMIT}"
    found = compare_pages(bench, Pages(f"list of {LIMIT} orders with lines", "lists", path, cursors, LIMIT))
    prove(bench)
    return [found]
