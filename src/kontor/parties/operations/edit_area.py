from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_rows, write_all
from kontor.kernel.wire import RequestKey
from kontor.parties import area_tree
from kontor.parties.queries import area_detail
from kontor.parties.sql.putting import areas_before, put_writes
from kontor.parties.types import AreaEdit, AreaItem


def edit_area(
    *, area_id: int, version: int, edit: AreaEdit, actor: Actor, now: datetime, key: RequestKey | None = None
) -> AreaItem:
    """Rename or move an area, or give it its code, if it still has the `version` it was read with.

    What is beneath it and the customers in it stay linked, so one call renames a region or territory for all of them.
    An edit that changes nothing keeps the version. Raises AreaNotFound, PreconditionFailed, AreaTaken, CodeTaken,
    PartyInvalid, TextInvalid.
    """
    return write_once(key, now, AreaItem, lambda: _edit(area_id, version, edit, actor, now))


def _edit(area_id: int, version: int, edit: AreaEdit, actor: Actor, now: datetime) -> AreaItem:
    known = area_detail(area_id=area_id, actor=actor)
    rows = read_rows(areas_before())
    (before,) = (row for row in rows if row.id == known.id)
    if before.version != version:
        raise PreconditionFailed(version=before.version)
    row = area_tree.edit_area(before, edit, rows)
    if row == before:
        return known
    diff = area_tree.area_diff(before, row)
    audit = audit_row(action="area.edit", subject=f"parties.area:{area_id}", diff=diff, actor=actor, now=now)
    write_all([*put_writes("parties_area", [], [row]), *audit_writes([audit])])
    return area_detail(area_id=area_id, actor=actor)
