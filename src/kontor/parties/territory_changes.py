"""Who answers for a territory from now on: which rows end, which begin, which are as they were. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from kontor.kernel.errors import KontorError
from kontor.kernel.text import required_text
from kontor.parties.area_types import ManagerPut
from kontor.parties.errors import PartyInvalid
from kontor.parties.putting import refused
from kontor.parties.rows import ManagerRow
from kontor.parties.types import PutItem


class Territories(msgspec.Struct):
    """The territories there are by id (their names), and who answers for them now; `ended` and `fresh` are to write."""

    names: Mapping[int, str]
    managers: Mapping[int, ManagerRow]
    ended: list[ManagerRow] = msgspec.field(default_factory=list)
    fresh: list[ManagerRow] = msgspec.field(default_factory=list)


def put_managers(drafts: Sequence[ManagerPut], known: Territories, ids: Iterator[int], now: datetime) -> list[PutItem]:
    """Decide row by row; a territory that comes twice is refused the second time."""
    seen: set[int] = set()
    items: list[PutItem] = []
    for draft in drafts:
        try:
            items.append(_put(draft, known, ids, now, seen))
        except KontorError as error:
            items.append(refused(known.names.get(draft.territory_id, str(draft.territory_id)), error))
    return items


def _put(draft: ManagerPut, known: Territories, ids: Iterator[int], now: datetime, seen: set[int]) -> PutItem:
    territory = known.names.get(draft.territory_id)
    if territory is None:
        raise PartyInvalid(f"There is no territory {draft.territory_id}.", field="territory_id")
    if draft.territory_id in seen:
        raise PartyInvalid(f"{territory} stands on an earlier row already.", field="territory_id")
    name = required_text(draft.name, "name", 160)
    _check_days(draft, now)
    seen.add(draft.territory_id)
    old = known.managers.get(draft.territory_id)
    if old is not None and (old.name, old.born_on, old.joined_on) == (name, draft.born_on, draft.joined_on):
        return PutItem(territory, "unchanged", old.id)
    row = ManagerRow(next(ids), draft.territory_id, name, draft.born_on, draft.joined_on, now)
    known.fresh.append(row)
    if old is None:
        return PutItem(territory, "created", row.id)
    known.ended.append(old)
    return PutItem(territory, "updated", row.id)


def _check_days(draft: ManagerPut, now: datetime) -> None:
    """A year of its own for each: a day typed into the wrong field is the usual slip."""
    if draft.born_on is not None and draft.born_on >= now.date():
        raise PartyInvalid("The day of birth must lie in the past.", field="born_on")
    if draft.born_on is not None and draft.joined_on is not None and draft.joined_on <= draft.born_on:
        raise PartyInvalid("Nobody joins before being born.", field="joined_on")
