"""Areas in lists and one by one. They are the company's: every actor sees all of them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from django.db.models import Q, QuerySet

from kontor.access.types import Actor
from kontor.kernel.listing import page_of
from kontor.kernel.statements import read_rows
from kontor.kernel.wire import Page, known_id
from kontor.parties.errors import AreaNotFound
from kontor.parties.models import Area
from kontor.parties.sql.codes import areas_read
from kontor.parties.types import AreaItem

_COLUMNS = ("id", "code", "name", "level", "parent_id", "version")
_ABOVE = ("parent__name", "parent__parent__name", "parent__parent__parent__name")


class AreaFilter(msgspec.Struct, frozen=True):
    """`search` is the start of a code or a part of a name; `has_code`: false finds those that only hold others.

    `parent_id` finds those right below an area, `beneath_id` all below it; `levels` those of any of these levels.
    """

    search: str = ""
    level: str = ""
    parent_id: int | None = None
    beneath_id: int | None = None
    has_code: bool | None = None
    levels: tuple[str, ...] = ()


def list_areas(
    *, actor: Actor, wanted: AreaFilter | None = None, after: int | None = None, limit: int = 50
) -> Page[AreaItem]:
    """Areas by ascending id. One query."""
    areas = _matching(wanted or AreaFilter()).filter(id__gt=after or 0).order_by("id")
    return page_of([_item(*row) for row in areas.values_list(*_COLUMNS, *_ABOVE)[: limit + 1]], limit)


def area_detail(*, area_id: int, actor: Actor) -> AreaItem:
    """One query. Raises AreaNotFound."""
    row = Area.objects.filter(id=known_id(area_id)).values_list(*_COLUMNS, *_ABOVE).first()
    if row is None:
        raise AreaNotFound(f"There is no area {area_id}.")
    return _item(*row)


def areas_beneath(area_id: int) -> QuerySet[Area, int]:
    """The ids of the area and of all beneath it, as a subquery."""
    above = Q(id=area_id) | Q(parent_id=area_id) | Q(parent__parent_id=area_id) | Q(parent__parent__parent_id=area_id)
    return Area.objects.filter(above).values_list("id", flat=True)


def area_ids_by_code(codes: Iterable[str]) -> dict[str, int]:
    """Ids of the areas that exist; codes that do not are left out. Case-sensitive."""
    return {row.code: row.id for row in read_rows(areas_read(codes))}


def area_names(*, area_ids: Iterable[int], actor: Actor) -> dict[int, AreaItem]:
    """Area id -> the area, of those that exist. One query."""
    rows = Area.objects.filter(id__in=list(area_ids)).order_by("id").values_list(*_COLUMNS, *_ABOVE)
    return {row[0]: _item(*row) for row in rows}


def _item(
    id_: int, code: str | None, name: str, level: str, parent_id: int | None, version: int, *above: str | None
) -> AreaItem:
    names = [*reversed([text for text in above if text is not None]), name]
    return AreaItem(id_, code, name, level, parent_id, version, *names)


def _matching(wanted: AreaFilter) -> QuerySet[Area]:
    areas = Area.objects.all()
    if wanted.level:
        areas = areas.filter(level=wanted.level)
    if wanted.levels:
        areas = areas.filter(level__in=wanted.levels)
    if wanted.parent_id is not None:
        areas = areas.filter(parent_id=wanted.parent_id)
    if wanted.beneath_id is not None:
        areas = areas.filter(id__in=areas_beneath(wanted.beneath_id)).exclude(id=wanted.beneath_id)
    if wanted.has_code is not None:
        areas = areas.filter(code__isnull=not wanted.has_code)
    if text := wanted.search.strip():
        areas = areas.filter(Q(code__startswith=text) | Q(name__icontains=text))
    return areas
