"""What stands around one order: the names in its header, its stock documents, its reversals and its trail."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import msgspec

from kontor.kernel.statements import Read
from kontor.sales.types import LineState, OrderState


class OrderWithHeader(OrderState, kw_only=True):
    """The order as a transition reads it, and the FMCG header with codes and names for keys.

    `area_id`: where its goods go, the area of the customer's default delivery address, else the customer's.
    """

    area_id: int | None
    branch: str
    branch_name: str
    location: str
    location_name: str
    customer: str | None
    customer_name: str | None
    channel: str | None
    sales_rep: str | None
    area_sales_manager: str | None
    order_mix: str
    location_capacity: int | None
    source: str
    external_reference: str
    ordered_at: datetime
    business_date: date
    recorded_at: datetime
    placed_by: str | None


class NamedLine(LineState, kw_only=True):
    """A line as a transition reads it, and what its SKU is called."""

    name: str


class PostingRow(msgspec.Struct, frozen=True):
    """A stock document the order caused; `kind` is what it did to the order's goods."""

    posting_id: int
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    business_date: date


class ReversalRow(msgspec.Struct, frozen=True):
    id: int
    number: str
    reason: str
    occurred_at: datetime
    currency: str
    total_minor: int


class TrailRow(msgspec.Struct, frozen=True):
    """One audit record; `diff` is JSON text: field -> [old, new]."""

    at: datetime
    actor_id: int
    actor: str | None
    action: str
    diff: str


_ORDER: Final = """SELECT o.id, o.number, o.branch_id, b.business_id, o.location_id, o.customer_id, o.lifecycle, o.hold,
 o.hold_reason, o.fulfillment, o.deduct_at, o.currency, o.is_tax_inclusive, o.discount_minor, o.net_minor, o.tax_minor,
 o.total_minor, o.priority, o.route, o.wanted_on, o.version, o.confirmed_at, o.billed_at, o.cancelled_at,
 o.closed_at, o.custom, b.time_zone, CAST(b.day_starts_at AS text) AS day_starts_at, b.closed_through_on,
 p.shortage_policy = 'accept' AS accepts_shortage, b.code AS branch, b.name AS branch_name, p.code AS location,
 p.name AS location_name, coalesce(d.area_id, c.area_id) AS area_id,
 c.code AS customer, c.name AS customer_name, h.code AS channel, r.username AS sales_rep,
 m.username AS area_sales_manager, o.order_mix, o.location_capacity, o.source, o.external_reference, o.ordered_at,
 o.business_date, o.recorded_at, u.username AS placed_by
 FROM sales_salesorder o JOIN organization_branch b ON b.id = o.branch_id
 JOIN inventory_location p ON p.id = o.location_id LEFT JOIN parties_customer c ON c.id = o.customer_id
 LEFT JOIN parties_address d ON d.customer_id = c.id AND d.kind = 'delivery' AND d.is_default
 LEFT JOIN parties_channel h ON h.id = o.channel_id LEFT JOIN access_user r ON r.id = o.sales_rep_id
 LEFT JOIN access_user m ON m.id = o.area_sales_manager_id LEFT JOIN access_user u ON u.id = o.placed_by
 WHERE o.id = CAST(%s AS bigint)"""

_LINES: Final = """SELECT l.id, l.order_id, l.position, l.sku_id, s.code AS sku_code, l.pack_code, l.pack_factor,
 l.is_stocked, l.is_free, l.quantity_base, l.list_price_micros, l.unit_price_micros, l.discount_bp, l.tax_rate_bp,
 l.discount_minor, l.net_minor, l.tax_minor, l.reserved_base, l.issued_base, l.shipped_base, s.name
 FROM sales_orderline l JOIN catalog_sku s ON s.id = l.sku_id
 WHERE l.order_id = CAST(%s AS bigint) ORDER BY l.position"""

_POSTINGS: Final = """SELECT k.posting_id, k.kind, g.occurred_at, g.recorded_at, g.business_date
 FROM sales_orderposting k JOIN inventory_stockposting g ON g.id = k.posting_id
 WHERE k.order_id = CAST(%s AS bigint) ORDER BY k.id"""

_REVERSALS: Final = """SELECT id, number, reason, occurred_at, currency, total_minor FROM sales_salesreversal
 WHERE order_id = CAST(%s AS bigint) ORDER BY id"""

_TRAIL: Final = """SELECT a.at, a.actor_id, u.username AS actor, a.action, a.diff
 FROM access_auditrecord a LEFT JOIN access_user u ON u.id = a.actor_id WHERE a.subject = %s ORDER BY a.id"""


def order_read(order_id: int) -> Read:
    return Read(_ORDER, (str(order_id),), OrderWithHeader)


def named_lines_read(order_id: int) -> Read:
    return Read(_LINES, (str(order_id),), NamedLine)


def postings_read(order_id: int) -> Read:
    return Read(_POSTINGS, (str(order_id),), PostingRow)


def reversals_read(order_id: int) -> Read:
    return Read(_REVERSALS, (str(order_id),), ReversalRow)


def trail_read(order_id: int) -> Read:
    return Read(_TRAIL, (f"sales.order:{order_id}",), TrailRow)
