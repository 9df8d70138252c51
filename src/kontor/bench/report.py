"""What was found as a page: ratios first, then raw numbers and spread. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kontor.bench.bench import Compared

_HEAD = """# Performance

Written by `./kontor bench all --write docs/performance.md`. REF = 1.00 is a set-based stored procedure called by
pgbench with four clients, on the same server in the same run, its runs alternating with ours. A ratio is of the
medians; its spread is over the pairs of runs. Every run counted the rows it wrote, and the books were verified after.

"""
_COLUMNS = ("p50_ms", "p99_ms", "database_ms", "python_ms")


def page(found: Sequence[Compared], machine: Mapping[str, str]) -> str:
    """Markdown. `machine` says what it was measured on."""
    lines = [f"- {name}: {value}" for name, value in machine.items()]
    lines += [
        "",
        "| what | ratio | spread | a second | REF a second | p50 ms | p99 ms | database CPU ms | Python CPU ms |",
        "|---|---|---|---|---|---|---|---|---|",
        *(_row(one) for one in found),
    ]
    return _HEAD + "\n".join(lines) + "\n"


def _row(one: Compared) -> str:
    figures = [f"{one.figures[name].median:.2f}" if name in one.figures else "" for name in _COLUMNS]
    spread = f"{one.ratios.least:.2f} to {one.ratios.most:.2f}"
    rates = [f"{one.rate.median:,.0f}", f"{one.reference.median:,.0f}"]
    return f"| {' | '.join([one.name, f'**{one.ratio:.2f}**', spread, *rates, *figures])} |"
