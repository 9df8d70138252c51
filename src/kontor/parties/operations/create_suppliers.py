from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.ids import next_ids
from kontor.kernel.row_checks import check_rows
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import insert, read_all, write_all
from kontor.kernel.wire import RequestKey
from kontor.parties.errors import PartyInvalid
from kontor.parties.party_rules import KnownParties, checked_supplier
from kontor.parties.rows import SupplierRow
from kontor.parties.sql.codes import suppliers_read
from kontor.parties.types import CreatedParties, PartyVersion, SupplierDraft

MOST_SUPPLIERS: Final = 5_000


def create_suppliers(
    *, drafts: Sequence[SupplierDraft], actor: Actor, now: datetime, key: RequestKey | None = None
) -> CreatedParties:
    """Take every supplier or none, in a constant number of statements.

    Raises the one row's own error, or RowsInvalid or RowsConflict naming every refused row; PartyInvalid for more than
    5,000 rows. The same key answers the same.
    """
    if not 1 <= len(drafts) <= MOST_SUPPLIERS:
        raise PartyInvalid(f"Send 1 to {MOST_SUPPLIERS} suppliers at a time.")
    return write_once(key, now, CreatedParties, lambda: _create(drafts, actor, now))


def _create(drafts: Sequence[SupplierDraft], actor: Actor, now: datetime) -> CreatedParties:
    ids, taken = read_all(
        [next_ids("parties_supplier", len(drafts)), suppliers_read({draft.code.strip() for draft in drafts})]
    )
    known = KnownParties({row.code for row in taken}, {}, {})
    checked = check_rows(drafts, lambda draft: checked_supplier(draft, known))
    rows = [
        SupplierRow(id=fresh.id, is_active=True, version=1, **msgspec.structs.asdict(draft))
        for fresh, draft in zip(ids, checked, strict=True)
    ]
    audit = [
        audit_row(
            action="supplier.create",
            subject=f"parties.supplier:{row.id}",
            diff={"code": (None, row.code)},
            actor=actor,
            now=now,
        )
        for row in rows
    ]
    write_all([insert("parties_supplier", rows, name="suppliers"), *audit_writes(audit)])
    return CreatedParties(tuple(PartyVersion(row.id, row.code, row.is_active, row.version) for row in rows))
