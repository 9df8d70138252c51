from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kontor.access.audit import AuditRow, audit_row, audit_writes
from kontor.access.types import Actor
from kontor.inventory.desk import DeskFacts, check_lines, place_at, stocked_sku_on
from kontor.inventory.errors import StockInvalid
from kontor.inventory.operations.post_stock import lock_stock
from kontor.inventory.queries.desk_facts import read_desk_facts
from kontor.inventory.schemas import ReorderAnswer, ReorderPoint
from kontor.inventory.sql.levels import ReorderChange, levels_read, reorder_alert_writes, reorder_write
from kontor.inventory.types import LevelState
from kontor.kernel.quantity import MOST_BASE_UNITS
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_rows, write_all
from kontor.kernel.wire import RequestKey


def set_reorder_point(
    *, points: Sequence[ReorderPoint], actor: Actor, now: datetime, key: RequestKey | None = None
) -> ReorderAnswer:
    """Set every reorder point or none; low-stock alerts open and resolve at once, in the same transaction.

    A level that does not exist yet is made, empty. Locks stock levels by ascending id. Raises NotFound for a location
    that is not the actor's, NotStocked, InvalidInput.
    """

    def write() -> ReorderAnswer:
        facts = read_desk_facts([point.location for point in points], [point.sku for point in points])
        wanted = _wanted(points, facts, actor)
        lock_stock(sorted(wanted))
        levels = sorted(read_rows(levels_read(sorted(wanted))), key=lambda level: level.id)
        changes = [_change(level, wanted[level.location_id, level.sku_id]) for level in levels]
        write_all([reorder_write(changes)])
        audits = [_audit(change, actor, now) for change in changes]
        write_all([*audit_writes(audits), *reorder_alert_writes(changes, now)])
        return ReorderAnswer(len(changes))

    return write_once(key, now, ReorderAnswer, write)


def _wanted(points: Sequence[ReorderPoint], facts: DeskFacts, actor: Actor) -> dict[tuple[int, int], ReorderPoint]:
    """(location id, SKU id) -> its point; the last one where a level is named twice."""
    check_lines(points)
    wanted = {}
    for index, point in enumerate(points):
        place = place_at(point.location, facts, actor, f"lines[{index}].location")
        sku = stocked_sku_on(index, point.sku, facts)
        for field in ("reorder_point_base", "reorder_quantity_base"):
            value = getattr(point, field)
            if value is not None and not 0 <= value <= MOST_BASE_UNITS:
                raise StockInvalid(f"{field} is 0 or more, or null.", field=f"lines[{index}].{field}")
        wanted[place.id, sku.id] = point
    return wanted


def _change(level: LevelState, point: ReorderPoint) -> ReorderChange:
    return ReorderChange(
        level.id, level.sku_code, level.branch_id, point.reorder_point_base, point.reorder_quantity_base
    )


def _audit(change: ReorderChange, actor: Actor, now: datetime) -> AuditRow:
    diff = {"reorder_point": (None, change.reorder_point), "reorder_quantity": (None, change.reorder_quantity)}
    subject = f"inventory.level:{change.id}"
    return audit_row(action="stock.set_reorder_point", subject=subject, diff=diff, actor=actor, now=now)
