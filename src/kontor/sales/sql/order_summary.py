"""Orders summed up by one of their sides: day, branch, customer, channel, sales rep or state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from kontor.kernel.statements import Read, is_postgres
from kontor.sales.sql.order_pages import OrderFilters, order_conditions


class OrderSummaryRow(msgspec.Struct, frozen=True):
    """One group's sums. Amounts are minor units and leave cancelled orders out."""

    id: int
    code: str | None
    name: str | None
    currency: str
    orders: int
    open: int
    held: int
    shipped: int
    cancelled: int
    net_minor: int
    tax_minor: int
    total_minor: int


class _Side(NamedTuple):
    """`key`: a whole number of the order, by which the groups follow each other; `code` and `name` of `join`."""

    key: str
    code: str
    name: str
    join: str = ""


_STATES: Final = ("draft", "submitted", "confirmed", "closed", "cancelled")
_SUMS: Final = (
    "count(*) AS orders, sum(CASE WHEN o.lifecycle IN ('draft', 'submitted', 'confirmed') THEN 1 ELSE 0 END) AS open,"
    " sum(CASE WHEN o.hold <> '' THEN 1 ELSE 0 END) AS held,"
    " sum(CASE WHEN o.fulfillment = 'full' THEN 1 ELSE 0 END) AS shipped,"
    " sum(CASE WHEN o.lifecycle = 'cancelled' THEN 1 ELSE 0 END) AS cancelled,"
    + ",".join(
        f" CAST(sum(CASE WHEN o.lifecycle = 'cancelled' THEN 0 ELSE o.{name} END) AS bigint) AS {name}"
        for name in ("net_minor", "tax_minor", "total_minor")
    )
)
#: Groups of several businesses never mix: their currencies may differ.
_BUSINESSES: Final = 1_000_000


def _sides() -> dict[str, _Side]:
    if is_postgres():
        day = "CAST(to_char(o.business_date, 'YYYYMMDD') AS bigint)"
    else:
        day = "CAST(replace(o.business_date, '-', '') AS integer)"
    written = "CAST(99999999 - x.key AS text)"
    on = f"substr({written}, 1, 4) || '-' || substr({written}, 5, 2) || '-' || substr({written}, 7, 2)"
    state = "CASE o.lifecycle " + " ".join(f"WHEN '{name}' THEN {key}" for key, name in enumerate(_STATES, 1)) + " END"
    named = "CASE x.key " + " ".join(f"WHEN {key} THEN '{name}'" for key, name in enumerate(_STATES, 1)) + " END"
    return {
        "day": _Side(f"99999999 - {day}", on, "''"),
        "branch": _Side("o.branch_id", "d.code", "d.name", "JOIN organization_branch d ON d.id = x.key"),
        "customer": _Side(
            "coalesce(o.customer_id, 0)", "d.code", "d.name", "LEFT JOIN parties_customer d ON d.id = x.key"
        ),
        "channel": _Side(
            "coalesce(o.channel_id, 0)", "d.code", "d.name", "LEFT JOIN parties_channel d ON d.id = x.key"
        ),
        "sales_rep": _Side(
            "coalesce(o.sales_rep_id, 0)", "d.username", "d.username", "LEFT JOIN access_user d ON d.id = x.key"
        ),
        "state": _Side(state, named, "''"),
    }


#: What orders can be summed up by.
SIDES: Final = ("day", "branch", "customer", "channel", "sales_rep", "state")


def order_summary_read(
    filters: OrderFilters, branch_ids: Sequence[int], *, by: str, after: int | None, limit: int
) -> Read:
    """The first `limit` groups past the one whose id is `after`; days the latest first, others by key."""
    side = _sides()[by]
    conditions = order_conditions(filters, branch_ids)
    id_ = f"({side.key}) * {_BUSINESSES} + b.business_id"
    if after is not None:
        conditions.append((f"{id_} > CAST(%s AS bigint)", (str(after),)))
    where = " AND ".join(condition for condition, _ in conditions)
    sql = (
        f"SELECT x.id, {side.code} AS code, {side.name} AS name, u.currency, x.orders, x.open, x.held, x.shipped,"
        " x.cancelled, x.net_minor, x.tax_minor, x.total_minor FROM ("
        f"SELECT {id_} AS id, {side.key} AS key, b.business_id, {_SUMS} FROM sales_salesorder o"
        f" JOIN organization_branch b ON b.id = o.branch_id WHERE {where}"
        f" GROUP BY {side.key}, b.business_id ORDER BY 1 LIMIT CAST(%s AS bigint)) x"
        f" JOIN organization_business u ON u.id = x.business_id {side.join} ORDER BY x.id"
    )
    return Read(sql, (*(text for _, texts in conditions for text in texts), str(limit)), OrderSummaryRow)
