"""Set-based questions whose only right answer is no rows."""

from __future__ import annotations

from typing import Final

import msgspec

from kontor.kernel.statements import Read


class Contradiction(msgspec.Struct, frozen=True):
    subject: str
    expected: str
    found: str


_BALANCES: Final = """SELECT 'supplier ' || s.code AS subject, CAST(coalesce(x.posted, 0) AS text) AS expected,
 CAST(a.posted_minor AS text) AS found FROM payables_supplieraccount a JOIN parties_supplier s ON s.id = a.supplier_id
 LEFT JOIN (SELECT account_id, CAST(sum(amount_minor) AS bigint) AS posted FROM payables_supplierentry
 GROUP BY account_id) x ON x.account_id = a.id
 WHERE a.posted_minor <> coalesce(x.posted, 0) ORDER BY a.id"""

_CURRENCIES: Final = """SELECT 'supplier ' || s.code AS subject, a.currency AS expected,
 s.opening_balance_currency AS found FROM payables_supplieraccount a JOIN parties_supplier s ON s.id = a.supplier_id
 WHERE s.opening_balance_currency NOT IN ('', a.currency) ORDER BY a.id"""

_BRANCHES: Final = """SELECT 'entry ' || e.id AS subject, a.currency AS expected, u.currency AS found
 FROM payables_supplierentry e JOIN payables_supplieraccount a ON a.id = e.account_id
 JOIN organization_branch b ON b.id = e.branch_id JOIN organization_business u ON u.id = b.business_id
 WHERE u.currency <> a.currency ORDER BY e.id"""

_REVERSALS: Final = """SELECT 'entry ' || r.id AS subject, e.kind || ' ' || -e.amount_minor AS expected,
 r.kind || ' ' || r.amount_minor AS found FROM payables_supplierentry r
 JOIN payables_supplierentry e ON e.id = r.reverses_id WHERE r.amount_minor <> -e.amount_minor OR r.kind <> e.kind
 OR r.account_id <> e.account_id OR e.reverses_id IS NOT NULL OR r.business_date < e.business_date ORDER BY r.id"""

#: Kind of contradiction -> its question, and what to do about an answer.
_QUESTIONS: Final = {
    "supplier_balance": (_BALANCES, "The account was changed beside its ledger; the entries are right."),
    "supplier_currency": (
        _CURRENCIES,
        "The opening balance is in another currency than the account and is not counted; correct it on the supplier.",
    ),
    "supplier_entry_currency": (_BRANCHES, "The entry is of a business that counts in another currency."),
    "supplier_reversal": (_REVERSALS, "The reversal does not take back what was posted; adjust the rest."),
}


def contradiction_reads(limit: int) -> dict[str, tuple[Read, str]]:
    """Kind -> the read that finds its contradictions, and the hint that goes with them."""
    return {kind: (Read(f"{sql} LIMIT {limit:d}", (), Contradiction), hint) for kind, (sql, hint) in _QUESTIONS.items()}
