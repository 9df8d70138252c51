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
    page_size,
    request_key,
    respond,
)
from kontor.parties import queries
from kontor.parties.errors import ChannelNotFound, CodeTaken
from kontor.parties.operations import create_channel, edit_channel
from kontor.parties.types import ChannelDraft, ChannelEdit, ChannelItem

_TAGS: Final = ["parties"]
_CHANNEL: Final = ChannelItem(1, "TT", "Traditional trade", True, 1)


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class ChannelsView(ApiView):
    @operation(
        id="list_channels",
        summary="Channels, the types of customer",
        tags=_TAGS,
        query=[Query("active", bool, "false: retired ones."), *PAGE],
        response=Page[ChannelItem],
        answer=Page([_CHANNEL], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        found = queries.list_channels(
            actor=actor_of(request),
            is_active=optional_flag(request, "active"),
            after=cursor(request),
            limit=page_size(request),
        )
        return respond(found)

    @operation(
        id="create_channel",
        summary="Add a channel",
        tags=_TAGS,
        request=ChannelDraft,
        response=ChannelItem,
        status=201,
        idempotent=True,
        etag=True,
        example=ChannelDraft("TT", "Traditional trade"),
        answer=_CHANNEL,
        problems=[TextInvalid, CodeTaken],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        draft = decode(request.body, ChannelDraft)
        channel = create_channel(draft=draft, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(channel, status=201, version=channel.version)


class ChannelView(ApiView):
    @operation(
        id="get_channel",
        summary="One channel",
        tags=_TAGS,
        response=ChannelItem,
        etag=True,
        answer=_CHANNEL,
        problems=[ChannelNotFound],
    )
    def get(self, request: HttpRequest, channel_id: int) -> HttpResponse:
        channel = queries.channel_detail(channel_id=channel_id, actor=actor_of(request))
        return respond(channel, version=channel.version)

    @operation(
        id="edit_channel",
        summary="Rename or retire a channel",
        tags=_TAGS,
        request=ChannelEdit,
        response=ChannelItem,
        idempotent=True,
        if_match=True,
        example=ChannelEdit(is_active=False),
        answer=ChannelItem(1, "TT", "Traditional trade", False, 2),
        problems=[ChannelNotFound, TextInvalid],
    )
    def patch(self, request: HttpRequest, channel_id: int) -> HttpResponse:
        """Customers of a retired channel keep it; nobody is given it anew."""
        channel = edit_channel(
            channel_id=channel_id,
            version=if_match(request),
            edit=decode(request.body, ChannelEdit),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(channel, version=channel.version)
