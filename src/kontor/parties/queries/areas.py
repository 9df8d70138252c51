"""Areas in lists. They are the company's: every actor sees all of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from kontor.access.types import Actor
from kontor.kernel.listing import page_of
from kontor.kernel.statements import read_rows
from kontor.kernel.wire import Page
from kontor.parties.models import Area
from kontor.parties.sql.codes import areas_read
from kontor.parties.types import AreaItem


def list_areas(
    *,
    actor: Actor,
    search: str = "",
    level: str = "",
    parent_id: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> Page[AreaItem]:
    """Areas by ascending id whose code begins with `search` or whose name holds it. One query."""
    areas = Area.objects.filter(id__gt=after or 0).order_by("id")
    if level:
        areas = areas.filter(level=level)
    if parent_id is not None:
        areas = areas.filter(parent_id=parent_id)
    if text := search.strip():
        areas = areas.filter(Q(code__startswith=text) | Q(name__icontains=text))
    rows = areas.values_list(*AreaItem.__struct_fields__)[: limit + 1]
    return page_of([AreaItem(*row) for row in rows], limit)


def area_ids_by_code(codes: Iterable[str]) -> dict[str, int]:
    """Ids of the areas that exist; codes that do not are left out. Case-sensitive."""
    return {row.code: row.id for row in read_rows(areas_read(codes))}
