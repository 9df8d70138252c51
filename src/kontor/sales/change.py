"""One step of one order: what it was, what it becomes, and what that writes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

import msgspec

from kontor.access.types import Actor
from kontor.inventory.errors import PeriodClosed
from kontor.inventory.stock_book import Posted
from kontor.organization.calendar import business_date
from kontor.sales.rows import LineChange, LineRow, OrderChange
from kontor.sales.states import is_backordered
from kontor.sales.taking import PostingHead
from kontor.sales.types import LineState, OrderState


class Change(msgspec.Struct):
    """The order and all its lines as they will be; `posted` and its `kind` if goods or promises move."""

    action: str
    order: OrderState
    lines: Sequence[LineState]
    news: Sequence[msgspec.Struct]
    diff: Mapping[str, Sequence[Any]]
    posted: Posted | None = None
    kind: str = ""
    added: Sequence[LineRow] = ()
    removed_ids: Sequence[int] = ()


class Step(msgspec.Struct):
    """What a decision gets: working copies of the order and its lines, a posting id, who and when.

    `issue_costs`: (order id, SKU id) -> unit cost in micros its goods went out with.
    """

    order: OrderState
    lines: list[LineState]
    posting_id: int
    actor: Actor
    now: datetime
    issue_costs: Mapping[tuple[int, int], int] = {}

    def head(self, occurred_at: datetime | None = None, *, is_fact: bool = False) -> PostingHead:
        """The posting's head for this order. Raises PeriodClosed when that day's books are closed."""
        order, at = self.order, occurred_at or self.now
        on = business_date(at, time_zone=order.time_zone, day_starts_at=order.day_starts_at)
        if order.closed_through_on is not None and on <= order.closed_through_on:
            raise PeriodClosed(f"The books are closed through {order.closed_through_on}; date it after that.")
        return PostingHead(order.branch_id, order.location_id, order.number, at, on, is_fact)


_ORDER_FIELDS: Final = attrgetter(
    *(name for name in OrderChange.__struct_fields__ if name not in ("id", "version", "is_backordered"))
)


def order_change(before: OrderState, after: OrderState, lines: Sequence[LineState]) -> OrderChange:
    """`lines` are all the order has after the step."""
    waits = is_backordered(after.lifecycle, lines)
    return OrderChange(*(before.id, before.version, *_ORDER_FIELDS(after), waits))


_CHANGE_FIELDS: Final = attrgetter(*LineChange.__struct_fields__)


def line_change(line: LineState) -> LineChange:
    return LineChange(*_CHANGE_FIELDS(line))


_ROW_FIELDS: Final = attrgetter(*(name for name in LineRow.__struct_fields__ if name != "order_id"))


def line_row(line: LineState, order_id: int) -> LineRow:
    return LineRow(*(*_ROW_FIELDS(line), order_id))
