"""Where stock is kept, as a list and one by one, with the areas each place serves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db.models import F, Q, QuerySet

from kontor.access.types import Actor
from kontor.inventory.answers import LocationDetail
from kontor.inventory.errors import LocationUnknown
from kontor.inventory.models import Location, LocationArea, LocationKind
from kontor.kernel.listing import page
from kontor.kernel.wire import Page


class _Row(msgspec.Struct, frozen=True):
    """The columns of a LocationDetail, in its order."""

    id: int
    code: str
    name: str
    branch_code: str
    parent_code: str | None
    kind: str
    shortage_policy: str
    is_active: bool
    version: int


def list_locations(
    *,
    actor: Actor,
    cursor: int | None,
    limit: int,
    branch: str | None = None,
    text: str = "",
    with_transit: bool = True,
    sort: str = "id",
) -> Page[LocationDetail]:
    """The locations of the actor's branches, oldest first, closed and in-transit ones too. Two queries.

    `text` is a part of a code or name; `sort` is id, code or name, with a minus before it from the highest down.
    """
    rows = _locations(actor) if branch is None else _locations(actor).filter(branch__code=branch)
    if text:
        rows = rows.filter(Q(code__icontains=text) | Q(name__icontains=text))
    if not with_transit:
        rows = rows.exclude(kind=LocationKind.IN_TRANSIT)
    found = page(rows, _Row, after=cursor, limit=limit, sort=sort)
    return Page(_with_areas(found.items), found.next_cursor)


def location_detail(*, actor: Actor, code: str) -> LocationDetail:
    """Two queries. Raises LocationUnknown."""
    found = _with_areas(page(_locations(actor).filter(code=code), _Row, after=None, limit=1).items)
    if not found:
        raise LocationUnknown(f"There is no location {code!r} for you.")
    return found[0]


def areas_served(location_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Location -> the ids of the areas it serves, ascending. One query."""
    rows = LocationArea.objects.filter(location_id__in=location_ids).order_by("area_id")
    served: dict[int, tuple[int, ...]] = dict.fromkeys(location_ids, ())
    for location_id, area_id in rows.values_list("location_id", "area_id"):
        served[location_id] += (area_id,)
    return served


def _locations(actor: Actor) -> QuerySet[Any, Any]:
    rows = Location.objects.filter(branch_id__in=actor.branch_ids)
    return rows.annotate(branch_code=F("branch__code"), parent_code=F("parent__code"))


def _with_areas(rows: Sequence[_Row]) -> list[LocationDetail]:
    served = areas_served([row.id for row in rows])
    return [LocationDetail(**msgspec.structs.asdict(row), area_ids=served[row.id]) for row in rows]
