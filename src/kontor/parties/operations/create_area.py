from __future__ import annotations

from datetime import datetime
from typing import Final

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.ids import next_ids
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_all, write_all
from kontor.kernel.wire import RequestKey
from kontor.parties.area_tree import make_area
from kontor.parties.operations.number_codes import number_codes
from kontor.parties.queries import area_detail
from kontor.parties.sql.putting import areas_before, put_writes
from kontor.parties.types import AreaDraft, AreaItem, AreaPut

_LEVELS: Final = 4


def create_area(*, draft: AreaDraft, actor: Actor, now: datetime, key: RequestKey | None = None) -> AreaItem:
    """Add one area with what is missing above it; without a code it gets the next LOCnnnn.

    Raises CodeTaken, AreaTaken where the combination of names is there already, PartyInvalid, TextInvalid.
    """
    return write_once(key, now, AreaItem, lambda: _create(draft, actor, now))


def _create(draft: AreaDraft, actor: Actor, now: datetime) -> AreaItem:
    code = draft.code.strip() or number_codes("parties_area", 1)[0]
    ids, before = read_all([next_ids("parties_area", _LEVELS), areas_before()])
    wanted = AreaPut(code, draft.region, draft.state, draft.territory, draft.city)
    put = make_area(wanted, before, iter([row.id for row in ids]))
    audit = [
        audit_row(action="area.create", subject=f"parties.area:{id_}", diff=diff, actor=actor, now=now)
        for id_, diff in put.diffs.items()
    ]
    write_all([*put_writes("parties_area", put.fresh, put.changed), *audit_writes(audit)])
    (item,) = put.items
    assert item.id is not None, "a refusal is raised, not answered"
    return area_detail(area_id=item.id, actor=actor)
