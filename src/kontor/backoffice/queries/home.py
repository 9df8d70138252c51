"""What the first page shows: what waits for a person, and the figures of the day. Only what the actor may read."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from kontor.access.types import Actor
from kontor.backoffice.day_figures import DAYS_SHOWN, DayRow, Today, todays
from kontor.backoffice.hold_reasons import in_names, sku_codes
from kontor.backoffice.queries.names import sku_names
from kontor.backoffice.queries.shell import IS_OPEN, WAITS
from kontor.inventory.costs import CostView
from kontor.kernel.statements import Read, among, is_postgres, keys_text, read_all

MOST_ROWS = 8


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

    today: list[Today]
    stock: StockSum | None
    sees_costs: bool
    waiting: list[WaitingOrder]
    alerts: list[OpenAlert]
    last_verify: LastVerify | None


def home_figures(*, actor: Actor, now: datetime) -> HomeFigures:
    """The figures of the actor's branches; what waits most urgently comes first. At most five reads."""
    branches = keys_text(sorted(actor.branch_ids))
    reads = {
        "sales.read": [_days(branches, now), _waiting(branches)],
        "stock.read": [_stock(branches)],
        "alerts.read": [_alerts(branches)],
        "verify.read": [_verified()],
    }
    wanted = [read for right, some in reads.items() if actor.may(right) for read in some]
    rows = {read.row: found for read, found in zip(wanted, read_all(wanted), strict=True)} if wanted else {}
    return HomeFigures(
        today=todays(rows.get(DayRow, []), now),
        stock=next(iter(rows.get(StockSum, [])), None),
        sees_costs=CostView.of(actor).is_open,
        waiting=_in_names(rows.get(WaitingOrder, []), actor),
        alerts=rows.get(OpenAlert, []),
        last_verify=next(iter(rows.get(LastVerify, [])), None),
    )


def _days(branches: str, now: datetime) -> Read:
    """The day totals of the days that the page shows, those of branches with one clock summed up."""
    since = (now - timedelta(days=DAYS_SHOWN + 2)).date()
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
