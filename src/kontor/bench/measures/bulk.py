"""(b'): thousands of orders loaded in one go, by one writer and by two, evenly drawn and skewed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kontor.bench.bench import Bench, compare
from kontor.bench.found import Compared
from kontor.bench.measures.inprocess import run_in_process
from kontor.bench.proof import prove
from kontor.bench.workload import Skew

SIZE: Final = 1_000
KINDS: Final[tuple[tuple[int, Skew], ...]] = ((1, "uniform"), (1, "zipf"), (2, "uniform"), (2, "zipf"))


def measure(bench: Bench) -> Sequence[Compared]:
    found = [_measure(bench, writers, skew) for writers, skew in KINDS]
    prove(bench)
    return found


def _measure(bench: Bench, writers: int, skew: Skew) -> Compared:
    name = f"bulk load, {writers} writer{'s' if writers > 1 else ''}, {skew}"
    return compare(bench, name, "orders", lambda number: run_in_process(bench, writers, SIZE, skew, number))
