"""What the first page shows, in one round trip: how much is there, and what waits for a person."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kontor.access.types import Actor
from kontor.kernel.statements import Read, among, keys_text, read_all

MOST_ROWS = 8


class Counts(msgspec.Struct, frozen=True):
    """Products and customers of the company; the rest of the actor's branches."""

    skus: int
    customers: int
    locations: int
    orders: int
    movements: int
    waiting: int
    alerts: int


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
    counts: Counts
    waiting: list[WaitingOrder]
    alerts: list[OpenAlert]
    last_verify: LastVerify | None


_WAITS = (
    "(o.hold <> '' OR (o.lifecycle = 'confirmed' AND EXISTS (SELECT 1 FROM sales_orderline x WHERE x.order_id = o.id"
    " AND x.is_stocked AND x.quantity_base > x.reserved_base + x.issued_base)))"
)


def home_figures(*, actor: Actor) -> HomeFigures:
    """The figures of the actor's branches; what waits longest comes first."""
    branches = keys_text(sorted(actor.branch_ids))
    mine = among("o.branch_id", int)
    counts = Read(
        "SELECT (SELECT count(*) FROM catalog_sku) AS skus,"
        " (SELECT count(*) FROM parties_customer WHERE is_active) AS customers,"
        f" (SELECT count(*) FROM inventory_location o WHERE {mine}) AS locations,"
        f" (SELECT count(*) FROM sales_salesorder o WHERE {mine}) AS orders,"
        f" (SELECT count(*) FROM inventory_stockposting o WHERE {mine}) AS movements,"
        f" (SELECT count(*) FROM sales_salesorder o WHERE {mine} AND {_WAITS}) AS waiting,"
        f" (SELECT count(*) FROM alerts_alert o WHERE {mine} AND o.resolved_at IS NULL) AS alerts",
        (branches,) * 5,
        Counts,
    )
    waiting = Read(
        "SELECT o.id, o.number, c.name AS customer, o.hold, o.hold_reason, o.recorded_at AS since, o.total_minor,"
        " o.currency FROM sales_salesorder o LEFT JOIN parties_customer c ON c.id = o.customer_id"
        f" WHERE {mine} AND {_WAITS} ORDER BY o.priority, o.recorded_at, o.id LIMIT {MOST_ROWS}",
        (branches,),
        WaitingOrder,
    )
    alerts = Read(
        "SELECT o.id, o.kind, o.text, o.opened_at FROM alerts_alert o"
        f" WHERE {mine} AND o.resolved_at IS NULL ORDER BY o.opened_at, o.id LIMIT {MOST_ROWS}",
        (branches,),
        OpenAlert,
    )
    verified = Read(
        "SELECT v.finished_at, v.differences FROM maintenance_verifyrun v WHERE v.finished_at IS NOT NULL"
        " ORDER BY v.id DESC LIMIT 1",
        (),
        LastVerify,
    )
    rows = read_all([counts, waiting, alerts, verified])
    return HomeFigures(rows[0][0], rows[1], rows[2], rows[3][0] if rows[3] else None)
