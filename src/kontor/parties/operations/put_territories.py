from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.ids import next_ids
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_all, write_all
from kontor.kernel.wire import MOST_ID, RequestKey
from kontor.parties.area_types import ManagerPut
from kontor.parties.errors import PartyInvalid
from kontor.parties.sql.territories import levels_read, manager_writes, managers_read
from kontor.parties.territory_changes import Territories, put_managers
from kontor.parties.types import PutItem, PutParties

MOST_TERRITORIES: Final = 5_000


def put_territories(
    *, rows: Sequence[ManagerPut], actor: Actor, now: datetime, key: RequestKey | None = None
) -> PutParties:
    """Say who answers for which territory from `now` on; who did before stays with the time it lasted.

    Every row gets its verdict; a refused one keeps no other from being written. The same rows again change nothing. A
    constant number of statements. Raises PartyInvalid for more than 5,000 rows.
    """
    if not 1 <= len(rows) <= MOST_TERRITORIES:
        raise PartyInvalid(f"Send 1 to {MOST_TERRITORIES} territories at a time.")
    return write_once(key, now, PutParties, lambda: _put(rows, actor, now))


def _put(rows: Sequence[ManagerPut], actor: Actor, now: datetime) -> PutParties:
    asked = {row.territory_id for row in rows if 0 < row.territory_id <= MOST_ID}
    ids, areas, managers = read_all(
        [next_ids("parties_territorymanager", len(rows)), levels_read(asked), managers_read(asked)]
    )
    known = Territories(
        {area.id: area.name for area in areas if area.level == "territory"},
        {row.territory_id: row for row in managers},
    )
    items = put_managers(rows, known, iter([row.id for row in ids]), now)
    if known.fresh:
        audit = [
            audit_row(
                action="territory.put",
                subject=f"parties.area:{row.territory_id}",
                diff={"manager": ["changed", "changed"]},
                actor=actor,
                now=now,
            )
            for row in known.fresh
        ]
        write_all([*manager_writes(known.ended, known.fresh, now), *audit_writes(audit)])
    return _answer(items)


def _answer(items: list[PutItem]) -> PutParties:
    verdicts = [item.verdict for item in items]
    return PutParties(tuple(items), *(verdicts.count(name) for name in ("created", "updated", "unchanged", "refused")))
