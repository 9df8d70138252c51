"""Places where stock is kept, and from where on it is low there."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from kontor.access.http import actor_of, call_of
from kontor.inventory.answers import LocationDetail
from kontor.inventory.errors import (
    CodeTaken,
    LocationClosed,
    LocationInvalid,
    LocationNotEmpty,
    LocationUnknown,
    NotStocked,
    SkuUnknown,
    StockInvalid,
)
from kontor.inventory.operations import create_location, edit_location, set_reorder_point
from kontor.inventory.queries.locations import list_locations, location_detail
from kontor.inventory.schemas import (
    LocationAnswer,
    LocationDraft,
    LocationEdit,
    ReorderAnswer,
    ReorderPoint,
    ReorderPoints,
)
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.query_string import optional_text
from kontor.kernel.views import ApiView
from kontor.kernel.wire import Page, cursor, decode, if_match, page_size, respond
from kontor.parties.errors import AreaNotFound

_LOCATION: Final = LocationDetail(
    3, "NAIROBI-MAIN", "Main store", "NAIROBI", None, "warehouse", "refuse", True, 1, (4,)
)
_LIST: Final = (*PAGE, Query("branch", str, "Only of this branch, by code."))


class LocationsView(ApiView):
    @operation(
        id="list_locations",
        summary="Where stock is kept",
        tags=["locations"],
        query=_LIST,
        response=Page[LocationDetail],
        answer=Page([_LOCATION], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        page = list_locations(
            actor=actor_of(request),
            cursor=cursor(request),
            limit=page_size(request),
            branch=optional_text(request, "branch"),
        )
        return respond(page)

    @operation(
        id="create_location",
        summary="Add a place where stock is kept",
        tags=["locations"],
        request=LocationDraft,
        response=LocationAnswer,
        status=201,
        idempotent=True,
        etag=True,
        example=LocationDraft(branch="NAIROBI", code="NAIROBI-VAN-1", name="Van 1", kind="van"),
        answer=LocationAnswer(4, "NAIROBI-VAN-1", 1),
        problems=[LocationUnknown, LocationInvalid, CodeTaken, AreaNotFound],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        call = call_of(request)
        draft = decode(request.body, LocationDraft)
        answer = create_location(location=draft, actor=call.actor, now=call.now, key=call.key)
        return respond(answer, status=201, version=answer.version)


class LocationView(ApiView):
    @operation(
        id="get_location",
        summary="One location",
        tags=["locations"],
        response=LocationDetail,
        etag=True,
        answer=_LOCATION,
        problems=[LocationUnknown],
    )
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        location = location_detail(actor=actor_of(request), code=code)
        return respond(location, version=location.version)

    @operation(
        id="edit_location",
        summary="Rename or close a location, or change what tills may do there and which areas it serves",
        tags=["locations"],
        request=LocationEdit,
        response=LocationAnswer,
        idempotent=True,
        if_match=True,
        example=LocationEdit(name="Old store", area_ids=(4, 9)),
        answer=LocationAnswer(3, "NAIROBI-MAIN", 2),
        problems=[LocationUnknown, LocationInvalid, LocationNotEmpty, AreaNotFound],
    )
    def patch(self, request: HttpRequest, code: str) -> HttpResponse:
        """A location closes empty: with stock, promises or open bins in it, it stays open."""
        call, version = call_of(request), if_match(request)
        edit = decode(request.body, LocationEdit)
        answer = edit_location(code=code, edit=edit, version=version, actor=call.actor, now=call.now, key=call.key)
        return respond(answer, version=answer.version)


class ReorderPointsView(ApiView):
    @operation(
        id="set_reorder_points",
        summary="Say from where on SKUs are low",
        tags=["stock"],
        request=ReorderPoints,
        response=ReorderAnswer,
        idempotent=True,
        example=ReorderPoints(
            (ReorderPoint(location="NAIROBI-MAIN", sku="OIL-1L", reorder_point_base=120, reorder_quantity_base=480),)
        ),
        answer=ReorderAnswer(1),
        problems=[LocationUnknown, LocationClosed, SkuUnknown, NotStocked, StockInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """All or none, in base units; low-stock alerts open and resolve at once. Null: never low."""
        call = call_of(request)
        wanted = decode(request.body, ReorderPoints)
        return respond(set_reorder_point(points=wanted.points, actor=call.actor, now=call.now, key=call.key))
