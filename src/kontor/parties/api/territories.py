"""Who answers for territories, and who carries goods to areas."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.kernel.errors import InvalidInput
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import (
    Page,
    RequestKey,
    cursor,
    decode,
    optional_flag,
    optional_integer,
    page_size,
    request_key,
    respond,
    text,
)
from kontor.parties import queries
from kontor.parties.area_types import ManagerItem, ManagerPut, ShipperItem, ShipperPut
from kontor.parties.errors import AreaNotFound, PartyInvalid, ShipperNotFound
from kontor.parties.operations import put_shippers, put_territories
from kontor.parties.schemas import ManagersPut, ShippersPut
from kontor.parties.types import PutItem, PutParties

_TAGS: Final = ["parties"]
_SINCE: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_BORN: Final = date(1985, 4, 1)
_JOINED: Final = date(2020, 1, 6)
_MANAGER: Final = ManagerItem(4, 3, "Benin", "South", "Area Lead", _BORN, _JOINED, _SINCE, None)
_SHIPPER: Final = ShipperItem(2, 7, "LOC0001", "Auchi", "Swift Haulage", "08030000000", True, 1)


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class ManagersView(ApiView):
    @operation(
        id="list_territory_managers",
        summary="Who answers for the territories",
        tags=_TAGS,
        query=[
            Query("area_id", int, "Those of this territory, or of all territories of this region or state."),
            Query("former", bool, "true: also those who did before."),
            *PAGE,
        ],
        response=Page[ManagerItem],
        answer=Page([_MANAGER], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        found = queries.list_managers(
            actor=actor_of(request),
            area_id=optional_integer(request, "area_id"),
            with_former=optional_flag(request, "former") or False,
            after=cursor(request),
            limit=page_size(request),
        )
        return respond(found)


class PutManagersView(ApiView):
    @operation(
        id="put_territory_managers",
        summary="Say who answers for which territory",
        tags=_TAGS,
        request=ManagersPut,
        response=PutParties,
        idempotent=True,
        example=ManagersPut((ManagerPut(3, "Area Lead", _BORN, _JOINED),)),
        answer=PutParties((PutItem("Benin", "created", 4),), 1, 0, 0, 0),
        problems=[PartyInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Found by territory. Who answered for it before stays, with the time it lasted."""
        rows = decode(request.body, ManagersPut).items
        return respond(put_territories(rows=rows, actor=actor_of(request), now=timezone.now(), key=_key(request)))


class ShippersView(ApiView):
    @operation(
        id="list_shippers",
        summary="Who carries goods to which area",
        tags=_TAGS,
        query=[
            Query("area_id", int, "Those of this area and of all beneath it."),
            Query("search", str, "A part of a name."),
            *PAGE,
        ],
        response=Page[ShipperItem],
        answer=Page([_SHIPPER], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        found = queries.list_shippers(
            actor=actor_of(request),
            area_id=optional_integer(request, "area_id"),
            search=text(request, "search"),
            after=cursor(request),
            limit=page_size(request),
        )
        return respond(found)


class PutShippersView(ApiView):
    @operation(
        id="put_shippers",
        summary="Say who carries goods to which area",
        tags=_TAGS,
        request=ShippersPut,
        response=PutParties,
        idempotent=True,
        example=ShippersPut((ShipperPut("LOC0001", "Swift Haulage", "0803 000 0000"),)),
        answer=PutParties((PutItem("LOC0001", "created", 2, 1),), 1, 0, 0, 0),
        problems=[PartyInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Found by the area's code: added, changed or left alone. The phone number must fit the company's rule."""
        rows = decode(request.body, ShippersPut).items
        return respond(put_shippers(rows=rows, actor=actor_of(request), now=timezone.now(), key=_key(request)))


class ShipperSuggestionView(ApiView):
    @operation(
        id="suggest_shipper",
        summary="Who would carry goods to an area",
        tags=_TAGS,
        query=[Query("area_id", int, "Where the goods go.", required=True)],
        response=ShipperItem,
        answer=_SHIPPER,
        problems=[AreaNotFound, ShipperNotFound],
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """The area's own shipper, else that of the nearest area above it."""
        area_id = optional_integer(request, "area_id")
        if area_id is None:
            raise InvalidInput("Name the area: area_id.", field="area_id")
        return respond(queries.suggested_shipper(area_id=area_id, actor=actor_of(request)))
