from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.ids import next_ids
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_all, write_all
from kontor.kernel.wire import RequestKey
from kontor.parties.area_tree import put_tree
from kontor.parties.errors import PartyInvalid
from kontor.parties.sql.putting import areas_before, put_writes
from kontor.parties.types import AreaPut, PutParties

MOST_AREAS: Final = 5_000
_LEVELS: Final = 4


def put_areas(
    *, rows: Sequence[AreaPut], actor: Actor, now: datetime, key: RequestKey | None = None, dry_run: bool = False
) -> PutParties:
    """Make the areas whose code is new, rename or move those that differ; the same rows again change nothing.

    What stands above an area is made on the way, or by a row without a code. Customers stay linked to a renamed one.
    Every row gets its verdict; a refused one keeps no other from being written. A constant number of statements.
    `dry_run` writes nothing. Raises PartyInvalid for more than 5,000 rows.
    """
    if not 1 <= len(rows) <= MOST_AREAS:
        raise PartyInvalid(f"Send 1 to {MOST_AREAS} areas at a time.")
    return write_once(key, now, PutParties, lambda: _put(rows, actor, now, dry_run))


def _put(rows: Sequence[AreaPut], actor: Actor, now: datetime, dry_run: bool) -> PutParties:
    ids, before = read_all([next_ids("parties_area", _LEVELS * len(rows)), areas_before()])
    put = put_tree(rows, before, iter([row.id for row in ids]))
    if dry_run or not put.diffs:
        return put.answer()
    audit = [
        audit_row(action="area.put", subject=f"parties.area:{id_}", diff=diff, actor=actor, now=now)
        for id_, diff in put.diffs.items()
    ]
    write_all([*put_writes("parties_area", put.fresh, put.changed), *audit_writes(audit)])
    return put.answer()
