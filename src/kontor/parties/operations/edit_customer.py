from __future__ import annotations

from datetime import datetime

import msgspec

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.customization.document_kinds import CUSTOMER
from kontor.customization.fields import custom_after
from kontor.customization.queries import newest_schema_read
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_all, write_all
from kontor.kernel.wire import RequestKey
from kontor.parties.errors import CustomerErased
from kontor.parties.party_rules import audited, customer_changes
from kontor.parties.queries import customer_detail
from kontor.parties.register import Register
from kontor.parties.sql.codes import areas_read, open_channels_read
from kontor.parties.sql.putting import customers_by_id, put_writes
from kontor.parties.sql.registrations import registered_read
from kontor.parties.types import CustomerEdit, PartyVersion


def edit_customer(
    *, customer_id: int, version: int, edit: CustomerEdit, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PartyVersion:
    """Change what `edit` names, if the customer still has the `version` it was read with; the rest stays.

    An edit that changes nothing keeps the version. Raises CustomerNotFound, PreconditionFailed, TextInvalid,
    PartyInvalid, CustomerTwice, CustomerErased.
    """
    return write_once(key, now, PartyVersion, lambda: _edit(customer_id, version, edit, actor, now))


def _edit(customer_id: int, version: int, edit: CustomerEdit, actor: Actor, now: datetime) -> PartyVersion:
    before = customer_detail(customer_id=customer_id, actor=actor)
    if before.version != version:
        raise PreconditionFailed(version=before.version)
    if before.erased_at is not None:
        raise CustomerErased(f"Who {before.code} was has been erased; make a new customer.")
    (row,), channels, areas, registered, schemas = read_all(
        [
            customers_by_id([customer_id]),
            open_channels_read([edit.channel] if isinstance(edit.channel, str) else []),
            areas_read([edit.area] if isinstance(edit.area, str) else []),
            registered_read([edit.name.strip()] if isinstance(edit.name, str) else [], ids=[customer_id]),
            newest_schema_read(CUSTOMER),
        ]
    )
    channel_ids, area_ids = {row.code: row.id for row in channels}, {row.code: row.id for row in areas}
    changes = customer_changes(before, edit, channel_ids, area_ids)
    custom = custom_after(next(iter(schemas), None), row.custom, edit.custom)
    if custom != row.custom:
        changes["custom"] = custom
    if not changes:
        return PartyVersion(before.id, before.code, before.is_active, version)
    columns = {name: value for name, value in changes.items() if name not in ("channel", "area")}
    if "channel" in changes:
        columns["channel_id"] = channel_ids.get(changes["channel"])
    if "area" in changes:
        columns["area_id"] = area_ids.get(changes["area"])
    changed = msgspec.structs.replace(row, **columns, version=version + 1)
    Register(registered).take(changed)
    audit = audit_row(
        action="customer.edit",
        subject=f"parties.customer:{customer_id}",
        diff=audited(before, changes),
        actor=actor,
        now=now,
    )
    write_all([*put_writes("parties_customer", [], [changed]), *audit_writes([audit])])
    return PartyVersion(before.id, before.code, before.is_active, version + 1)
