"""What was found as a page and as plain values: the figure first, beside what it must reach, then raw numbers. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from kontor.bench.found import Compared, Figure, Found
from kontor.bench.targets import target_of

_HEAD: Final = """# Performance

Written by `./kontor bench all --write docs/performance.md`. REF = 1.00 is a set-based stored procedure called by
pgbench with four clients, on the same server in the same run, its runs alternating with ours. A ratio is of the
medians; its spread is over the pairs of runs. Every run counted what it wrote, and the books were verified after. What
one measurement wrote was vacuumed before the next, lest autovacuum do it meanwhile.
The letters are those of the table of targets; "held" says whether a figure reaches what it must, and the goal too.
[hot-path.md](hot-path.md) says where the time of an order goes and what was tried.

"""
_COLUMNS: Final = ("p50_ms", "p99_ms", "database_ms", "python_ms")
_RATIOS: Final = (
    "row", "what", "ratio", "must", "goal", "held", "spread", "beside", "a second", "beside, a second", "p50 ms",
    "p99 ms", "database CPU ms", "Python CPU ms",
)  # fmt: skip
_AMOUNTS: Final = ("row", "what", "amount", "must", "goal", "held", "more")


def page(found: Sequence[Found], machine: Mapping[str, str]) -> str:
    """Markdown. `machine` says what it was measured on."""
    compared = [one for one in found if isinstance(one, Compared)]
    amounts = [one for one in found if isinstance(one, Figure)]
    parts = ["\n".join(f"- {name}: {value}" for name, value in machine.items())]
    if compared:
        parts.append(_table("Rates beside something else", _RATIOS, [_ratio_row(one) for one in compared]))
    if amounts:
        parts.append(_table("Amounts", _AMOUNTS, [_amount_row(one) for one in amounts]))
    return _HEAD + "\n\n".join(parts) + "\n"


def told(what: str, found: Sequence[Found]) -> dict[str, Any]:
    """For machines. `ratio` is the first figure's, `is_held` whether every figure with a target holds its must."""
    held = [is_held(one) for one in found]
    raw = [{**msgspec.to_builtins(one), **_judged(one)} for one in found]
    return {"what": what, "ratio": found[0].ratio, "is_held": all(one is not False for one in held), "found": raw}


def is_held(one: Found) -> bool | None:
    """Whether it reaches what it must; None where nothing is asked of it."""
    target = target_of(one.name)
    return None if target is None else target.holds_must(one.judged, one.further)


def reaches_goal(one: Found) -> bool | None:
    """Whether it reaches what is meant, too; None where nothing is asked of it."""
    target = target_of(one.name)
    return None if target is None else target.holds_goal(one.judged, one.further)


def _judged(one: Found) -> dict[str, object]:
    target = target_of(one.name)
    if target is None:
        return {}
    return {
        "row": target.row,
        "must": target.must,
        "goal": target.goal,
        "is_held": is_held(one),
        "reaches_goal": reaches_goal(one),
    }


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"## {title}", "", f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _ratio_row(one: Compared) -> list[str]:
    target = target_of(one.name)
    figures = [f"{one.figures[name].median:.2f}" if name in one.figures else "" for name in _COLUMNS]
    spread = f"{one.ratios.least:.2f} to {one.ratios.most:.2f}"
    rates = [f"{one.rate.median:,.0f}", f"{one.reference.median:,.0f}"]
    wanted = [_asked(target.must, target.limits), _asked(target.goal, target.goal_limits)] if target else ["", ""]
    judged = [target.row if target else "", one.name, f"**{one.ratio:.2f}**", *wanted, _word(one)]
    return [*judged, spread, one.beside, *rates, *figures]


def _amount_row(one: Figure) -> list[str]:
    target = target_of(one.name)
    wanted = [f"{target.must:g}", f"{target.goal:g}"] if target else ["", ""]
    more = ", ".join(f"{name} {value:,.6g}" for name, value in one.numbers.items())
    return [target.row if target else "", one.name, f"**{one.amount:,.6g}** {one.unit}", *wanted, _word(one), more]


def _asked(ratio: float, limits: Mapping[str, float]) -> str:
    """In words; no ratio is asked where it is 0."""
    words = [f"{name.replace('_', ' ')} {limit:g}" for name, limit in limits.items()]
    return ", ".join([f"{ratio:.2f}", *words] if ratio else words)


def _word(one: Found) -> str:
    if reaches_goal(one):
        return "yes, the goal too"
    return {None: "", True: "yes", False: "**no**"}[is_held(one)]
