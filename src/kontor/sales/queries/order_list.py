"""Orders, newest first, as rows for lists and screens: no model is built, the page costs one read, lines a second."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from msgspec import UNSET, UnsetType

from kontor.access.types import Actor
from kontor.customization.fields import values_of
from kontor.customization.types import OrderFields
from kontor.kernel.money import PRICE_TEXTS, amount_texts, decimal_from_minor
from kontor.kernel.quantity import quantity_text
from kontor.kernel.statements import read_page, read_values
from kontor.kernel.wire import Page
from kontor.sales.sql.order_pages import (
    OrderFilters,
    OrderListRow,
    listed_lines_read,
    orders_page_read,
)


class OrderListLine(msgspec.Struct, frozen=True):
    """`quantity` is in `pack`; the quantities after it are base units, `unit_price` is that of one pack."""

    position: int
    sku: str
    name: str
    pack: str
    quantity: str
    quantity_base: int
    reserved_base: int
    shipped_base: int
    unit_price: str
    net: str
    tax: str


class OrderListItem(msgspec.Struct, frozen=True):
    """An order in a list. `lines` is there only if it was asked for."""

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
    line_count: int
    source: str
    external_reference: str
    ordered_at: datetime
    business_date: date
    wanted_on: date | None
    version: int
    custom: OrderFields = msgspec.field(default_factory=dict)
    lines: tuple[OrderListLine, ...] | UnsetType = UNSET


def list_orders(
    *,
    actor: Actor,
    filters: OrderFilters,
    cursor: int | None,
    limit: int,
    with_lines: bool = False,
    sort: str = "-id",
) -> Page[OrderListItem]:
    """One page of the orders in the actor's branches, newest first; a filter that names nothing known finds nothing.

    `cursor` is the id the last page ended with, `sort` a column of SORT_COLUMNS. One read, two
    with lines.
    """
    branches = tuple(actor.branch_ids)
    rows = read_page(
        orders_page_read(filters, branches, sort=sort, after=cursor, limit=limit + 1, counts_lines=not with_lines)
    )
    shown = rows[:limit]
    lines = lines_of(shown) if with_lines else None
    items = [_item(row, lines[row.id] if lines is not None else UNSET) for row in shown]
    return Page(items, str(shown[-1].id) if len(rows) > limit else None)


def lines_of(orders: Sequence[OrderListRow]) -> dict[int, tuple[OrderListLine, ...]]:
    """Order id -> its lines, in one read."""
    amounts = {order.id: amount_texts(order.currency) for order in orders}
    found: defaultdict[int, list[OrderListLine]] = defaultdict(list)
    # By place, not by name, and without a ListedLine for each: there are hundreds, and it takes a third off them.
    for order_id, position, sku, name, pack, factor, base, reserved, shipped, micros, net, tax in read_values(
        listed_lines_read(list(amounts))
    ):
        texts = amounts[order_id]
        quantity = quantity_text(base, factor)
        price = PRICE_TEXTS[micros]
        found[order_id].append(
            OrderListLine(position, sku, name, pack, quantity, base, reserved, shipped, price, texts[net], texts[tax])
        )
    return {order_id: tuple(found[order_id]) for order_id in amounts}


def _item(row: OrderListRow, lines: tuple[OrderListLine, ...] | UnsetType) -> OrderListItem:
    return OrderListItem(
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
        line_count=row.line_count if isinstance(lines, UnsetType) else len(lines),
        source=row.source,
        external_reference=row.external_reference,
        ordered_at=row.ordered_at,
        business_date=row.business_date,
        wanted_on=row.wanted_on,
        version=row.version,
        custom=values_of(row.custom),
        lines=lines,
    )
