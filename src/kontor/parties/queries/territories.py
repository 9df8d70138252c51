"""Who answers for territories, and who carries goods to areas. They are the company's: every actor sees all of them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from kontor.access.types import Actor
from kontor.kernel.listing import page_of
from kontor.kernel.wire import Page
from kontor.parties.area_types import ManagerItem, ShipperItem
from kontor.parties.errors import ShipperNotFound
from kontor.parties.models import Area, Shipper, TerritoryManager
from kontor.parties.queries.areas import area_detail, areas_beneath

_MANAGER = (
    "id", "territory_id", "territory__name", "territory__parent__parent__name", "name", "born_on", "joined_on",
    "from_at", "until_at",
)  # fmt: skip
_SHIPPER = ("id", "area_id", "area__code", "area__name", "name", "phone", "is_active", "version")


def list_managers(
    *,
    actor: Actor,
    area_id: int | None = None,
    with_former: bool = False,
    after: int | None = None,
    limit: int = 50,
) -> Page[ManagerItem]:
    """Who answers for the territories of an area (all without one), by ascending id; also former ones. One query.

    Days of birth are left out for who may not change them.
    """
    managers = TerritoryManager.objects.filter(id__gt=after or 0).order_by("id")
    if area_id is not None:
        managers = managers.filter(territory_id__in=areas_beneath(area_id))
    if not with_former:
        managers = managers.filter(until_at__isnull=True)
    items = [ManagerItem(*row) for row in managers.values_list(*_MANAGER)[: limit + 1]]
    if "parties.write" not in actor.rights:
        items = [msgspec.structs.replace(item, born_on=None) for item in items]
    return page_of(items, limit)


def list_shippers(
    *, actor: Actor, area_id: int | None = None, search: str = "", after: int | None = None, limit: int = 50
) -> Page[ShipperItem]:
    """Shippers of an area and all beneath it (all without one), by ascending id. One query."""
    shippers = Shipper.objects.filter(id__gt=after or 0).order_by("id")
    if area_id is not None:
        shippers = shippers.filter(area_id__in=areas_beneath(area_id))
    if text := search.strip():
        shippers = shippers.filter(name__icontains=text)
    return page_of([ShipperItem(*row) for row in shippers.values_list(*_SHIPPER)[: limit + 1]], limit)


def suggest_shippers(*, area_ids: Iterable[int], actor: Actor) -> dict[int, ShipperItem]:
    """Area -> who carries goods there: its own shipper, else that of the nearest area above it. Two queries.

    Areas nobody serves are left out.
    """
    above = ("id", "parent_id", "parent__parent_id", "parent__parent__parent_id")
    ways = {way[0]: way for way in Area.objects.filter(id__in=list(area_ids)).values_list(*above)}
    wanted = {id_ for way in ways.values() for id_ in way if id_ is not None}
    rows = Shipper.objects.filter(is_active=True, area_id__in=wanted).values_list(*_SHIPPER)
    shippers = {item.area_id: item for item in (ShipperItem(*row) for row in rows)}
    nearest = {id_: next((shippers[place] for place in way if place in shippers), None) for id_, way in ways.items()}
    return {id_: shipper for id_, shipper in nearest.items() if shipper is not None}


def suggested_shipper(*, area_id: int, actor: Actor) -> ShipperItem:
    """Who would carry goods to the area. Three queries. Raises AreaNotFound and ShipperNotFound."""
    area = area_detail(area_id=area_id, actor=actor)
    shipper = suggest_shippers(area_ids=[area_id], actor=actor).get(area_id)
    if shipper is None:
        raise ShipperNotFound(f"Nobody carries goods to {area.name} nor to what is above it.")
    return shipper
