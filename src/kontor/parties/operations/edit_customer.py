from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_rows, write_all
from kontor.kernel.versions import write_version
from kontor.kernel.wire import RequestKey
from kontor.parties.models import Customer
from kontor.parties.party_rules import audited, customer_changes
from kontor.parties.queries import customer_detail
from kontor.parties.sql.codes import channels_read
from kontor.parties.types import CustomerEdit, PartyVersion


def edit_customer(
    *, customer_id: int, version: int, edit: CustomerEdit, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PartyVersion:
    """Change what `edit` names, if the customer still has the `version` it was read with; the rest stays.

    An edit that changes nothing keeps the version. Raises CustomerNotFound, PreconditionFailed, TextInvalid,
    PartyInvalid.
    """
    return write_once(key, now, PartyVersion, lambda: _edit(customer_id, version, edit, actor, now))


def _edit(customer_id: int, version: int, edit: CustomerEdit, actor: Actor, now: datetime) -> PartyVersion:
    before = customer_detail(customer_id=customer_id, actor=actor)
    if before.version != version:
        raise PreconditionFailed(version=before.version)
    asked = [edit.channel] if isinstance(edit.channel, str) else []
    channels = {row.code: row.id for row in read_rows(channels_read(asked))}
    changes = customer_changes(before, edit, channels)
    if not changes:
        return PartyVersion(before.id, before.code, before.is_active, version)
    columns = {name: value for name, value in changes.items() if name != "channel"}
    if "channel" in changes:
        columns["channel_id"] = channels.get(changes["channel"])
    write_version(Customer.objects.filter(id=customer_id), version=version, changes=columns)
    row = audit_row(
        action="customer.edit",
        subject=f"parties.customer:{customer_id}",
        diff=audited(before, changes),
        actor=actor,
        now=now,
    )
    write_all(audit_writes([row]))
    return PartyVersion(before.id, before.code, before.is_active, version + 1)
