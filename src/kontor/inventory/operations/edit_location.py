from __future__ import annotations

from datetime import datetime

from msgspec import UNSET

from kontor.access.operations import record_audit
from kontor.access.types import Actor
from kontor.inventory.errors import LocationNotEmpty, LocationUnknown
from kontor.inventory.models import Location, LocationKind, StockLevel
from kontor.inventory.operations.create_location import check_shortage_policy
from kontor.inventory.operations.serve_areas import serve_areas
from kontor.inventory.schemas import LocationAnswer, LocationEdit
from kontor.kernel.small_writes import write_once
from kontor.kernel.versions import difference, write_version
from kontor.kernel.wire import RequestKey


def edit_location(
    *, code: str, edit: LocationEdit, version: int, actor: Actor, now: datetime, key: RequestKey | None = None
) -> LocationAnswer:
    """Change what `edit` names, if the location still is the `version` the actor saw. Locks it.

    A location closes empty: with stock, promises or open places in it, it stays open. Raises NotFound,
    PreconditionFailed, LocationNotEmpty, InvalidInput, and AreaNotFound for an area to serve that is not there.
    """

    def write() -> LocationAnswer:
        location = Location.objects.select_for_update().filter(code=code, branch_id__in=actor.branch_ids).first()
        if location is None or location.kind == LocationKind.IN_TRANSIT:
            raise LocationUnknown(f"There is no location {code!r} to edit for you.")
        diff = difference(location, edit, ("name", "shortage_policy", "is_active"))
        if "shortage_policy" in diff:
            check_shortage_policy(diff["shortage_policy"][1])
        if "is_active" in diff and not diff["is_active"][1]:
            _check_empty(location)
        areas = {}
        if edit.area_ids is not UNSET:
            areas = serve_areas(location_id=location.pk, area_ids=edit.area_ids, actor=actor)
        changes = {field: new for field, (_, new) in diff.items()}
        newest = write_version(Location.objects.filter(pk=location.pk), version=version, changes=changes)
        subject = f"inventory.location:{location.pk}"
        record_audit(action="stock.edit_location", subject=subject, diff=diff | areas, actor=actor, now=now)
        return LocationAnswer(location.pk, code, newest)

    return write_once(key, now, LocationAnswer, write)


def _check_empty(location: Location) -> None:
    """Levels are locked, so that nothing comes into them while the location closes."""
    levels = StockLevel.objects.select_for_update().filter(location=location).order_by("id")
    if any(on_hand or reserved for on_hand, reserved in levels.values_list("on_hand", "reserved")):
        raise LocationNotEmpty(f"{location.code} still holds stock or promises; move them first.")
    if Location.objects.filter(parent=location, is_active=True).exists():
        raise LocationNotEmpty(f"{location.code} still has open bins; close them first.")
