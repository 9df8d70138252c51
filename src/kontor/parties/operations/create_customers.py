from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.customization.document_kinds import CUSTOMER
from kontor.customization.fields import new_custom
from kontor.customization.queries import newest_schema_read
from kontor.kernel.ids import next_ids
from kontor.kernel.row_checks import check_rows
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import insert, read_all, write_all
from kontor.kernel.wire import RequestKey
from kontor.parties.errors import PartyInvalid
from kontor.parties.operations.number_codes import number_codes
from kontor.parties.party_rules import KnownParties, checked_customer
from kontor.parties.register import Register
from kontor.parties.rows import CustomerRow
from kontor.parties.sql.codes import areas_read, customers_read, open_channels_read
from kontor.parties.sql.registrations import registered_read
from kontor.parties.types import CreatedParties, CustomerDraft, PartyVersion

MOST_CUSTOMERS: Final = 5_000


def create_customers(
    *, drafts: Sequence[CustomerDraft], actor: Actor, now: datetime, key: RequestKey | None = None
) -> CreatedParties:
    """Take every customer or none, in a constant number of statements. Those without a code get the next CSTDnnnn.

    Raises the one row's own error, or RowsInvalid or RowsConflict naming every refused row; PartyInvalid for more than
    5,000 rows. A name stands once for an area and a channel (CustomerTwice). The same key answers the same.
    """
    if not 1 <= len(drafts) <= MOST_CUSTOMERS:
        raise PartyInvalid(f"Send 1 to {MOST_CUSTOMERS} customers at a time.")
    return write_once(key, now, CreatedParties, lambda: _create(drafts, actor, now))


def _create(drafts: Sequence[CustomerDraft], actor: Actor, now: datetime) -> CreatedParties:
    drafts = _coded(drafts)
    ids, taken, channels, areas, registered, schemas = read_all(
        [
            next_ids("parties_customer", len(drafts)),
            customers_read({draft.code.strip() for draft in drafts}),
            open_channels_read({draft.channel for draft in drafts if draft.channel is not None}),
            areas_read({draft.area for draft in drafts if draft.area is not None}),
            registered_read({draft.name.strip() for draft in drafts}),
            newest_schema_read(CUSTOMER),
        ]
    )
    known = KnownParties(
        {row.code for row in taken},
        {row.code: row.id for row in channels},
        {row.code: row.id for row in areas},
        next(iter(schemas), None),
    )
    register, fresh = Register(registered), iter(ids)

    def row_of(draft: CustomerDraft) -> CustomerRow:
        row = _row(next(fresh).id, checked_customer(draft, known), known)
        register.take(row)
        return row

    rows = check_rows(drafts, row_of)
    audit = [
        audit_row(
            action="customer.create",
            subject=f"parties.customer:{row.id}",
            diff={"code": (None, row.code), "channel": (None, draft.channel)},
            actor=actor,
            now=now,
        )
        for row, draft in zip(rows, drafts, strict=True)
    ]
    write_all([insert("parties_customer", rows, name="customers"), *audit_writes(audit)])
    return CreatedParties(tuple(PartyVersion(row.id, row.code, row.is_active, row.version) for row in rows))


def _coded(drafts: Sequence[CustomerDraft]) -> list[CustomerDraft]:
    given = {draft.code.strip() for draft in drafts}
    lacking = sum(not draft.code.strip() for draft in drafts)
    codes = iter(number_codes("parties_customer", lacking, beside=given))
    return [draft if draft.code.strip() else msgspec.structs.replace(draft, code=next(codes)) for draft in drafts]


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
        area_id=None if draft.area is None else known.areas[draft.area],
        payment_terms=draft.payment_terms,
        custom=new_custom(known.custom_schema, draft.custom),
    )
