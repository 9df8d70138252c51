"""What a measurement has at hand, and how it is compared: run by run beside the reference, medians of all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from kontor.bench import cpu
from kontor.bench.company import BenchCompany
from kontor.bench.figures import spread
from kontor.bench.found import REF, Compared
from kontor.bench.reference import Reference
from kontor.bench.web import WebCommand


class Bench(msgspec.Struct, frozen=True):
    """A database with the measured company in it. `postmaster` is None where the server is not on this machine."""

    database_url: str
    folder: Path
    seconds: float
    rounds: int
    rows: int  # of the grown ledger
    company: BenchCompany
    reference: Reference
    web_command: WebCommand
    postmaster: int | None
    say: Callable[[str], None]

    def database_seconds(self) -> float:
        """CPU seconds the database has used so far; 0 where nobody can tell."""
        return cpu.tree_seconds(self.postmaster) if self.postmaster else 0.0


class Run(msgspec.Struct, frozen=True):
    """One run: how many units a second, and what else was seen."""

    rate: float
    figures: Mapping[str, float] = {}


def compare(bench: Bench, name: str, unit: str, run: Callable[[int], Run]) -> Compared:
    """Alternate the reference with `run(round)`, so that a machine that changes its mind changes it for both."""
    return alternate(bench, name, unit, REF, lambda _: bench.reference.run(bench.seconds).rate, run)


def alternate(
    bench: Bench, name: str, unit: str, beside: str, other: Callable[[int], float], run: Callable[[int], Run]
) -> Compared:
    """As `compare`, beside `other(round)`, which gives its rate in the same unit."""
    references, runs = [], []
    for number in range(bench.rounds):
        reference = other(number)
        mine = run(number)
        bench.say(f"{name} {number + 1}/{bench.rounds}: {mine.rate:,.0f} {unit}/s, {beside} {reference:,.0f}/s")
        references.append(reference)
        runs.append(mine)
    return compared(name, unit, beside, references, runs)


def compared(name: str, unit: str, beside: str, references: Sequence[float], runs: Sequence[Run]) -> Compared:
    """What pairs of runs amount to; `references` are the rates of the other side."""
    rate, of_reference = spread([one.rate for one in runs]), spread(references)
    figures = {key: spread([one.figures[key] for one in runs]) for key in runs[0].figures}
    return Compared(
        name,
        unit,
        round(rate.median / of_reference.median, 3),
        spread([round(one.rate / other, 3) for one, other in zip(runs, references, strict=True)]),
        rate,
        of_reference,
        figures,
        beside,
    )
