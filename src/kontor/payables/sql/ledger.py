"""What a batch of entries meets, and the statements that write it: the accounts' rows last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kontor.kernel.ids import Id
from kontor.kernel.statements import Read, Write, among, insert, is_postgres, keys_text, records, records_text
from kontor.payables.rows import AccountRow, EntryHead, EntryRow, KnownDocument, KnownSupplier

_SUPPLIERS: Final = (
    "SELECT s.id, s.code, s.payment_terms, s.opening_balance_currency AS opening_currency,"
    " s.opening_balance_on AS opening_on, a.id AS account_id, a.currency"
    " FROM parties_supplier s LEFT JOIN payables_supplieraccount a ON a.supplier_id = s.id"
)
_HEADS: Final = (
    "SELECT e.id, e.account_id, a.currency, a.supplier_id, s.code AS supplier, e.branch_id, e.kind, e.reference,"
    " e.issue, e.amount_minor,"
    " e.business_date, e.reverses_id, r.id AS by_id FROM payables_supplierentry e"
    " JOIN payables_supplieraccount a ON a.id = e.account_id JOIN parties_supplier s ON s.id = a.supplier_id"
    " LEFT JOIN payables_supplierentry r ON r.reverses_id = e.id"
)


def lock_accounts_of_read(supplier_codes: Iterable[str]) -> Read:
    """Lock the accounts of these suppliers, by ascending id, until the transaction ends."""
    sql = (
        "SELECT a.id FROM payables_supplieraccount a WHERE a.supplier_id IN"
        f" (SELECT s.id FROM parties_supplier s WHERE {among('s.code', str)}) ORDER BY a.id{_for_no_key_update()}"
    )
    return Read(sql, (keys_text(supplier_codes),), Id)


def lock_account_of_entry_read(entry_id: int) -> Read:
    sql = (
        "SELECT a.id FROM payables_supplieraccount a WHERE a.id IN (SELECT e.account_id FROM payables_supplierentry e"
        f" WHERE {among('e.id', int)}){_for_no_key_update()}"
    )
    return Read(sql, (keys_text([entry_id]),), Id)


def suppliers_read(codes: Iterable[str]) -> Read:
    return Read(f"{_SUPPLIERS} WHERE {among('s.code', str)}", (keys_text(codes),), KnownSupplier)


def documents_read(supplier_codes: Iterable[str], references: Iterable[str]) -> Read:
    """Entries of these suppliers with these references, all their issues; what takes them back is left out."""
    sql = (
        "SELECT e.id, e.account_id, e.kind, e.reference, e.issue, e.amount_minor, e.business_date, e.due_on,"
        " EXISTS (SELECT 1 FROM payables_supplierentry r WHERE r.reverses_id = e.id) AS is_reversed"
        " FROM payables_supplierentry e JOIN payables_supplieraccount a ON a.id = e.account_id"
        " JOIN parties_supplier s ON s.id = a.supplier_id"
        f" WHERE {among('s.code', str)} AND {among('e.reference', str)} AND e.reverses_id IS NULL"
    )
    return Read(sql, (keys_text(supplier_codes), keys_text(references)), KnownDocument)


def head_read(entry_id: int) -> Read:
    return Read(f"{_HEADS} WHERE {among('e.id', int)}", (keys_text([entry_id]),), EntryHead)


def entry_writes(fresh: Sequence[AccountRow], entries: Sequence[EntryRow]) -> list[Write]:
    """`fresh` accounts come with what is posted to them."""
    writes = [insert("payables_supplieraccount", fresh, name="accounts")] if fresh else []
    return [*writes, insert("payables_supplierentry", entries, name="entries")]


def balance_writes(changed: Sequence[AccountRow]) -> list[Write]:
    """Add `posted_minor` to each account's sum, while it is kept in the currency that the entries are in."""
    if not changed:
        return []
    sql = (
        f"UPDATE payables_supplieraccount AS a SET posted_minor = a.posted_minor + d.posted_minor FROM"
        f" {records(AccountRow)} WHERE a.id = d.id AND a.currency = d.currency RETURNING 1"
    )
    return [Write("balances", sql, (records_text(changed),), expected=len(changed))]


def _for_no_key_update() -> str:
    """Entries point to accounts by foreign key: that check must not wait for a lock that changes no key."""
    return " FOR NO KEY UPDATE OF a" if is_postgres() else ""
