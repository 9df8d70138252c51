"""One order with everything that stands around it, in one read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from kontor.access.types import Actor
from kontor.customization.fields import values_of
from kontor.customization.types import OrderFields
from kontor.kernel.money import decimal_from_minor, price_text
from kontor.kernel.quantity import quantity_text
from kontor.kernel.statements import read_all
from kontor.parties.queries import suggest_shippers
from kontor.sales.errors import OrderNotFound
from kontor.sales.next_actions import next_actions
from kontor.sales.sql.order_details import (
    NamedLine,
    OrderWithHeader,
    PostingRow,
    ReversalRow,
    TrailRow,
    named_lines_read,
    order_read,
    postings_read,
    reversals_read,
    trail_read,
)


class OrderLineDetail(msgspec.Struct, frozen=True):
    """`quantity` is in `pack`, prices are those of one pack; quantities ending in _base are base units.

    `backordered_base` is wanted and neither reserved nor gone, `unshipped_base` has not left the house yet.
    """

    position: int
    sku: str
    name: str
    pack: str
    pack_factor: int
    is_stocked: bool
    is_free: bool
    quantity: str
    quantity_base: int
    reserved_base: int
    issued_base: int
    shipped_base: int
    unshipped_base: int
    backordered_base: int
    list_price: str
    unit_price: str
    discount_bp: int
    tax_rate_bp: int
    discount: str
    net: str
    tax: str
    total: str


class OrderPostingDetail(msgspec.Struct, frozen=True):
    """A stock document of the order: reserve, release, issue or return."""

    posting_id: int
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    business_date: date


class OrderReversalDetail(msgspec.Struct, frozen=True):
    id: int
    number: str
    reason: str
    occurred_at: datetime
    total: str


class OrderShipper(msgspec.Struct, frozen=True):
    """Who carries goods to where the order goes; `area` is the one it serves, that place or one above it."""

    id: int
    name: str
    phone: str
    area: str


class OrderHistoryEntry(msgspec.Struct, frozen=True):
    """Who did what when; `changes` maps a field to its old and new value. `actor` is null for Kontor itself."""

    at: datetime
    actor_id: int
    actor: str | None
    action: str
    changes: dict[str, list[Any]]


class OrderDetail(msgspec.Struct, frozen=True):
    """An order, its lines, its stock documents, its trail, and what the caller may do with it now.

    `suggested_shipper` is there while goods are still to leave and somebody carries them to where the customer is.
    """

    id: int
    number: str
    version: int
    branch: str
    branch_name: str
    location: str
    location_name: str
    customer: str | None
    customer_name: str | None
    channel: str | None
    route: str
    priority: int
    sales_rep: str | None
    area_sales_manager: str | None
    order_mix: str
    location_capacity: int | None
    wanted_on: date | None
    lifecycle: str
    hold: str
    hold_reason: str
    fulfillment: str
    is_billed: bool
    deduct_at: str
    currency: str
    is_tax_inclusive: bool
    discount: str
    net: str
    tax: str
    total: str
    source: str
    external_reference: str
    ordered_at: datetime
    business_date: date
    recorded_at: datetime
    placed_by: str | None
    confirmed_at: datetime | None
    billed_at: datetime | None
    cancelled_at: datetime | None
    closed_at: datetime | None
    next_actions: tuple[str, ...]
    lines: tuple[OrderLineDetail, ...]
    postings: tuple[OrderPostingDetail, ...]
    reversals: tuple[OrderReversalDetail, ...]
    history: tuple[OrderHistoryEntry, ...]
    suggested_shipper: OrderShipper | None = None
    custom: OrderFields = msgspec.field(default_factory=dict)


def order_detail(*, actor: Actor, order_id: int) -> OrderDetail:
    """The order as it stands. Raises OrderNotFound for one that is not in the actor's branches.

    One round trip on PostgreSQL, and two queries more where a shipper may be suggested.
    """
    orders, lines, postings, reversals, trail = read_all(
        [
            order_read(order_id),
            named_lines_read(order_id),
            postings_read(order_id),
            reversals_read(order_id),
            trail_read(order_id),
        ]
    )
    if not orders or orders[0].branch_id not in actor.branch_ids:
        raise OrderNotFound(order=order_id)
    detail = _detail(orders[0], lines, postings, reversals, trail, actor)
    return msgspec.structs.replace(detail, suggested_shipper=_shipper(orders[0], actor))


def _shipper(order: OrderWithHeader, actor: Actor) -> OrderShipper | None:
    is_to_ship = order.lifecycle != "cancelled" and order.fulfillment != "full"
    if order.area_id is None or not is_to_ship or not actor.may("parties.read"):
        return None
    found = suggest_shippers(area_ids=[order.area_id], actor=actor).get(order.area_id)
    return None if found is None else OrderShipper(found.id, found.name, found.phone, found.area_name)


def _detail(
    order: OrderWithHeader,
    lines: Sequence[NamedLine],
    postings: Sequence[PostingRow],
    reversals: Sequence[ReversalRow],
    trail: Sequence[TrailRow],
    actor: Actor,
) -> OrderDetail:
    currency = order.currency
    return OrderDetail(
        id=order.id,
        number=order.number,
        version=order.version,
        branch=order.branch,
        branch_name=order.branch_name,
        location=order.location,
        location_name=order.location_name,
        customer=order.customer,
        customer_name=order.customer_name,
        channel=order.channel,
        route=order.route,
        priority=order.priority,
        sales_rep=order.sales_rep,
        area_sales_manager=order.area_sales_manager,
        order_mix=order.order_mix,
        location_capacity=order.location_capacity,
        wanted_on=order.wanted_on,
        lifecycle=order.lifecycle,
        hold=order.hold,
        hold_reason=order.hold_reason,
        fulfillment=order.fulfillment,
        is_billed=order.billed_at is not None,
        deduct_at=order.deduct_at,
        currency=currency,
        is_tax_inclusive=order.is_tax_inclusive,
        discount=decimal_from_minor(order.discount_minor, currency),
        net=decimal_from_minor(order.net_minor, currency),
        tax=decimal_from_minor(order.tax_minor, currency),
        total=decimal_from_minor(order.total_minor, currency),
        source=order.source,
        external_reference=order.external_reference,
        custom=values_of(order.custom),
        ordered_at=order.ordered_at,
        business_date=order.business_date,
        recorded_at=order.recorded_at,
        placed_by=order.placed_by,
        confirmed_at=order.confirmed_at,
        billed_at=order.billed_at,
        cancelled_at=order.cancelled_at,
        closed_at=order.closed_at,
        next_actions=next_actions(order, lines, actor),
        lines=tuple(_line(line, currency) for line in lines),
        postings=tuple(_posting(row) for row in postings),
        reversals=tuple(_reversal(row) for row in reversals),
        history=tuple(_entry(row) for row in trail),
    )


def _line(line: NamedLine, currency: str) -> OrderLineDetail:
    return OrderLineDetail(
        position=line.position,
        sku=line.sku_code,
        name=line.name,
        pack=line.pack_code,
        pack_factor=line.pack_factor,
        is_stocked=line.is_stocked,
        is_free=line.is_free,
        quantity=quantity_text(line.quantity_base, line.pack_factor),
        quantity_base=line.quantity_base,
        reserved_base=line.reserved_base,
        issued_base=line.issued_base,
        shipped_base=line.shipped_base,
        unshipped_base=line.quantity_base - line.shipped_base,
        backordered_base=line.open_base if line.is_stocked else 0,
        list_price=price_text(line.list_price_micros),
        unit_price=price_text(line.unit_price_micros),
        discount_bp=line.discount_bp,
        tax_rate_bp=line.tax_rate_bp,
        discount=decimal_from_minor(line.discount_minor, currency),
        net=decimal_from_minor(line.net_minor, currency),
        tax=decimal_from_minor(line.tax_minor, currency),
        total=decimal_from_minor(line.net_minor + line.tax_minor, currency),
    )


def _posting(row: PostingRow) -> OrderPostingDetail:
    return OrderPostingDetail(row.posting_id, row.kind, row.occurred_at, row.recorded_at, row.business_date)


def _reversal(row: ReversalRow) -> OrderReversalDetail:
    return OrderReversalDetail(
        row.id, row.number, row.reason, row.occurred_at, decimal_from_minor(row.total_minor, row.currency)
    )


def _entry(row: TrailRow) -> OrderHistoryEntry:
    return OrderHistoryEntry(row.at, row.actor_id, row.actor, row.action, msgspec.json.decode(row.diff))
