"""The rows payables reads and writes: fields named as columns."""

from __future__ import annotations

from datetime import date, datetime

import msgspec


class AccountRow(msgspec.Struct, frozen=True):
    """A row of payables_supplieraccount."""

    id: int
    supplier_id: int
    currency: str
    posted_minor: int


class EntryRow(msgspec.Struct, frozen=True):
    """A row of payables_supplierentry."""

    id: int
    account_id: int
    branch_id: int
    kind: str
    reference: str
    issue: int
    amount_minor: int
    advance_minor: int
    business_date: date
    due_on: date
    note: str
    reverses_id: int | None
    actor_id: int
    recorded_at: datetime


class KnownSupplier(msgspec.Struct, frozen=True):
    """A supplier as it is posted to; `account_id` is None before its first entry."""

    id: int
    code: str
    payment_terms: str
    opening_currency: str
    opening_on: date | None
    account_id: int | None
    currency: str | None


class KnownDocument(msgspec.Struct, frozen=True):
    """An entry with a reference, and whether it was taken back."""

    id: int
    account_id: int
    kind: str
    reference: str
    issue: int
    amount_minor: int
    business_date: date
    due_on: date
    is_reversed: bool


class EntryHead(msgspec.Struct, frozen=True):
    """An entry as it is reversed. `by_id` is the entry that took it back."""

    id: int
    account_id: int
    currency: str
    supplier_id: int
    supplier: str
    branch_id: int
    kind: str
    reference: str
    issue: int
    amount_minor: int
    business_date: date
    reverses_id: int | None
    by_id: int | None
