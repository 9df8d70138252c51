"""(d'): what is available of 100 SKUs, beside a ModelSerializer over instances."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kontor.bench.bench import Bench
from kontor.bench.company import LOCATION
from kontor.bench.found import Compared
from kontor.bench.pages import Pages, compare_pages
from kontor.bench.proof import ids_of, prove
from kontor.kernel.planner import refresh_statistics

LIMIT: Final = 100


def measure(bench: Bench) -> Sequence[Compared]:
    refresh_statistics()
    cursors = ids_of("inventory_stocklevel")[: -LIMIT - 1]
    path = f"/api/v1/stock?location={LOCATION}&limit={LIMIT}"
    found = compare_pages(bench, Pages(f"availability of {LIMIT} SKUs", "lists", path, cursors, LIMIT))
    prove(bench)
    return [found]
