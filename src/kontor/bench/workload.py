"""What is asked of the system: orders over SKUs drawn evenly, or as shops sell them, few often and many seldom."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate, chain, repeat
from typing import Final, Literal, TypeVar

T = TypeVar("T")

Skew = Literal["uniform", "zipf"]
EXPONENT: Final = 1.1  # of the Zipf law, as pgbench's random_zipfian takes it


def picker(chance: random.Random, count: int, skew: Skew) -> Callable[[], int]:
    """A function that draws a number from 0 to `count` - 1."""
    if skew == "uniform":
        return lambda: chance.randrange(count)
    weights = _cumulated(count)
    return lambda: bisect(weights, chance.random() * weights[-1])


@cache
def _cumulated(count: int) -> Sequence[float]:
    return list(accumulate(rank**-EXPONENT for rank in range(1, count + 1)))


def draw_lines(chance: random.Random, pick: Callable[[], int], lines: int) -> list[tuple[int, int]]:
    """`lines` distinct (SKU, quantity), the quantity 1 to 5."""
    drawn: dict[int, int] = {}
    while len(drawn) < lines:
        drawn[pick()] = chance.randint(1, 5)
    return list(drawn.items())


def ahead(draw: Callable[[], T], count: int) -> Callable[[], T]:
    """`draw`, with the first `count` drawn now: what a load generator needs for itself is not measured."""
    return chain([draw() for _ in range(count)], (make() for make in repeat(draw))).__next__
