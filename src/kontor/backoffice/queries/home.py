"""What the first page shows: what waits for a person, and the figures of the day. Only what the actor may read."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from kontor.access.types import Actor
from kontor.backoffice.day_figures import DayRow, Today, todays
from kontor.backoffice.half_year import (
    DAYS_READ,
    Compared,
    HalfYear,
    half_year,
    pending_against_yesterday,
    returns_this_month,
)
from kontor.backoffice.hold_reasons import in_names, sku_codes
from kontor.backoffice.queries.latest import LatestOrder, LatestReturn, Transaction, latest_first, latest_reads
from kontor.backoffice.queries.names import sku_names
from kontor.backoffice.queries.shell import IS_OPEN, waiting_ids
from kontor.backoffice.queries.stock_today import StockSum, stock_today_read, todays_of_branches
from kontor.inventory.costs import CostView
from kontor.kernel.statements import Read, among, is_postgres, keys_text, read_all

MOST_ROWS = 8


class OpenOrders(msgspec.Struct, frozen=True):
    open: int


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

    today: list[Today]
    half_year: HalfYear | None
    pending: Compared | None
    returns: Compared | None
    latest: list[Transaction]
    stock: StockSum | None
    sees_costs: bool
    waiting: list[WaitingOrder]
    alerts: list[OpenAlert]
    last_verify: LastVerify | None


def home_figures(*, actor: Actor, now: datetime) -> HomeFigures:
    """The figures of the actor's branches; what waits most urgently comes first. Two statements."""
    branches = keys_text(sorted(actor.branch_ids))
    reads = {
        "sales.read": [_days(branches, now), _open(branches), _waiting(branches), *latest_reads(branches, MOST_ROWS)],
        "stock.read": [stock_today_read(branches, todays_of_branches(now))] if actor.may("stock.read") else [],
        "alerts.read": [_alerts(branches)],
        "verify.read": [_verified()],
    }
    wanted = [read for right, some in reads.items() if actor.may(right) for read in some]
    rows = {read.row: found for read, found in zip(wanted, read_all(wanted), strict=True)} if wanted else {}
    days, sells = rows.get(DayRow, []), actor.may("sales.read")
    return HomeFigures(
        today=todays(days, now),
        half_year=half_year(days, now),
        pending=pending_against_yesterday(rows[OpenOrders][0].open, days, now) if sells else None,
        returns=returns_this_month(days, now) if sells else None,
        latest=latest_first([*rows.get(LatestOrder, []), *rows.get(LatestReturn, [])], MOST_ROWS),
        stock=next(iter(rows.get(StockSum, [])), None),
        sees_costs=CostView.of(actor).is_open,
        waiting=_in_names(rows.get(WaitingOrder, []), actor),
        alerts=rows.get(OpenAlert, []),
        last_verify=next(iter(rows.get(LastVerify, [])), None),
    )


def _days(branches: str, now: datetime) -> Read:
    """The day totals of the days that the page shows, those of branches with one clock summed up."""
    since = (now - timedelta(days=DAYS_READ + 2)).date()
    day = "CAST(%s AS date)" if is_postgres() else "%s"
    sums = {name: f"t.{name}" for name in DayRow.__struct_fields__[4:]}
    sums["sold_minor"] = "t.ordered_minor + t.counter_minor"
    columns = ", ".join(f"CAST(sum({source}) AS bigint) AS {name}" for name, source in sums.items())
    sql = (
        "SELECT u.currency, b.time_zone, CAST(b.day_starts_at AS text) AS day_starts_at, t.business_date,"
        f" {columns} FROM reporting_daytotal t JOIN organization_branch b ON b.id = t.branch_id"
        " JOIN organization_business u ON u.id = b.business_id"
        f" WHERE {among('t.branch_id', int)} AND t.business_date >= {day}"
        " GROUP BY u.currency, b.time_zone, b.day_starts_at, t.business_date ORDER BY 1, 4, 2, 3"
    )
    return Read(sql, (branches, since.isoformat()), DayRow)


def _open(branches: str) -> Read:
    sql = f"SELECT count(*) AS open FROM sales_salesorder o WHERE {among('o.branch_id', int)} AND {IS_OPEN}"
    return Read(sql, (branches,), OpenOrders)


def _waiting(branches: str) -> Read:
    sql = (
        "SELECT o.id, o.number, c.name AS customer, o.hold, o.hold_reason, o.recorded_at AS since, o.total_minor,"
        " o.currency FROM sales_salesorder o LEFT JOIN parties_customer c ON c.id = o.customer_id"
        f" WHERE o.id IN ({waiting_ids()})"
        f" ORDER BY o.priority, o.recorded_at, o.id LIMIT {MOST_ROWS}"
    )
    return Read(sql, (branches, branches), WaitingOrder)


def _in_names(waiting: list[WaitingOrder], actor: Actor) -> list[WaitingOrder]:
    """With what is short called by its name; one read more if something is."""
    codes = {code for order in waiting for code in sku_codes(order.hold_reason)}
    names = sku_names(codes, actor=actor)
    return [msgspec.structs.replace(order, hold_reason=in_names(order.hold_reason, names)) for order in waiting]


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
