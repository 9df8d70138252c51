"""What a measurement has at hand, and how it is compared: run by run beside the reference, medians of all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from kontor.bench import cpu
from kontor.bench.company import BenchCompany
from kontor.bench.figures import Spread, spread
from kontor.bench.reference import Reference
from kontor.bench.web import WebCommand


class Bench(msgspec.Struct, frozen=True):
    """A database with the measured company in it. `postmaster` is None where the server is not on this machine."""

    database_url: str
    folder: Path
    seconds: float
    rounds: int
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


class Compared(msgspec.Struct, frozen=True):
    """Runs beside runs of the reference. `ratio` is of the medians, `ratios` of each pair."""

    name: str
    unit: str
    ratio: float
    ratios: Spread
    rate: Spread
    reference: Spread
    figures: Mapping[str, Spread]


def compare(bench: Bench, name: str, unit: str, run: Callable[[int], Run]) -> Compared:
    """Alternate the reference with `run(round)`, so that a machine that changes its mind changes it for both."""
    references, runs = [], []
    for number in range(bench.rounds):
        reference = bench.reference.run(bench.seconds)
        mine = run(number)
        bench.say(f"{name} {number + 1}/{bench.rounds}: {mine.rate:,.0f} {unit}/s, REF {reference.rate:,.0f}/s")
        references.append(reference.rate)
        runs.append(mine)
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
    )
