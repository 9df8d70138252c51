"""(e): orders over HTTP with millions of rows in the ledger, beside the same company without: in turns, one server."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from statistics import fmean
from typing import Final

import msgspec

from kontor.bench import cpu
from kontor.bench.bench import Bench, Run, compared
from kontor.bench.company import BenchCompany
from kontor.bench.databases import checkpoint, new_database, number_of, settle
from kontor.bench.elsewhere import environment
from kontor.bench.figures import spread
from kontor.bench.found import Compared
from kontor.bench.founding import found_in, prove_elsewhere
from kontor.bench.hammer import Ask, hammer
from kontor.bench.history import grow
from kontor.bench.in_process import place_in_processes
from kontor.bench.measures.inprocess import work_of
from kontor.bench.measures.orders import CLIENTS, latency, measured_web, ms, order_asks
from kontor.bench.web import WebServer
from kontor.kernel.command_line import CannotRun

_COPIED_SECONDS: Final = 1.0  # of orders placed to be copied
_WARM_UP_SECONDS: Final = 8.0  # until most of the pages in use were written whole, after the checkpoint
_WITHOUT: Final = "kontor_bench_without"
_GROWN: Final = "kontor_bench_grown"
_LEDGER: Final = "SELECT count(*) FROM inventory_stockmovement"
_ORDERS: Final = "SELECT count(*) FROM sales_salesorder"


class _Side(msgspec.Struct, frozen=True):
    url: str
    company: BenchCompany
    web: WebServer


def measure(bench: Bench) -> Sequence[Compared]:
    with ExitStack() as stack:
        without_url = stack.enter_context(new_database(bench.database_url, _WITHOUT))
        bench.say("Founding the measured company ...")
        company = found_in(without_url, skus=len(bench.company.skus), customers=len(bench.company.customers))
        grown_url = stack.enter_context(new_database(bench.database_url, _GROWN, template=_WITHOUT))
        rows = _grow(bench, grown_url, company)
        with (
            measured_web(bench, DATABASE_URL=without_url) as without_web,
            measured_web(bench, DATABASE_URL=grown_url) as grown_web,
        ):
            found = _compare(
                bench, rows, _Side(without_url, company, without_web), _Side(grown_url, company, grown_web)
            )
        for url in (without_url, grown_url):
            bench.say(f"verify: 0 differences over {prove_elsewhere(url):,} movements")
    return [found]


def _grow(bench: Bench, url: str, company: BenchCompany) -> int:
    """Place some orders and copy them until the ledger is as long as it shall be."""
    with environment(DATABASE_URL=url):
        placing = msgspec.structs.replace(bench, company=company)
        place_in_processes(work_of(placing, 250, "uniform", _COPIED_SECONDS, "to be copied"), 2)
    rows = grow(url, bench.rows, bench.say)
    bench.say(f"The grown ledger has {rows:,} rows.")
    return rows


def _compare(bench: Bench, rows: int, without: _Side, grown: _Side) -> Compared:
    """Both sides work before anything is measured: once so that the planner sees tables with rows in them, then, past
    vacuum and checkpoint, until their pages were written whole once."""
    for side in (without, grown):
        _hammer(side, "first", 3.0)
        settle(side.url)
    checkpoint(bench.database_url)
    for side in (without, grown):
        _hammer(side, "again", _WARM_UP_SECONDS)
    pairs = [_pair(bench, without, grown, number) for number in range(bench.rounds)]
    name = f"grown ledger, {rows / 1e6:.1f}M rows"
    found = compared(name, "orders", "empty ledger", [one.rate for one, _ in pairs], [other for _, other in pairs])
    more = {f"{key}_without": spread([one.figures[key] for one, _ in pairs]) for key in ("p99_ms", "database_ms")}
    more |= {"rows": spread([number_of(grown.url, _LEDGER)]), "rows_without": spread([number_of(without.url, _LEDGER)])}
    # Pairs stand close together, so the median of their ratios follows a machine that others use, too.
    return msgspec.structs.replace(found, ratio=found.ratios.median, figures={**found.figures, **more})


def _pair(bench: Bench, without: _Side, grown: _Side, number: int) -> tuple[Run, Run]:
    """Without, grown, grown, without, and the other way round: what becomes steadily slower or faster meanwhile is
    taken out, and how the connections fall on the workers is drawn four times for each."""
    order = (without, grown, grown, without, grown, without, without, grown)
    runs = [(side, _run(bench, side, number)) for side in order]
    pair = _mean([run for side, run in runs if side is without]), _mean([run for side, run in runs if side is grown])
    bench.say(f"growth {number + 1}/{bench.rounds}: {pair[1].rate:,.0f} orders/s, without {pair[0].rate:,.0f}/s")
    return pair


def _mean(runs: Sequence[Run]) -> Run:
    figures = {key: fmean(run.figures[key] for run in runs) for key in runs[0].figures}
    return Run(fmean(run.rate for run in runs), figures)


def _run(bench: Bench, side: _Side, number: int) -> Run:
    before, database, python = number_of(side.url, _ORDERS), bench.database_seconds(), cpu.tree_seconds(side.web.pid)
    load = hammer(side.web.port, _asks(side, str(number), bench.seconds), seconds=bench.seconds, expected=[201])
    database, python = bench.database_seconds() - database, cpu.tree_seconds(side.web.pid) - python
    written = number_of(side.url, _ORDERS) - before
    if written < load.answers[201]:
        raise CannotRun(f"{load.answers[201]} orders were acknowledged and {written} are there.")
    used = {"database_ms": ms(database, written), "python_ms": ms(python, written)}
    return Run(load.rate(201), latency(load) | used)


def _hammer(side: _Side, what: str, seconds: float) -> None:
    hammer(side.web.port, _asks(side, what, seconds), seconds=seconds, expected=[201])


def _asks(side: _Side, seed: str, seconds: float) -> list[Ask]:
    return order_asks(side.company, [f"{seed} {client}" for client in range(CLIENTS)], "uniform", seconds)
