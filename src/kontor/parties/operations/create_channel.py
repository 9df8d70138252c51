from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.ids import next_ids
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import insert, read_all, write_all
from kontor.kernel.text import required_text
from kontor.kernel.wire import RequestKey
from kontor.parties.errors import CodeTaken
from kontor.parties.rows import ChannelRow
from kontor.parties.sql.codes import channels_read
from kontor.parties.types import ChannelDraft, ChannelItem


def create_channel(*, draft: ChannelDraft, actor: Actor, now: datetime, key: RequestKey | None = None) -> ChannelItem:
    """Make a customer type such as traditional trade or horeca. Raises CodeTaken."""
    return write_once(key, now, ChannelItem, lambda: _create(draft, actor, now))


def _create(draft: ChannelDraft, actor: Actor, now: datetime) -> ChannelItem:
    code = required_text(draft.code, "code", 20)
    name = required_text(draft.name, "name", 80)
    (fresh,), taken = read_all([next_ids("parties_channel", 1), channels_read([code])])
    if taken:
        raise CodeTaken(f"There is a channel {code} already.", field="code", taken=code)
    row = ChannelRow(fresh.id, code, name)
    diff = {"code": (None, code), "name": (None, name)}
    audit = audit_row(action="channel.create", subject=f"parties.channel:{row.id}", diff=diff, actor=actor, now=now)
    write_all([insert("parties_channel", [row], name="channel"), *audit_writes([audit])])
    return ChannelItem(row.id, row.code, row.name, row.is_active, row.version)
