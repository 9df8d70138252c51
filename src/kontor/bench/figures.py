"""Medians, percentiles and spreads. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import msgspec


def percentile(ordered: Sequence[float], part: float) -> float:
    """The value that `part` of the ordered ones do not exceed (nearest rank)."""
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


class Spread(msgspec.Struct, frozen=True):
    """Several runs of one thing."""

    median: float
    least: float
    most: float
    runs: tuple[float, ...]


def spread(runs: Sequence[float]) -> Spread:
    return Spread(median(runs), min(runs), max(runs), tuple(runs))
