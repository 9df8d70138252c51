from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.text import TextInvalid
from kontor.kernel.views import ApiView
from kontor.kernel.wire import (
    Page,
    RequestKey,
    cursor,
    decode,
    if_match,
    optional_flag,
    optional_integer,
    page_size,
    request_key,
    respond,
    text,
)
from kontor.parties import queries
from kontor.parties.area_tree import LEVELS
from kontor.parties.errors import AreaNotFound, AreaTaken, CodeTaken, PartyInvalid
from kontor.parties.operations import create_area, edit_area
from kontor.parties.queries import AreaFilter
from kontor.parties.types import AreaDraft, AreaEdit, AreaItem

_TAGS: Final = ["parties"]
_ITEM: Final = AreaItem(7, "LOC0001", "Auchi", "city", 3, 1, "South", "Edo", "Benin", "Auchi")


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class AreasView(ApiView):
    @operation(
        id="list_areas",
        summary="Areas",
        tags=_TAGS,
        query=[
            Query("search", str, "The start of a code, or a part of a name."),
            Query("level", str, "Only those of this level.", choices=LEVELS),
            Query("parent_id", int, "Those right below this area."),
            Query("beneath_id", int, "All below this area, whatever the level."),
            Query("has_code", bool, "false: those that only hold others."),
            *PAGE,
        ],
        response=Page[AreaItem],
        answer=Page([_ITEM], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = AreaFilter(
            search=text(request, "search"),
            level=text(request, "level"),
            parent_id=optional_integer(request, "parent_id"),
            beneath_id=optional_integer(request, "beneath_id"),
            has_code=optional_flag(request, "has_code"),
        )
        found = queries.list_areas(
            actor=actor_of(request), wanted=wanted, after=cursor(request), limit=page_size(request)
        )
        return respond(found)

    @operation(
        id="create_area",
        summary="Add an area",
        tags=_TAGS,
        request=AreaDraft,
        response=AreaItem,
        status=201,
        idempotent=True,
        etag=True,
        example=AreaDraft("South", "Edo", "Benin", "Auchi"),
        answer=_ITEM,
        problems=[TextInvalid, PartyInvalid, CodeTaken, AreaTaken],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Named from the region down; the last name given is its own, what is missing above it is made."""
        draft = decode(request.body, AreaDraft)
        area = create_area(draft=draft, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(area, status=201, version=area.version)


class AreaView(ApiView):
    @operation(
        id="get_area",
        summary="One area",
        tags=_TAGS,
        response=AreaItem,
        etag=True,
        answer=_ITEM,
        problems=[AreaNotFound],
    )
    def get(self, request: HttpRequest, area_id: int) -> HttpResponse:
        area = queries.area_detail(area_id=area_id, actor=actor_of(request))
        return respond(area, version=area.version)

    @operation(
        id="edit_area",
        summary="Rename or move an area, or give it its code",
        tags=_TAGS,
        request=AreaEdit,
        response=AreaItem,
        idempotent=True,
        if_match=True,
        example=AreaEdit(name="Old Auchi"),
        answer=AreaItem(7, "LOC0001", "Old Auchi", "city", 3, 2, "South", "Edo", "Benin", "Old Auchi"),
        problems=[AreaNotFound, TextInvalid, PartyInvalid, CodeTaken, AreaTaken],
    )
    def patch(self, request: HttpRequest, area_id: int) -> HttpResponse:
        """A region or territory that is renamed is renamed for all beneath it and for every customer there."""
        area = edit_area(
            area_id=area_id,
            version=if_match(request),
            edit=decode(request.body, AreaEdit),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(area, version=area.version)
