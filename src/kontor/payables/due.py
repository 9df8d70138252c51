"""When a bill is due by what is agreed with its supplier. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from kontor.kernel.money import round_half_away

_NET: Final = "net_"
ADVANCE: Final = "advance_50"


def due_of(terms: str, *, amount_minor: int, billed_on: date, agreed_on: date | None = None) -> tuple[int, date]:
    """How much of a bill is due on its own day already, and the day on which the rest is.

    Net N: all of it N days after the bill. Immediate and on delivery: on the bill's day, since the bill comes with the
    goods. Half in advance: the half (rounded up) on the bill's day, the rest when the goods come. `agreed_on`, the day
    that the bill itself names or the goods are to come, goes before the terms.
    """
    advance = round_half_away(amount_minor, 2) if terms == ADVANCE else 0
    if agreed_on is not None:
        return advance, agreed_on
    days = int(terms.removeprefix(_NET)) if terms.startswith(_NET) else 0
    return advance, billed_on + timedelta(days=days)
