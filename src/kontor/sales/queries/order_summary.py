"""How many orders there are of whom or when, and what they come to."""

from __future__ import annotations

import msgspec

from kontor.access.types import Actor
from kontor.kernel.money import decimal_from_minor
from kontor.kernel.statements import read_page
from kontor.kernel.wire import Page
from kontor.sales.sql.order_pages import OrderFilters
from kontor.sales.sql.order_summary import OrderSummaryRow, order_summary_read


class OrderSummary(msgspec.Struct, frozen=True):
    """The orders of one day, branch, customer, channel, sales rep or state; null where an order has none.

    `orders` counts all; `open`, `held`, `shipped` (in full) and `cancelled` are how many of them are so now. Amounts
    leave cancelled orders out. Each business has groups of its own, in its currency.
    """

    id: int
    code: str | None
    name: str | None
    currency: str
    orders: int
    open: int
    held: int
    shipped: int
    cancelled: int
    net: str
    tax: str
    total: str


def order_summary(
    *, actor: Actor, by: str, filters: OrderFilters, cursor: int | None, limit: int
) -> Page[OrderSummary]:
    """One page of groups `by` one of SIDES, of the orders in the actor's branches that the filters find. One read."""
    rows = read_page(order_summary_read(filters, tuple(actor.branch_ids), by=by, after=cursor, limit=limit + 1))
    shown = rows[:limit]
    return Page([_item(row) for row in shown], str(shown[-1].id) if len(rows) > limit else None)


def _item(row: OrderSummaryRow) -> OrderSummary:
    return OrderSummary(
        id=row.id,
        code=row.code,
        name=row.name,
        currency=row.currency,
        orders=row.orders,
        open=row.open,
        held=row.held,
        shipped=row.shipped,
        cancelled=row.cancelled,
        net=decimal_from_minor(row.net_minor, row.currency),
        tax=decimal_from_minor(row.tax_minor, row.currency),
        total=decimal_from_minor(row.total_minor, row.currency),
    )
