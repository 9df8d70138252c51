from __future__ import annotations

from datetime import datetime

import msgspec

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import write_all
from kontor.kernel.text import required_text
from kontor.kernel.versions import difference, write_version
from kontor.kernel.wire import RequestKey
from kontor.parties.models import Channel
from kontor.parties.queries import channel_detail
from kontor.parties.types import ChannelEdit, ChannelItem


def edit_channel(
    *, channel_id: int, version: int, edit: ChannelEdit, actor: Actor, now: datetime, key: RequestKey | None = None
) -> ChannelItem:
    """Rename a channel, retire it or bring it back, if it still has the `version` it was read with.

    Customers of a retired channel keep it; nobody is given it anew but by a list kept elsewhere. Raises
    ChannelNotFound, PreconditionFailed, TextInvalid.
    """
    return write_once(key, now, ChannelItem, lambda: _edit(channel_id, version, edit, actor, now))


def _edit(channel_id: int, version: int, edit: ChannelEdit, actor: Actor, now: datetime) -> ChannelItem:
    before = channel_detail(channel_id=channel_id, actor=actor)
    if before.version != version:
        raise PreconditionFailed(version=before.version)
    if isinstance(edit.name, str):
        edit = msgspec.structs.replace(edit, name=required_text(edit.name, "name", 80))
    diff = difference(before, edit, ("name", "is_active"))
    if not diff:
        return before
    changes = {name: new for name, (_, new) in diff.items()}
    write_version(Channel.objects.filter(id=channel_id), version=version, changes=changes)
    audit = audit_row(action="channel.edit", subject=f"parties.channel:{channel_id}", diff=diff, actor=actor, now=now)
    write_all(audit_writes([audit]))
    return msgspec.structs.replace(before, **changes, version=version + 1)
