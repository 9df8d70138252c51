from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.row_checks import check_rows
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import insert, next_ids, read_all, write_all
from kontor.kernel.wire import RequestKey
from kontor.parties.errors import PartyInvalid
from kontor.parties.party_rules import KnownParties, checked_customer
from kontor.parties.rows import CustomerRow
from kontor.parties.sql.codes import channels_read, customers_read
from kontor.parties.types import CreatedParties, CustomerDraft, PartyVersion

MOST_CUSTOMERS: Final = 5_000


def create_customers(
    *, drafts: Sequence[CustomerDraft], actor: Actor, now: datetime, key: RequestKey | None = None
) -> CreatedParties:
    """Take every customer or none, in a constant number of statements.

    Raises the one row's own error, or RowsInvalid or RowsConflict naming every refused row; PartyInvalid for more than
    5,000 rows. The same key answers the same.
    """
    if not 1 <= len(drafts) <= MOST_CUSTOMERS:
        raise PartyInvalid(f"Send 1 to {MOST_CUSTOMERS} customers at a time.")
    return write_once(key, now, CreatedParties, lambda: _create(drafts, actor, now))


def _create(drafts: Sequence[CustomerDraft], actor: Actor, now: datetime) -> CreatedParties:
    ids, taken, channels = read_all(
        [
            next_ids("parties_customer", len(drafts)),
            customers_read({draft.code.strip() for draft in drafts}),
            channels_read({draft.channel for draft in drafts if draft.channel is not None}),
        ]
    )
    known = KnownParties({row.code for row in taken}, {row.code: row.id for row in channels})
    checked = check_rows(drafts, lambda draft: checked_customer(draft, known))
    rows = [_row(fresh.id, draft, known) for fresh, draft in zip(ids, checked, strict=True)]
    audit = [
        audit_row(
            action="customer.create",
            subject=f"parties.customer:{row.id}",
            diff={"code": (None, row.code), "channel": (None, draft.channel)},
            actor=actor,
            now=now,
        )
        for row, draft in zip(rows, checked, strict=True)
    ]
    write_all([insert("parties_customer", rows, name="customers"), *audit_writes(audit)])
    return CreatedParties(tuple(PartyVersion(row.id, row.code, row.is_active, row.version) for row in rows))


def _row(id_: int, draft: CustomerDraft, known: KnownParties) -> CustomerRow:
    return CustomerRow(
        id=id_,
        code=draft.code,
        name=draft.name,
        channel_id=None if draft.channel is None else known.channels[draft.channel],
        country=draft.country,
        address=draft.address,
        phone=draft.phone,
        email=draft.email,
        tax_pin=draft.tax_pin,
        is_active=True,
        registered_on=draft.registered_on,
        version=1,
    )
