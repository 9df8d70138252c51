"""Channels in lists and one by one. They are the company's: every actor sees all of them."""

from __future__ import annotations

from kontor.access.types import Actor
from kontor.kernel.listing import page
from kontor.kernel.wire import Page, known_id
from kontor.parties.errors import ChannelNotFound
from kontor.parties.models import Channel
from kontor.parties.types import ChannelItem


def list_channels(
    *, actor: Actor, is_active: bool | None = None, after: int | None = None, limit: int = 50
) -> Page[ChannelItem]:
    """Channels by ascending id. One query."""
    channels = Channel.objects.all()
    if is_active is not None:
        channels = channels.filter(is_active=is_active)
    return page(channels, ChannelItem, after=after, limit=limit)


def channel_detail(*, channel_id: int, actor: Actor) -> ChannelItem:
    """One query. Raises ChannelNotFound."""
    row = Channel.objects.filter(id=known_id(channel_id)).values_list(*ChannelItem.__struct_fields__).first()
    if row is None:
        raise ChannelNotFound(f"There is no channel {channel_id}.")
    return ChannelItem(*row)
