from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.ids import next_ids
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_all, read_rows, write_all
from kontor.kernel.wire import MOST_ID, RequestKey
from kontor.organization.queries import branch_facts
from kontor.payables.errors import EntryNotFound
from kontor.payables.posting import check_day, checked_reason, reversal_of
from kontor.payables.rows import AccountRow, EntryHead
from kontor.payables.sql.ledger import balance_writes, entry_writes, head_read, lock_account_of_entry_read
from kontor.payables.types import EntryReversal, PostedEntry


def reverse_entry(
    *, entry_id: int, reversal: EntryReversal, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PostedEntry:
    """Take an entry back by one of the opposite amount, once; its reference is then free for the right document.

    Dated today in the entry's branch unless `reversal` names a day. Locks the supplier's account. Raises EntryNotFound,
    also where the actor does not work in its branch; EntryReversed, EntryInvalid, PeriodClosed, TextInvalid.
    """
    return write_once(key, now, PostedEntry, lambda: _reverse(min(entry_id, MOST_ID), reversal, actor, now))


def _reverse(entry_id: int, reversal: EntryReversal, actor: Actor, now: datetime) -> PostedEntry:
    reason = checked_reason(reversal.reason)
    read_rows(lock_account_of_entry_read(entry_id))
    heads, ids = read_all([head_read(entry_id), next_ids("payables_supplierentry", 1)])
    if not heads or heads[0].branch_id not in actor.branch_ids:
        raise EntryNotFound(f"There is no entry {entry_id} of a branch of yours.")
    head: EntryHead = heads[0]
    branch = branch_facts([head.branch_id])[head.branch_id]
    on = reversal.business_date or branch.business_date(now)
    check_day(on, branch, now)
    entry = reversal_of(head, entry_id=ids[0].id, on=on, note=reason, actor=actor, now=now)
    audit = audit_row(
        action="supplier_entry.reverse",
        subject=f"payables.supplier_entry:{head.id}",
        diff={"reversed_by_id": (None, entry.id), "note": (None, reason)},
        actor=actor,
        now=now,
    )
    added = AccountRow(head.account_id, head.supplier_id, head.currency, entry.amount_minor)
    write_all([*entry_writes([], [entry]), *audit_writes([audit]), *balance_writes([added])])
    return PostedEntry("posted", head.supplier, entry.kind, entry.reference, entry.id, entry.due_on)
