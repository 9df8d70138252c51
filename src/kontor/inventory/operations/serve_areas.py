from __future__ import annotations

from collections.abc import Sequence

from kontor.access.types import Actor
from kontor.inventory.models import LocationArea
from kontor.inventory.queries.locations import areas_served
from kontor.kernel.wire import MOST_ID
from kontor.parties.errors import AreaNotFound
from kontor.parties.queries import area_names


def serve_areas(*, location_id: int, area_ids: Sequence[int], actor: Actor) -> dict[str, list[list[int]]]:
    """Let the location serve these areas and no others; the caller holds its row and writes its version.

    Returns "area_ids" -> [before, after], or nothing where they are the same. Raises AreaNotFound.
    """
    wanted = sorted(set(area_ids))
    known = area_names(area_ids=[id_ for id_ in wanted if 0 < id_ <= MOST_ID], actor=actor)
    for area_id in wanted:
        if area_id not in known:
            raise AreaNotFound(f"There is no area {area_id}.", field="area_ids")
    before = list(areas_served([location_id])[location_id])
    if before == wanted:
        return {}
    LocationArea.objects.filter(location_id=location_id).exclude(area_id__in=wanted).delete()
    LocationArea.objects.bulk_create(
        LocationArea(location_id=location_id, area_id=area_id) for area_id in wanted if area_id not in before
    )
    return {"area_ids": [before, wanted]}
