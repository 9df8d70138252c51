from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from kontor.access.operations import record_audit
from kontor.access.types import Actor
from kontor.inventory.errors import CodeTaken, LocationInvalid, LocationUnknown
from kontor.inventory.models import Location, LocationKind, ShortagePolicy
from kontor.inventory.operations.serve_areas import serve_areas
from kontor.inventory.schemas import LocationAnswer, LocationDraft
from kontor.inventory.sql.desk import branch_of_read
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_rows
from kontor.kernel.wire import RequestKey

TRANSIT_PREFIX = "TRANSIT-"


def create_location(
    *, location: LocationDraft, actor: Actor, now: datetime, key: RequestKey | None = None
) -> LocationAnswer:
    """Make a place where stock is kept. In-transit locations make themselves.

    Raises NotFound for a branch or parent that is not the actor's or an area that is not there, CodeTaken,
    InvalidInput.
    """

    def write() -> LocationAnswer:
        _check(location)
        branches = read_rows(branch_of_read(location.branch, sorted(actor.branch_ids)))
        if not branches:
            raise LocationUnknown(f"There is no branch {location.branch!r} for you.", field="branch")
        made = _insert(location, branches[0].id, _parent_id(location, branches[0].id))
        diff = {"code": (None, made.code), "kind": (None, made.kind), "shortage_policy": (None, made.shortage_policy)}
        areas = serve_areas(location_id=made.pk, area_ids=location.area_ids, actor=actor)
        subject = f"inventory.location:{made.pk}"
        record_audit(action="stock.create_location", subject=subject, diff={**diff, **areas}, actor=actor, now=now)
        return LocationAnswer(made.pk, made.code, made.version)

    return write_once(key, now, LocationAnswer, write)


def _check(location: LocationDraft) -> None:
    if location.kind not in LocationKind.values or location.kind == LocationKind.IN_TRANSIT:
        kinds = ", ".join(kind for kind in LocationKind.values if kind != LocationKind.IN_TRANSIT)
        raise LocationInvalid(f"kind is one of {kinds}.", field="kind")
    check_shortage_policy(location.shortage_policy)
    if location.code.startswith(TRANSIT_PREFIX):
        raise LocationInvalid(f"Codes with {TRANSIT_PREFIX} are for goods on their way.", field="code")
    if (location.kind == LocationKind.BIN) != (location.parent is not None):
        raise LocationInvalid("A bin, and only a bin, stands in a parent location.", field="parent")


def check_shortage_policy(policy: str) -> None:
    if policy not in ShortagePolicy.values:
        raise LocationInvalid("shortage_policy is refuse or accept.", field="shortage_policy")


def _parent_id(location: LocationDraft, branch_id: int) -> int | None:
    if location.parent is None:
        return None
    kinds = (LocationKind.WAREHOUSE, LocationKind.SHOP)
    parent = Location.objects.filter(code=location.parent, branch_id=branch_id, kind__in=kinds).values("id").first()
    if parent is None:
        raise LocationUnknown(f"The branch has no warehouse or shop {location.parent!r}.", field="parent")
    return int(parent["id"])


def _insert(location: LocationDraft, branch_id: int, parent_id: int | None) -> Location:
    try:
        with transaction.atomic():
            return Location.objects.create(
                branch_id=branch_id,
                parent_id=parent_id,
                code=location.code,
                name=location.name,
                kind=location.kind,
                shortage_policy=location.shortage_policy,
            )
    except IntegrityError:
        raise CodeTaken(f"There is a location {location.code!r} already.", field="code") from None
