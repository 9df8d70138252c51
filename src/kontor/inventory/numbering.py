"""Document numbers ADJ-yyyymmdd-NNNN and TRF-yyyymmdd-NNNN: gaps allowed, never reused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from kontor.kernel.numbers import next_numbers


def adjustment_numbers(dates: Sequence[date]) -> list[str]:
    """A fresh number per date, in the order given."""
    return _numbers("adjustment", "ADJ", dates)


def transfer_number(on: date) -> str:
    return _numbers("transfer", "TRF", [on])[0]


def _numbers(series: str, prefix: str, dates: Sequence[date]) -> list[str]:
    taken = {on: iter(next_numbers(f"inventory.{series}:{on:%Y%m%d}", count)) for on, count in Counter(dates).items()}
    return [f"{prefix}-{on:%Y%m%d}-{next(taken[on]):04d}" for on in dates]
