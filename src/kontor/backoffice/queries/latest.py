"""What was sold or brought back last: orders, counter sales and reversals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

from kontor.kernel.statements import Read, among


class LatestOrder(msgspec.Struct, frozen=True):
    """`kind` order or sale (over the counter). The total is minor units."""

    kind: str
    id: int
    order_id: int | None
    number: str
    customer: str | None
    state: str
    at: datetime
    total_minor: int
    currency: str


class LatestReturn(LatestOrder, frozen=True):
    """A reversal; `order_id` is what it brings back, if that is known."""


Transaction = LatestOrder

_IS_COUNTER_SALE: Final = "o.deduct_at = 'place' AND o.closed_at IS NOT NULL AND o.closed_at = o.recorded_at"


def latest_reads(branches: str, most: int) -> list[Read]:
    mine = among("o.branch_id", int)
    orders = (
        f"SELECT CASE WHEN {_IS_COUNTER_SALE} THEN 'sale' ELSE 'order' END AS kind, o.id, o.id AS order_id, o.number,"
        " c.name AS customer, o.lifecycle AS state, o.recorded_at AS at, o.total_minor, o.currency"
        " FROM sales_salesorder o LEFT JOIN parties_customer c ON c.id = o.customer_id"
        f" WHERE {mine} ORDER BY o.id DESC LIMIT {most:d}"
    )
    returns = (
        "SELECT 'return' AS kind, o.id, o.order_id, o.number, c.name AS customer, '' AS state, o.recorded_at AS at,"
        " o.total_minor, o.currency FROM sales_salesreversal o LEFT JOIN parties_customer c ON c.id = o.customer_id"
        f" WHERE {mine} ORDER BY o.id DESC LIMIT {most:d}"
    )
    return [Read(orders, (branches,), LatestOrder), Read(returns, (branches,), LatestReturn)]


def latest_first(rows: Iterable[Transaction], most: int) -> list[Transaction]:
    return sorted(rows, key=lambda row: (row.at, row.kind, row.id), reverse=True)[:most]
