"""What each figure must reach and is meant to reach. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec


class Target(msgspec.Struct, frozen=True):
    """`row` is the letter it goes by. `at_most`: the figure may not be above these; else not below.

    `limits` are on further numbers, each of which may not be above its limit; `goal_limits` belong to the goal.
    """

    row: str
    must: float
    goal: float
    at_most: bool = False
    limits: Mapping[str, float] = {}
    goal_limits: Mapping[str, float] = {}

    def holds_must(self, figure: float, further: Mapping[str, float]) -> bool:
        return self._reaches(figure, self.must) and _within(further, self.limits)

    def holds_goal(self, figure: float, further: Mapping[str, float]) -> bool:
        return (
            self.holds_must(figure, further) and self._reaches(figure, self.goal) and _within(further, self.goal_limits)
        )

    def _reaches(self, figure: float, wanted: float) -> bool:
        return figure <= wanted if self.at_most else figure >= wanted


def _within(further: Mapping[str, float], limits: Mapping[str, float]) -> bool:
    return all(further[name] <= limit for name, limit in limits.items())


_BATCH: Final = Target("b", 0.6, 1.3)
_BULK: Final = Target("b'", 1.0, 1.6)
_LIST: Final = Target("d", 5.0, 8.0)
_AVAILABILITY: Final = Target("d'", 3.0, 3.6)
_STATEMENTS: Final = Target("g", 15, 4, at_most=True)

#: By the beginning of a figure's name; the longest that fits counts.
TARGETS: Final[Mapping[str, Target]] = {
    "orders uniform": Target("a", 0.20, 0.35, limits={"p99_ms": 40}),
    # The other half of (a)'s goal; nothing is asked of the rate of one client.
    "orders one client": Target("a", 0, 0, goal_limits={"p50_ms": 4}),
    "orders zipf": Target("a'", 0.15, 0.30),
    "batch of": _BATCH,
    "bulk load": _BULK,
    "in process uniform": Target("c", 0.3, 0.5),
    "list of": _LIST,
    "availability of": _AVAILABILITY,
    "grown ledger": Target("e", 0.90, 0.95),
    "orders on SQLite": Target("f", 0.15, 0.22, limits={"failures": 0}, goal_limits={"p99_ms": 50}),
    "statements": _STATEMENTS,
    "memory of kontor up": Target("h", 400, 340, at_most=True),
    "memory of production": Target("h", 650, 580, at_most=True),
}


def target_of(name: str) -> Target | None:
    """The target of the figure of this name; None where it has none."""
    fitting = [beginning for beginning in TARGETS if name.startswith(beginning)]
    return TARGETS[max(fitting, key=len)] if fitting else None
