"""What a measurement finds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from kontor.bench.figures import Spread

REF: Final = "REF"


class Compared(msgspec.Struct, frozen=True):
    """Runs beside runs of something else. `ratio` is of the medians, `ratios` of each pair."""

    name: str
    unit: str
    ratio: float
    ratios: Spread
    rate: Spread
    reference: Spread
    figures: Mapping[str, Spread]
    beside: str = REF

    @property
    def judged(self) -> float:
        """What is held against the target."""
        return self.ratio

    @property
    def further(self) -> Mapping[str, float]:
        return {name: found.median for name, found in self.figures.items()}


class Figure(msgspec.Struct, frozen=True):
    """An amount that needs nothing beside it, such as a count. `ratio` is of the amount to the most it may be."""

    name: str
    unit: str
    amount: float
    ratio: float
    numbers: Mapping[str, float]

    @property
    def judged(self) -> float:
        return self.amount

    @property
    def further(self) -> Mapping[str, float]:
        return self.numbers


Found = Compared | Figure
