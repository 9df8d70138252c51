"""Values in and out of payables. Amounts are minor units; what is owed is positive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Final, Literal

import msgspec

from kontor.kernel.masking import masked
from kontor.kernel.wire import Incoming, told
from kontor.payables.kinds import KINDS
from kontor.payables.limits import MOST_ENTRIES, MOST_MINOR

_TERMS: Final = masked("supplier_terms.read")
Code = Annotated[str, told(minLength=1, maxLength=40)]
BranchCode = Annotated[str, told(minLength=1, maxLength=20)]
Kind = Annotated[str, told(enum=list(KINDS))]
Amount = Annotated[int, told(minimum=-MOST_MINOR, maximum=MOST_MINOR)]
Reference = Annotated[str, told(maxLength=60)]
Note = Annotated[str, told(maxLength=200)]
Currency = Annotated[str, told(pattern=r"^([A-Z]{3})?$")]
#: What an account comes to is agreed business: the same right opens it that opens the opening balance.
Balance = Annotated[int, _TERMS]
Terms = Annotated[str, _TERMS]
Day = Annotated[date, _TERMS]


class SupplierEntryDraft(Incoming, frozen=True, kw_only=True):
    """A document of a supplier, or a payment to it, of the `branch` whose business owes or pays.

    `amount_minor` is positive, in minor units of the business's currency; only that of an adjustment may be negative,
    which takes away from what is owed. `reference` is the number on the supplier's document: bills and credits need
    one. `due_on` goes before the supplier's terms: the day the bill names, or on which the goods come. `note` says why
    an adjustment is made. `currency`, where it is sent, must be the business's.
    """

    supplier: Code
    kind: Kind
    amount_minor: Amount
    branch: BranchCode
    business_date: date
    reference: Reference = ""
    due_on: date | None = None
    note: Note = ""
    currency: Currency = ""


class SupplierEntriesPost(Incoming, frozen=True):
    """Entries to post; each is taken whole or refused with its reason, and none keeps another from being posted."""

    items: Annotated[tuple[SupplierEntryDraft, ...], told(minItems=1, maxItems=MOST_ENTRIES)]


class EntryReversal(Incoming, frozen=True, kw_only=True):
    """Why an entry is taken back, and on which day: today in its branch, unless said."""

    reason: Annotated[str, told(minLength=1, maxLength=200)]
    business_date: date | None = None


# --- answers -----------------------------------------------------------------------------------------------------


class PostedEntry(msgspec.Struct, frozen=True):
    """What became of one draft. A duplicate names the entry that is there; a refused one says why and which field."""

    verdict: Literal["posted", "duplicate", "refused"]
    supplier: str
    kind: str
    reference: str
    id: int | None = None
    due_on: date | None = None
    code: str | None = None
    reason: str | None = None
    field: str | None = None


class PostedEntries(msgspec.Struct, frozen=True):
    items: tuple[PostedEntry, ...]
    posted: int
    duplicates: int
    refused: int


class SupplierEntryDetail(msgspec.Struct, frozen=True):
    """One entry. `amount_minor` is what it adds to what is owed: of payments and credits it is negative.

    `advance_minor` of a bill is due on its business date, the rest on `due_on`.
    """

    id: int
    supplier_id: int
    supplier: str
    supplier_name: str
    kind: str
    reference: str
    amount_minor: int
    currency: str
    business_date: date
    due_on: date
    advance_minor: int
    branch: str
    note: str
    who: str
    recorded_at: datetime
    reverses_id: int | None
    reversed_by_id: int | None


class StatementLine(msgspec.Struct, frozen=True):
    """An entry of the statement, with what was owed after it."""

    id: int
    business_date: date
    kind: str
    reference: str
    note: str
    due_on: date
    advance_minor: int
    branch: str
    who: str
    recorded_at: datetime
    reverses_id: int | None
    reversed_by_id: int | None
    amount_minor: int
    balance_minor: Balance


class KindTotal(msgspec.Struct, frozen=True):
    """What the entries of one kind add to what is owed, reversals included."""

    kind: str
    entries: int
    amount_minor: int


class Aging(msgspec.Struct, frozen=True):
    """What is open by how many days it is overdue. The ages together less `paid_ahead_minor` are the balance.

    Payments and credits settle what was due first.
    """

    not_due_minor: Balance
    days_1_30_minor: Balance
    days_31_60_minor: Balance
    days_61_90_minor: Balance
    over_90_minor: Balance
    overdue_minor: Balance
    paid_ahead_minor: Balance


class SupplierStatement(msgspec.Struct, frozen=True):
    """A supplier's account over some days, both included: opening and every entry's amount are closing.

    The opening balance of the supplier stands in `opening_minor` whatever the days; `brought_in_minor` is how much of
    it, and `brought_in_on` its day; `is_opening_left_out`: it is in another currency than the account and is not
    counted until that is put right on the supplier. Of this page of entries, `page_opening_minor` is what was owed
    before the first and `page_closing_minor` what after the last. `aging` is that of the last day.
    """

    supplier_id: int
    supplier: str
    supplier_name: str
    payment_terms: Terms
    currency: str
    from_on: date
    to_on: date
    brought_in_minor: Balance
    brought_in_on: Day | None
    is_opening_left_out: bool
    opening_minor: Balance
    closing_minor: Balance
    totals: Sequence[KindTotal]
    aging: Aging
    items: Sequence[StatementLine]
    page_opening_minor: Balance
    page_closing_minor: Balance
    next_cursor: str | None


class SupplierBalance(msgspec.Struct, frozen=True):
    """What is owed to one supplier now, and how long it is overdue today. Negative: the supplier owes it."""

    id: int
    supplier: str
    supplier_name: str
    is_active: bool
    payment_terms: Terms
    currency: str
    balance_minor: Balance
    aging: Aging


class BalanceTotal(msgspec.Struct, frozen=True):
    """What is owed in one currency to all suppliers, and how long it is overdue today."""

    currency: str
    suppliers: int
    balance_minor: Balance
    aging: Aging
