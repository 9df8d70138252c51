"""(g): statements of an order, counted on the client, whatever its lines; one by one, in a batch, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kontor.bench.bench import Bench
from kontor.bench.elsewhere import call_elsewhere
from kontor.bench.found import Figure
from kontor.bench.founding import found_on_sqlite, prove_elsewhere
from kontor.bench.proof import prove
from kontor.bench.statement_counts import Asked, Counted, count_requests
from kontor.bench.targets import target_of

LINES: Final = (1, 10, 100)
BATCH: Final = 100
ASKED: Final = tuple(Asked(orders, lines) for orders in (1, BATCH) for lines in LINES)
SKUS: Final = 500


def measure(bench: Bench) -> Sequence[Figure]:
    counted = call_elsewhere(bench.database_url, count_requests, bench.company, ASKED)
    found = [_figure("PostgreSQL", one) for one in counted]
    prove(bench)
    url, company = found_on_sqlite(bench.folder / "statements.sqlite3", skus=SKUS, customers=10)
    found += [_figure("SQLite", one) for one in call_elsewhere(url, count_requests, company, ASKED)]
    movements = prove_elsewhere(url)
    bench.say(f"verify: 0 differences over {movements:,} movements on SQLite")
    for figure in found:
        bench.say(f"{figure.name}: {figure.amount:g}")
    return found


def _figure(database: str, counted: Counted) -> Figure:
    """Statements an order: those of the call, shared by its orders."""
    asked, count = counted.asked, counted.count
    lines = f"{asked.lines} line{'s' if asked.lines > 1 else ''}"
    what = f"an order of {lines}" if asked.orders == 1 else f"an order of {lines} in a batch of {asked.orders}"
    name = f"statements of {what} on {database}"
    target = target_of(name)
    assert target is not None
    numbers: dict[str, float] = {"of the call": count.statements}
    if database == "PostgreSQL":
        numbers["prepared anew"] = count.prepared
    else:
        numbers |= {"reads": count.reads, "writes": count.writes, "BEGIN and COMMIT": count.brackets}
        numbers["steps of the engine"] = count.steps
    amount = count.statements / asked.orders
    return Figure(name, "statements", amount, round(amount / target.must, 4), numbers)
