"""The rows sales writes: one Struct a table or a guarded change, fields named as columns."""

from __future__ import annotations

from datetime import date, datetime

import msgspec


class OrderRow(msgspec.Struct, frozen=True):
    """A row of sales_salesorder."""

    id: int
    number: str
    branch_id: int
    location_id: int
    customer_id: int | None
    channel_id: int | None
    route: str
    priority: int
    sales_rep_id: int | None
    area_sales_manager_id: int | None
    order_mix: str
    location_capacity: int | None
    wanted_on: date | None
    lifecycle: str
    hold: str
    hold_reason: str
    fulfillment: str
    deduct_at: str
    currency: str
    is_tax_inclusive: bool
    discount_minor: int
    net_minor: int
    tax_minor: int
    total_minor: int
    source: str
    external_reference: str
    ordered_at: datetime
    business_date: date
    recorded_at: datetime
    placed_by: int
    confirmed_at: datetime | None
    billed_at: datetime | None
    cancelled_at: datetime | None
    closed_at: datetime | None
    version: int
    custom: str
    is_backordered: bool


class LineRow(msgspec.Struct, frozen=True):
    """A row of sales_orderline, in the order of its columns."""

    position: int
    pack_code: str
    pack_factor: int
    is_stocked: bool
    is_free: bool
    quantity_base: int
    list_price_micros: int
    unit_price_micros: int
    discount_bp: int
    tax_rate_bp: int
    discount_minor: int
    net_minor: int
    tax_minor: int
    reserved_base: int
    issued_base: int
    shipped_base: int
    sku_id: int
    order_id: int


class OrderPostingRow(msgspec.Struct, frozen=True):
    """A row of sales_orderposting."""

    order_id: int
    posting_id: int
    kind: str


class OrderChange(msgspec.Struct, frozen=True):
    """The order as it is after a step; written only if it still has the `version` it was read with."""

    id: int
    version: int
    lifecycle: str
    hold: str
    hold_reason: str
    fulfillment: str
    priority: int
    route: str
    wanted_on: date | None
    discount_minor: int
    net_minor: int
    tax_minor: int
    total_minor: int
    confirmed_at: datetime | None
    billed_at: datetime | None
    cancelled_at: datetime | None
    closed_at: datetime | None
    custom: str
    is_backordered: bool


class LineChange(msgspec.Struct, frozen=True):
    """A line as it is after a step. The order's version guards it."""

    id: int
    quantity_base: int
    pack_code: str
    pack_factor: int
    list_price_micros: int
    unit_price_micros: int
    discount_bp: int
    tax_rate_bp: int
    discount_minor: int
    net_minor: int
    tax_minor: int
    reserved_base: int
    issued_base: int
    shipped_base: int


class ReversalRow(msgspec.Struct, frozen=True):
    """A row of sales_salesreversal."""

    id: int
    number: str
    branch_id: int
    location_id: int
    customer_id: int | None
    order_id: int | None
    posting_id: int | None
    reason: str
    currency: str
    net_minor: int
    tax_minor: int
    total_minor: int
    source: str
    external_reference: str
    occurred_at: datetime
    recorded_at: datetime
    business_date: date
    actor_id: int


class ReversalLineRow(msgspec.Struct, frozen=True):
    """A row of sales_salesreversalline."""

    reversal_id: int
    order_line_id: int | None
    position: int
    sku_id: int
    is_stocked: bool
    quantity_base: int
    unit_price_micros: int
    net_minor: int
    tax_minor: int
