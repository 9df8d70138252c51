"""Areas: the tree from the regions down, and who answers for an area and carries goods there."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from kontor.access.http import actor_of
from kontor.backoffice.pages.exporting import AREAS, as_file, wants_file
from kontor.backoffice.pages.filtering import file_of, filter_text, next_page
from kontor.backoffice.pages.rendering import page
from kontor.kernel.wire import Page, cursor, known_id
from kontor.parties.queries import AreaFilter, area_detail, list_areas, list_managers, list_shippers
from kontor.parties.types import AreaItem

_PAGE_ROWS: Final = 100
_MOST_PEOPLE: Final = 50


def areas(request: HttpRequest) -> HttpResponseBase:
    """The regions, or what is looked for wherever it stands; as a file the whole tree."""
    actor, search = actor_of(request), filter_text(request, "search") or ""
    filters = AreaFilter(search=search) if search or wants_file(request) else AreaFilter(levels=("region",))

    def read(after: int | None, limit: int) -> Page[AreaItem]:
        return list_areas(actor=actor, wanted=filters, after=after, limit=limit)

    if wants_file(request):
        return as_file(request, "areas", AREAS, read)
    found = read(cursor(request), _PAGE_ROWS)
    context = {
        "areas": found.items,
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
        "filters": request.GET,
        "is_filtered": bool(search) or "cursor" in request.GET,
    }
    return page(request, "areas.html", context)


def area(request: HttpRequest, area_id: int) -> HttpResponse:
    """With what stands right below it, and the people of it and of all beneath it."""
    area_id, actor = known_id(area_id), actor_of(request)
    found = area_detail(area_id=area_id, actor=actor)
    below = list_areas(actor=actor, wanted=AreaFilter(parent_id=area_id), after=cursor(request), limit=_PAGE_ROWS)
    managers = list_managers(actor=actor, area_id=area_id, with_former=found.level == "territory", limit=_MOST_PEOPLE)
    shippers = list_shippers(actor=actor, area_id=area_id, limit=_MOST_PEOPLE).items
    context = {
        "area": found,
        "below": below.items,
        "next": next_page(request, below.next_cursor),
        "managers": sorted(managers.items, key=lambda one: (one.until_at is not None, -one.id)),
        "shippers": shippers,
        "has_shipper": any(one.area_id == area_id for one in shippers),
    }
    return page(request, "area.html", context)
