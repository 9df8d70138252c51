from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.ids import next_ids
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_all, read_rows, write_all
from kontor.kernel.wire import RequestKey
from kontor.organization.queries import branch_facts
from kontor.payables.errors import EntryInvalid
from kontor.payables.limits import MOST_ENTRIES
from kontor.payables.posting import LedgerBook, audited
from kontor.payables.sql.ledger import (
    balance_writes,
    documents_read,
    entry_writes,
    lock_accounts_of_read,
    suppliers_read,
)
from kontor.payables.types import PostedEntries, SupplierEntryDraft


def post_entries(
    *, drafts: Sequence[SupplierEntryDraft], actor: Actor, now: datetime, key: RequestKey | None = None
) -> PostedEntries:
    """Post every entry whole or refuse it with its reason, in the order given; none keeps another from being posted.

    Amounts are minor units of the branch's business. A document of the same supplier, kind and reference is posted
    once: with the same amount and day it is a duplicate, otherwise refused, until the first is reversed. Locks the
    suppliers' accounts by ascending id. A constant number of statements. Raises EntryInvalid for more than 1,000.
    """
    if not 1 <= len(drafts) <= MOST_ENTRIES:
        raise EntryInvalid(f"Send 1 to {MOST_ENTRIES} entries at a time.")
    return write_once(key, now, PostedEntries, lambda: _post(drafts, actor, now))


def _post(drafts: Sequence[SupplierEntryDraft], actor: Actor, now: datetime) -> PostedEntries:
    codes = {draft.supplier.strip() for draft in drafts}
    read_rows(lock_accounts_of_read(codes))
    entry_ids, account_ids, suppliers, documents = read_all(
        [
            next_ids("payables_supplierentry", len(drafts)),
            next_ids("payables_supplieraccount", len(codes)),
            suppliers_read(codes),
            documents_read(codes, {draft.reference.strip() for draft in drafts} - {""}),
        ]
    )
    branches = branch_facts(sorted(actor.branch_ids)).values()
    book = LedgerBook(suppliers, list(branches), documents, iter([row.id for row in account_ids]))
    answer = book.post(drafts, iter([row.id for row in entry_ids]), actor, now)
    if book.entries:
        audit = [
            audit_row(
                action="supplier_entry.post",
                subject=f"payables.supplier_entry:{entry.id}",
                diff=audited(entry),
                actor=actor,
                now=now,
            )
            for entry in book.entries
        ]
        writes = [*entry_writes(book.fresh_accounts(), book.entries), *audit_writes(audit)]
        write_all([*writes, *balance_writes(book.changed_accounts())])
    return answer
