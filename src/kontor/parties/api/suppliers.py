from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.views import APIView

from kontor.access.http import actor_of
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.row_checks import RowsConflict, RowsInvalid
from kontor.kernel.text import TextInvalid
from kontor.kernel.wire import Page, RequestKey, cursor, decode, page_size, request_key, respond, text
from kontor.parties import queries
from kontor.parties.errors import CodeTaken, PartyInvalid
from kontor.parties.operations import create_channel, create_suppliers
from kontor.parties.schemas import NewSuppliers
from kontor.parties.types import (
    ChannelDraft,
    ChannelItem,
    CreatedParties,
    PartyVersion,
    SupplierDraft,
    SupplierItem,
)

_TAGS: Final = ["parties"]
_DRAFT: Final = SupplierDraft("MILL", "Valley Mill", "Mill Lane 1", "+254722222222")
_VERSION: Final = PartyVersion(5, "MILL", True, 1)
_ITEM: Final = SupplierItem(5, "MILL", "Valley Mill", "Mill Lane 1", "+254722222222", "", "", True, 1)
_CHANNEL: Final = ChannelItem(1, "TT", "Traditional trade")


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class SuppliersView(APIView):
    @operation(
        id="list_suppliers",
        summary="Suppliers",
        tags=_TAGS,
        query=[Query("search", str, "The start of a code, or a part of a name."), *PAGE],
        response=Page[SupplierItem],
        answer=Page([_ITEM], None),
    )
    def get(self, request: Request) -> HttpResponse:
        found = queries.list_suppliers(
            actor=actor_of(request), search=text(request, "search"), after=cursor(request), limit=page_size(request)
        )
        return respond(found)

    @operation(
        id="create_supplier",
        summary="Add a supplier",
        tags=_TAGS,
        request=SupplierDraft,
        response=PartyVersion,
        status=201,
        idempotent=True,
        example=_DRAFT,
        answer=_VERSION,
        problems=[TextInvalid, CodeTaken],
    )
    def post(self, request: Request) -> HttpResponse:
        drafts = [decode(request.body, SupplierDraft)]
        created = create_suppliers(drafts=drafts, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(created.items[0], status=201)


class SupplierBatchView(APIView):
    @operation(
        id="create_suppliers",
        summary="Add many suppliers at once",
        tags=_TAGS,
        request=NewSuppliers,
        response=CreatedParties,
        status=201,
        idempotent=True,
        example=NewSuppliers((_DRAFT,)),
        answer=CreatedParties((_VERSION,)),
        problems=[RowsInvalid, RowsConflict, TextInvalid, PartyInvalid, CodeTaken],
    )
    def post(self, request: Request) -> HttpResponse:
        """All are taken or none; a refusal's `rows` name every row that is wrong, and why."""
        drafts = decode(request.body, NewSuppliers).items
        created = create_suppliers(drafts=drafts, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(created, status=201)


class ChannelsView(APIView):
    @operation(
        id="list_channels",
        summary="Channels, the types of customer",
        tags=_TAGS,
        query=PAGE,
        response=Page[ChannelItem],
        answer=Page([_CHANNEL], None),
    )
    def get(self, request: Request) -> HttpResponse:
        found = queries.list_channels(actor=actor_of(request), after=cursor(request), limit=page_size(request))
        return respond(found)

    @operation(
        id="create_channel",
        summary="Add a channel",
        tags=_TAGS,
        request=ChannelDraft,
        response=ChannelItem,
        status=201,
        idempotent=True,
        example=ChannelDraft("TT", "Traditional trade"),
        answer=_CHANNEL,
        problems=[TextInvalid, CodeTaken],
    )
    def post(self, request: Request) -> HttpResponse:
        draft = decode(request.body, ChannelDraft)
        channel = create_channel(draft=draft, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(channel, status=201)
