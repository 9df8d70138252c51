"""What stands around every page: where the actor works, what o'clock it is there, and what waits for a person."""

from __future__ import annotations

from typing import Final

import msgspec

from kontor.access.types import Actor
from kontor.kernel.statements import Read, among, keys_text, read_rows

#: Counting further would tell nobody more; the page shows 99+.
MOST_COUNTED: Final = 100

#: An order that waits for a person: held, or confirmed with goods that are not all there.
WAITS: Final = (
    "(o.hold <> '' OR (o.lifecycle = 'confirmed' AND EXISTS (SELECT 1 FROM sales_orderline x WHERE x.order_id = o.id"
    " AND x.is_stocked AND x.quantity_base > x.reserved_base + x.issued_base)))"
)
#: Said although it follows: it is the condition of the index of open orders.
IS_OPEN: Final = "o.lifecycle IN ('draft', 'submitted', 'confirmed')"


class Shell(msgspec.Struct, frozen=True):
    """`branches`: how many; `branch` and `time_zone` are those of the first. Counts stop at MOST_COUNTED."""

    branches: int
    branch: str
    time_zone: str
    orders_waiting: int
    transfers_coming: int
    adjustments_waiting: int
    alerts_open: int


def read_shell(*, actor: Actor) -> Shell:
    """One read, whatever the page."""
    branches = keys_text(sorted(actor.branch_ids))
    mine = among("o.branch_id", int)
    places = f"(SELECT p.id FROM inventory_location p WHERE {among('p.branch_id', int)})"
    waiting = f"{mine} AND {IS_OPEN} AND {WAITS}"
    on_its_way = f"o.to_location_id IN {places} AND o.state = 'in_transit'"
    undecided = f"o.location_id IN {places} AND o.state = 'draft'"
    unresolved = f"{mine} AND o.resolved_at IS NULL"
    first = f"SELECT {{}} FROM organization_branch o WHERE {among('o.id', int)} ORDER BY o.id LIMIT 1"
    sql = (
        f"SELECT (SELECT count(*) FROM organization_branch o WHERE {among('o.id', int)}) AS branches,"
        f" coalesce(({first.format('o.name')}), '') AS branch,"
        f" coalesce(({first.format('o.time_zone')}), 'UTC') AS time_zone,"
        f" {_capped('sales_salesorder', waiting)} AS orders_waiting,"
        f" {_capped('inventory_transfer', on_its_way)} AS transfers_coming,"
        f" {_capped('inventory_stockadjustment', undecided)} AS adjustments_waiting,"
        f" {_capped('alerts_alert', unresolved)} AS alerts_open"
    )
    shell: Shell = read_rows(Read(sql, (branches,) * 7, Shell))[0]
    return shell


def _capped(table: str, where: str) -> str:
    return f"(SELECT count(*) FROM (SELECT 1 FROM {table} o WHERE {where} LIMIT {MOST_COUNTED}) x)"
