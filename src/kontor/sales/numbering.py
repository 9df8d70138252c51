"""Order numbers SO-yyyymmdd-NNNN: from blocks of the business date's series, gaps allowed, never reused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from kontor.kernel.numbers import next_numbers


def order_numbers(dates: Sequence[date]) -> list[str]:
    """A fresh number per date, in the order given."""
    taken = {on: iter(next_numbers(f"sales.order:{on:%Y%m%d}", count)) for on, count in Counter(dates).items()}
    return [f"SO-{on:%Y%m%d}-{next(taken[on]):04d}" for on in dates]


def reversal_numbers(dates: Sequence[date]) -> list[str]:
    """The same for reversals: RV-yyyymmdd-NNNN."""
    taken = {on: iter(next_numbers(f"sales.reversal:{on:%Y%m%d}", count)) for on, count in Counter(dates).items()}
    return [f"RV-{on:%Y%m%d}-{next(taken[on]):04d}" for on in dates]
