"""Document numbers such as SO-yyyymmdd-NNNN: from blocks of the business date's series, gaps allowed, never reused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from kontor.kernel.numbers import next_numbers


def order_numbers(dates: Sequence[date]) -> list[str]:
    """A fresh number per date, in the order given."""
    return _numbers("SO", "sales.order", dates)


def reversal_numbers(dates: Sequence[date]) -> list[str]:
    """The same for reversals: RV-yyyymmdd-NNNN."""
    return _numbers("RV", "sales.reversal", dates)


def _numbers(letters: str, series: str, dates: Sequence[date]) -> list[str]:
    days = [on.isoformat().replace("-", "") for on in dates]
    taken = {day: iter(next_numbers(f"{series}:{day}", count)) for day, count in Counter(days).items()}
    return [f"{letters}-{day}-{next(taken[day]):04d}" for day in days]
