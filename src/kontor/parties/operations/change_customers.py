from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.outbox import event, event_writes
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import Write, insert, read_all, write_all
from kontor.kernel.wire import MOST_ID, RequestKey
from kontor.parties.customer_changes import Changed, change_diff, change_rows, checked_change
from kontor.parties.errors import PartyInvalid
from kontor.parties.events import CustomerDelisted, CustomerRelisted
from kontor.parties.listing_types import CustomerChange, CustomerRef
from kontor.parties.register import Register
from kontor.parties.rows import ListingRow
from kontor.parties.sql.codes import areas_read, open_channels_read
from kontor.parties.sql.putting import customers_by_id, put_writes
from kontor.parties.sql.registrations import registered_read
from kontor.parties.types import PutParties

MOST_CUSTOMERS: Final = 5_000


def change_customers(
    *,
    customers: Sequence[CustomerRef],
    change: CustomerChange,
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
) -> PutParties:
    """Delist, relist, or set channel, area or payment terms of many customers; each gets its verdict.

    A refused one keeps no other from being changed. Delisting and relisting are kept with who, when, why and the whole
    row. A constant number of statements. People change them through `sales.operations.change_customers`, which warns of
    open orders. Raises PartyInvalid for more than 5,000 customers, and PartyInvalid or
    TextInvalid where the change itself is wrong.
    """
    if not 1 <= len(customers) <= MOST_CUSTOMERS:
        raise PartyInvalid(f"Send 1 to {MOST_CUSTOMERS} customers at a time.")
    return write_once(key, now, PutParties, lambda: _change(customers, change, actor, now))


def _change(refs: Sequence[CustomerRef], change: CustomerChange, actor: Actor, now: datetime) -> PutParties:
    ids = {ref.id for ref in refs if 0 < ref.id <= MOST_ID}
    rows, channels, areas, registered = read_all(
        [
            customers_by_id(ids),
            open_channels_read([change.channel] if isinstance(change.channel, str) else []),
            areas_read([change.area] if isinstance(change.area, str) else []),
            registered_read([], ids=ids),
        ]
    )
    values, reason = checked_change(change, {row.code: row.id for row in channels}, {row.code: row.id for row in areas})
    items, changed = change_rows(refs, {row.id: row for row in rows}, values, Register(registered))
    if changed:
        write_all(change_writes(changed, reason, actor, now))
    verdicts = [item.verdict for item in items]
    return PutParties(tuple(items), *(verdicts.count(name) for name in ("created", "updated", "unchanged", "refused")))


def change_writes(changed: Sequence[Changed], reason: str, actor: Actor, now: datetime) -> list[Write]:
    """The rows, what is kept of delistings, what is told of them, and the audit trail."""
    listings = [one for one in changed if one.is_listing]
    kept = [
        ListingRow(one.after.id, one.after.is_active, reason, msgspec.json.encode(one.before).decode(), actor.id, now)
        for one in listings
    ]
    news = [
        event(
            (CustomerRelisted if one.after.is_active else CustomerDelisted)(one.after.id, one.after.code),
            aggregate=f"parties.customer:{one.after.id}",
            actor_id=actor.id,
            now=now,
        )
        for one in listings
    ]
    audit = [
        audit_row(
            action=_action(one),
            subject=f"parties.customer:{one.after.id}",
            diff=change_diff(one),
            actor=actor,
            now=now,
        )
        for one in changed
    ]
    return [
        *put_writes("parties_customer", [], [one.after for one in changed]),
        *([insert("parties_customerlisting", kept, name="listings")] if kept else []),
        *event_writes(news),
        *audit_writes(audit),
    ]


def _action(one: Changed) -> str:
    if not one.is_listing:
        return "customer.edit"
    return "customer.relist" if one.after.is_active else "customer.delist"
