"""What is still to be billed or shipped, order by order, with the hold that keeps it back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from kontor.access.types import Actor
from kontor.kernel.money import decimal_from_minor
from kontor.kernel.quantity import quantity_text
from kontor.kernel.statements import read_page
from kontor.kernel.wire import Page
from kontor.sales.sql.order_pages import (
    OrderFilters,
    OrderListRow,
    WaitingLine,
    listed_lines_read,
    outstanding_orders_read,
)


class OutstandingLine(msgspec.Struct, frozen=True):
    """`quantity` is in `pack`, the rest base units: promised, gone, still to go, and of that neither promised nor gone.

    `amount` is the whole line's, tax included.
    """

    position: int
    sku: str
    name: str
    pack: str
    quantity: str
    quantity_base: int
    reserved_base: int
    shipped_base: int
    unshipped_base: int
    backordered_base: int
    amount: str


class OutstandingOrder(msgspec.Struct, frozen=True):
    """An order that waits, and the lines it waits for: all of them until it is billed, then those not fully shipped."""

    id: int
    number: str
    branch: str
    location: str
    customer: str | None
    customer_name: str | None
    lifecycle: str
    hold: str
    hold_reason: str
    fulfillment: str
    is_billed: bool
    priority: int
    currency: str
    net: str
    tax: str
    total: str
    ordered_at: datetime
    business_date: date
    wanted_on: date | None
    version: int
    lines: tuple[OutstandingLine, ...]


def outstanding_orders(
    *, actor: Actor, filters: OrderFilters, cursor: int | None, limit: int
) -> Page[OutstandingOrder]:
    """One page of the submitted and confirmed orders in the actor's branches, longest waiting first; two reads."""
    rows = read_page(outstanding_orders_read(filters, tuple(actor.branch_ids), after=cursor, limit=limit + 1))
    shown = rows[:limit]
    lines: defaultdict[int, list[WaitingLine]] = defaultdict(list)
    for line in read_page(listed_lines_read([row.id for row in shown], WaitingLine)):
        lines[line.order_id].append(line)
    items = [_order(row, lines[row.id]) for row in shown]
    return Page(items, str(shown[-1].id) if len(rows) > limit else None)


def _order(row: OrderListRow, lines: Iterable[WaitingLine]) -> OutstandingOrder:
    waiting = tuple(
        _line(line, row.currency) for line in lines if not row.is_billed or line.shipped_base < line.quantity_base
    )
    return OutstandingOrder(
        id=row.id,
        number=row.number,
        branch=row.branch,
        location=row.location,
        customer=row.customer,
        customer_name=row.customer_name,
        lifecycle=row.lifecycle,
        hold=row.hold,
        hold_reason=row.hold_reason,
        fulfillment=row.fulfillment,
        is_billed=row.is_billed,
        priority=row.priority,
        currency=row.currency,
        net=decimal_from_minor(row.net_minor, row.currency),
        tax=decimal_from_minor(row.tax_minor, row.currency),
        total=decimal_from_minor(row.total_minor, row.currency),
        ordered_at=row.ordered_at,
        business_date=row.business_date,
        wanted_on=row.wanted_on,
        version=row.version,
        lines=waiting,
    )


def _line(line: WaitingLine, currency: str) -> OutstandingLine:
    waits = line.quantity_base - line.reserved_base - line.issued_base if line.is_stocked else 0
    return OutstandingLine(
        position=line.position,
        sku=line.sku,
        name=line.name,
        pack=line.pack,
        quantity=quantity_text(line.quantity_base, line.pack_factor),
        quantity_base=line.quantity_base,
        reserved_base=line.reserved_base,
        shipped_base=line.shipped_base,
        unshipped_base=line.quantity_base - line.shipped_base,
        backordered_base=waits,
        amount=decimal_from_minor(line.net_minor + line.tax_minor, currency),
    )
