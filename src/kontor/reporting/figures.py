"""The figures of a day and what each of them means. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final

import msgspec


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over documents. Amounts are minor units of the branch's currency, quantities base units.

    placed, confirmed, shipped, cancelled: orders, counter sales left out, on the day of that step; shipped is the day
    the last of an order left. reversed: reversal documents. counter_sales: orders that were closed as they were taken.
    ordered: totals of the orders placed that day as they stand now, cancelled ones left out; counter and reversed
    likewise. shipped units, weight and cost: what orders and counter sales took from stock that day, less what came
    back because an order was amended or cancelled before it left; a reversal takes nothing off them.
    """

    orders_placed: int = 0
    orders_confirmed: int = 0
    orders_shipped: int = 0
    orders_cancelled: int = 0
    sales_reversed: int = 0
    counter_sales: int = 0
    ordered_minor: int = 0
    counter_minor: int = 0
    reversed_minor: int = 0
    shipped_units: int = 0
    shipped_grams: int = 0
    shipped_cost_minor: int = 0


class Share(Figures, frozen=True, kw_only=True):
    """What one document is counted as on one day."""

    subject: int
    document_id: int
    branch_id: int
    business_date: date


class DayDelta(Figures, frozen=True, kw_only=True):
    """What is added to one day of one branch."""

    branch_id: int
    business_date: date


ORDER: Final = 1
REVERSAL: Final = 2
MEASURES: Final = Figures.__struct_fields__

ShareKey = tuple[int, int, date]


def key_of(share: Share) -> ShareKey:
    return share.subject, share.document_id, share.business_date


def figures_of(row: Figures) -> tuple[int, ...]:
    return tuple(getattr(row, name) for name in MEASURES)


def changed_shares(kept: Iterable[Share], counted: Iterable[Share]) -> list[Share]:
    """The shares to write so that what is kept becomes what was counted; a day that fell away becomes zeros."""
    before = {key_of(share): share for share in kept}
    after = {key_of(share): share for share in counted}
    nothing = dict.fromkeys(MEASURES, 0)
    gone = [msgspec.structs.replace(share, **nothing) for key, share in before.items() if key not in after]
    changed = [share for key, share in after.items() if key not in before or before[key] != share]
    return sorted([*changed, *(share for share in gone if before[key_of(share)] != share)], key=key_of)


def deltas(kept: Iterable[Share], changed: Iterable[Share]) -> list[DayDelta]:
    """What writing `changed` over `kept` adds to each day; days that stay as they are are left out."""
    before = {key_of(share): share for share in kept}
    sums: defaultdict[tuple[int, date], list[int]] = defaultdict(lambda: [0] * len(MEASURES))
    for share in changed:
        _add(sums[share.branch_id, share.business_date], figures_of(share), 1)
        old = before.get(key_of(share))
        if old is not None:
            _add(sums[old.branch_id, old.business_date], figures_of(old), -1)
    return [
        DayDelta(branch_id=branch_id, business_date=on, **dict(zip(MEASURES, values, strict=True)))
        for (branch_id, on), values in sorted(sums.items())
        if any(values)
    ]


def _add(sums: list[int], values: Iterable[int], sign: int) -> None:
    for index, value in enumerate(values):
        sums[index] += sign * value
