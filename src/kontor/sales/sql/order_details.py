"""What stands around one order: the names in its header, its stock documents, its reversals and its trail."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import msgspec

from kontor.kernel.statements import Read


class HeaderRow(msgspec.Struct, frozen=True):
    """The FMCG header with codes and names for keys."""

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


class LineName(msgspec.Struct, frozen=True):
    id: int
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


_HEADER: Final = """SELECT b.code AS branch, b.name AS branch_name, p.code AS location, p.name AS location_name,
 c.code AS customer, c.name AS customer_name, h.code AS channel, r.username AS sales_rep,
 m.username AS area_sales_manager, o.order_mix, o.location_capacity, o.source, o.external_reference, o.ordered_at,
 o.business_date, o.recorded_at, u.username AS placed_by
 FROM sales_salesorder o JOIN organization_branch b ON b.id = o.branch_id
 JOIN inventory_location p ON p.id = o.location_id LEFT JOIN parties_customer c ON c.id = o.customer_id
 LEFT JOIN parties_channel h ON h.id = o.channel_id LEFT JOIN access_user r ON r.id = o.sales_rep_id
 LEFT JOIN access_user m ON m.id = o.area_sales_manager_id LEFT JOIN access_user u ON u.id = o.placed_by
 WHERE o.id = CAST(%s AS bigint)"""

_LINE_NAMES: Final = """SELECT l.id, s.name FROM sales_orderline l JOIN catalog_sku s ON s.id = l.sku_id
 WHERE l.order_id = CAST(%s AS bigint)"""

_POSTINGS: Final = """SELECT k.posting_id, k.kind, g.occurred_at, g.recorded_at, g.business_date
 FROM sales_orderposting k JOIN inventory_stockposting g ON g.id = k.posting_id
 WHERE k.order_id = CAST(%s AS bigint) ORDER BY k.id"""

_REVERSALS: Final = """SELECT id, number, reason, occurred_at, currency, total_minor FROM sales_salesreversal
 WHERE order_id = CAST(%s AS bigint) ORDER BY id"""

_TRAIL: Final = """SELECT a.at, a.actor_id, u.username AS actor, a.action, a.diff
 FROM access_auditrecord a LEFT JOIN access_user u ON u.id = a.actor_id WHERE a.subject = %s ORDER BY a.id"""


def header_read(order_id: int) -> Read:
    return Read(_HEADER, (str(order_id),), HeaderRow)


def line_names_read(order_id: int) -> Read:
    return Read(_LINE_NAMES, (str(order_id),), LineName)


def postings_read(order_id: int) -> Read:
    return Read(_POSTINGS, (str(order_id),), PostingRow)


def reversals_read(order_id: int) -> Read:
    return Read(_REVERSALS, (str(order_id),), ReversalRow)


def trail_read(order_id: int) -> Read:
    return Read(_TRAIL, (f"sales.order:{order_id}",), TrailRow)
