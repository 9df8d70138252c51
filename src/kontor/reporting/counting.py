"""What a document is counted as, day by day. Pure: the same document gives the same shares, however often it is asked.

A step that has only an instant is counted on the business date that the branch had for it when it was counted first:
moving a branch's cut-over later does not move figures that people have seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from kontor.kernel.money import currency_exponent, round_half_away
from kontor.organization.calendar import business_date
from kontor.reporting.figures import ORDER, REVERSAL, Share


class OrderFacts(msgspec.Struct, frozen=True):
    """An order as it stands, with what decides its days. The total is minor units."""

    id: int
    branch_id: int
    business_date: date
    time_zone: str
    day_starts_at: str
    currency: str
    total_minor: int
    deduct_at: str
    recorded_at: datetime
    confirmed_at: datetime | None
    closed_at: datetime | None
    cancelled_at: datetime | None
    branch_version: int  # above 1 its time zone or cut-over may have been another


class GoodsFacts(msgspec.Struct, frozen=True):
    """What an order took from stock on a business date, less what it gave back. Grams where the weight is known."""

    order_id: int
    business_date: date
    units: int
    grams: int
    cost_micros: int


class ReversalFacts(msgspec.Struct, frozen=True):
    id: int
    branch_id: int
    business_date: date
    total_minor: int


#: Steps of an order that have an instant only.
STEPS: Final = ("orders_confirmed", "orders_shipped", "orders_cancelled")
#: How far the business dates of one instant can lie apart, whatever the branch's time zone and cut-over.
_MOST_APART: Final = timedelta(days=2)


def order_shares(order: OrderFacts, goods: Iterable[GoodsFacts], kept: Iterable[Share] = ()) -> list[Share]:
    """One share for each business date the order is counted on; `kept` are those it had, for the days of its steps."""
    days: defaultdict[date, dict[str, int]] = defaultdict(dict)
    for name, value in _own(order).items():
        days[order.business_date][name] = value
    for name, on in _step_days(order, kept).items():
        days[on][name] = 1
    for row in goods:
        cost = round_half_away(row.cost_micros, 10 ** (6 - currency_exponent(order.currency)))
        days[row.business_date] |= {
            "shipped_units": row.units,
            "shipped_grams": row.grams,
            "shipped_cost_minor": cost,
        }
    return [
        Share(subject=ORDER, document_id=order.id, branch_id=order.branch_id, business_date=on, **values)
        for on, values in sorted(days.items())
    ]


def counted_shares(
    orders: Iterable[OrderFacts],
    goods: Iterable[GoodsFacts],
    reversals: Iterable[ReversalFacts],
    kept: Iterable[Share] = (),
) -> list[Share]:
    """The shares of all these documents."""
    goods_of: defaultdict[int, list[GoodsFacts]] = defaultdict(list)
    for row in goods:
        goods_of[row.order_id].append(row)
    kept_of: defaultdict[int, list[Share]] = defaultdict(list)
    for share in kept:
        kept_of[share.document_id].append(share)
    counted = [share for order in orders for share in order_shares(order, goods_of[order.id], kept_of[order.id])]
    return [*counted, *map(reversal_share, reversals)]


def reversal_share(reversal: ReversalFacts) -> Share:
    return Share(
        subject=REVERSAL,
        document_id=reversal.id,
        branch_id=reversal.branch_id,
        business_date=reversal.business_date,
        sales_reversed=1,
        reversed_minor=reversal.total_minor,
    )


def is_counter_sale(order: OrderFacts) -> bool:
    """Whether it was handed over as it was taken; one that was short then is an order like any other."""
    return order.deduct_at == "place" and order.closed_at is not None and order.closed_at == order.recorded_at


def _own(order: OrderFacts) -> Mapping[str, int]:
    if is_counter_sale(order):
        return {"counter_sales": 1, "counter_minor": order.total_minor}
    return {"orders_placed": 1, "ordered_minor": 0 if order.cancelled_at else order.total_minor}


def _step_days(order: OrderFacts, kept: Iterable[Share]) -> dict[str, date]:
    if is_counter_sale(order):
        return {}
    instants = dict(zip(STEPS, (order.confirmed_at, order.closed_at, order.cancelled_at), strict=True))
    known = {name: share.business_date for share in kept for name in STEPS if getattr(share, name)}
    return {name: _day(order, at, known.get(name)) for name, at in instants.items() if at is not None}


def _day(order: OrderFacts, at: datetime, known: date | None) -> date:
    """The day it was counted on, unless no time zone and cut-over could ever have made it that one."""
    today = business_date(at, time_zone=order.time_zone, day_starts_at=order.day_starts_at)
    return known if known is not None and abs(known - today) <= _MOST_APART else today
