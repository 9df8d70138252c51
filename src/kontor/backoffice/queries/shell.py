"""What stands around every page: where the actor works, what o'clock it is there, and what waits for a person."""

from __future__ import annotations

from typing import Final

import msgspec

from kontor.access.types import Actor
from kontor.kernel.statements import Read, among, keys_text, read_rows

#: Counting further would tell nobody more; the page shows 99+.
MOST_COUNTED: Final = 100

#: Said although it follows: it is the condition of the index of open orders.
IS_OPEN: Final = "o.lifecycle IN ('draft', 'submitted', 'confirmed')"

#: Said twice: SQLite finds the index of held orders by its condition, word for word, and searches it by the values.
_IS_HELD: Final = "o.hold IN ('oos', 'credit', 'oversold') AND NOT (o.hold = '')"
#: In words that lead no planner to the index of open orders, of which there may be many.
_IS_OPEN_TOO: Final = "o.lifecycle NOT IN ('closed', 'cancelled')"


class Shell(msgspec.Struct, frozen=True):
    """`branches`: how many; `branch` and `time_zone` are those of the first. Counts stop at MOST_COUNTED."""

    branches: int
    branch: str
    time_zone: str
    orders_waiting: int
    transfers_coming: int
    adjustments_waiting: int
    alerts_open: int


def waiting_ids() -> str:
    """SQL for the ids of open orders that wait for a person: held, or confirmed with goods that are not all there.

    It takes the branches twice: each half has an index of its own, however many orders are open.
    """
    order = f"SELECT o.id FROM sales_salesorder o WHERE {among('o.branch_id', int)}"
    return f"{order} AND {_IS_HELD} AND {_IS_OPEN_TOO} UNION ALL {order} AND o.is_backordered AND o.hold = ''"


def read_shell(*, actor: Actor) -> Shell:
    """One read, whatever the page."""
    branches = keys_text(sorted(actor.branch_ids))
    mine = among("o.branch_id", int)
    places = f"(SELECT p.id FROM inventory_location p WHERE {among('p.branch_id', int)})"
    on_its_way = f"o.to_location_id IN {places} AND o.state = 'in_transit'"
    undecided = f"o.location_id IN {places} AND o.state = 'draft'"
    unresolved = f"{mine} AND o.resolved_at IS NULL"
    first = f"SELECT {{}} FROM organization_branch o WHERE {among('o.id', int)} ORDER BY o.id LIMIT 1"
    sql = (
        f"SELECT (SELECT count(*) FROM organization_branch o WHERE {among('o.id', int)}) AS branches,"
        f" coalesce(({first.format('o.name')}), '') AS branch,"
        f" coalesce(({first.format('o.time_zone')}), 'UTC') AS time_zone,"
        f" {_capped(waiting_ids())} AS orders_waiting,"
        f" {_capped(f'SELECT 1 FROM inventory_transfer o WHERE {on_its_way}')} AS transfers_coming,"
        f" {_capped(f'SELECT 1 FROM inventory_stockadjustment o WHERE {undecided}')} AS adjustments_waiting,"
        f" {_capped(f'SELECT 1 FROM alerts_alert o WHERE {unresolved}')} AS alerts_open"
    )
    shell: Shell = read_rows(Read(sql, (branches,) * 8, Shell))[0]
    return shell


def _capped(rows: str) -> str:
    return f"(SELECT count(*) FROM ({rows} LIMIT {MOST_COUNTED}) x)"
