"""What the first page shows: what waits for a person, and the figures of the day. Only what the actor may read."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kontor.access.types import Actor
from kontor.backoffice.queries.shell import IS_OPEN, WAITS
from kontor.inventory.costs import CostView
from kontor.kernel.statements import Read, among, instant_text, is_postgres, keys_text, read_all

MOST_ROWS = 8


class DaySales(msgspec.Struct, frozen=True):
    """What was ordered in one currency on a business date, cancelled orders left out; `before` the same a week ago."""

    currency: str
    orders: int
    total_minor: int
    before_minor: int


class StockSum(msgspec.Struct, frozen=True):
    """All that lies in the actor's branches. `grams` counts what has a weight; value is micros."""

    units: int
    grams: int
    value_micros: int
    skus: int


class WaitingOrder(msgspec.Struct, frozen=True):
    """An order on hold, or one whose goods are not all there yet."""

    id: int
    number: str
    customer: str | None
    hold: str
    hold_reason: str
    since: datetime
    total_minor: int
    currency: str


class OpenAlert(msgspec.Struct, frozen=True):
    id: int
    kind: str
    text: str
    opened_at: datetime


class LastVerify(msgspec.Struct, frozen=True):
    """How the last proof of the books ended."""

    finished_at: datetime
    differences: int


class HomeFigures(msgspec.Struct, frozen=True):
    """What is None or empty is not for the actor, or not there."""

    sales: list[DaySales]
    stock: StockSum | None
    sees_costs: bool
    waiting: list[WaitingOrder]
    alerts: list[OpenAlert]
    last_verify: LastVerify | None


def home_figures(*, actor: Actor, now: datetime) -> HomeFigures:
    """The figures of the actor's branches; what waits most urgently comes first. At most five reads."""
    branches = keys_text(sorted(actor.branch_ids))
    reads = {
        "sales.read": [_sales(branches, now), _waiting(branches)],
        "stock.read": [_stock(branches)],
        "alerts.read": [_alerts(branches)],
        "verify.read": [_verified()],
    }
    wanted = [read for right, some in reads.items() if actor.may(right) for read in some]
    rows = {read.row: found for read, found in zip(wanted, read_all(wanted), strict=True)} if wanted else {}
    return HomeFigures(
        sales=rows.get(DaySales, []),
        stock=next(iter(rows.get(StockSum, [])), None),
        sees_costs=CostView.of(actor).is_open,
        waiting=rows.get(WaitingOrder, []),
        alerts=rows.get(OpenAlert, []),
        last_verify=next(iter(rows.get(LastVerify, [])), None),
    )


def _sales(branches: str, now: datetime) -> Read:
    """The business date of each branch is its latest, so that a day lasts until the first order of the next."""
    day = "CAST(o.business_date AS date)" if is_postgres() else "o.business_date"
    week_before = "t.today - 7" if is_postgres() else "date(t.today, '-7 days')"
    since = "CAST(%s AS timestamptz) - interval '36 hours'" if is_postgres() else "datetime(%s, '-36 hours')"
    mine = among("o.branch_id", int)
    sql = (
        f"WITH t AS (SELECT o.branch_id, max({day}) AS today FROM sales_salesorder o WHERE {mine}"
        f" AND o.recorded_at >= {since} GROUP BY o.branch_id)"
        " SELECT o.currency, CAST(sum(CASE WHEN o.business_date = t.today THEN 1 ELSE 0 END) AS bigint) AS orders,"
        " CAST(sum(CASE WHEN o.business_date = t.today THEN o.total_minor ELSE 0 END) AS bigint) AS total_minor,"
        " CAST(sum(CASE WHEN o.business_date = t.today THEN 0 ELSE o.total_minor END) AS bigint) AS before_minor"
        f" FROM sales_salesorder o JOIN t ON t.branch_id = o.branch_id"
        f" WHERE (o.business_date = t.today OR o.business_date = {week_before}) AND o.lifecycle <> 'cancelled'"
        " GROUP BY o.currency ORDER BY o.currency"
    )
    return Read(sql, (branches, instant_text(now)), DaySales)


def _stock(branches: str) -> Read:
    sql = (
        "SELECT CAST(coalesce(sum(l.on_hand), 0) AS bigint) AS units,"
        " CAST(coalesce(sum(l.on_hand * s.weight_grams), 0) AS bigint) AS grams,"
        " CAST(coalesce(sum(l.value_micros), 0) AS bigint) AS value_micros, count(DISTINCT l.sku_id) AS skus"
        " FROM inventory_stocklevel l JOIN catalog_sku s ON s.id = l.sku_id"
        f" JOIN inventory_location o ON o.id = l.location_id WHERE {among('o.branch_id', int)} AND l.on_hand <> 0"
    )
    return Read(sql, (branches,), StockSum)


def _waiting(branches: str) -> Read:
    sql = (
        "SELECT o.id, o.number, c.name AS customer, o.hold, o.hold_reason, o.recorded_at AS since, o.total_minor,"
        " o.currency FROM sales_salesorder o LEFT JOIN parties_customer c ON c.id = o.customer_id"
        f" WHERE {among('o.branch_id', int)} AND {IS_OPEN} AND {WAITS}"
        f" ORDER BY o.priority, o.recorded_at, o.id LIMIT {MOST_ROWS}"
    )
    return Read(sql, (branches,), WaitingOrder)


def _alerts(branches: str) -> Read:
    sql = (
        "SELECT o.id, o.kind, o.text, o.opened_at FROM alerts_alert o"
        f" WHERE {among('o.branch_id', int)} AND o.resolved_at IS NULL ORDER BY o.opened_at, o.id LIMIT {MOST_ROWS}"
    )
    return Read(sql, (branches,), OpenAlert)


def _verified() -> Read:
    sql = (
        "SELECT v.finished_at, v.differences FROM maintenance_verifyrun v WHERE v.finished_at IS NOT NULL"
        " ORDER BY v.id DESC LIMIT 1"
    )
    return Read(sql, (), LastVerify)
