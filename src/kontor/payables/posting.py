"""Which entries are posted, are there already, or are refused, and why: draft after draft, in the order given. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from kontor.access.types import Actor
from kontor.kernel.errors import KontorError
from kontor.kernel.text import optional_text, required_text
from kontor.organization.types import BranchFacts
from kontor.payables.due import due_of
from kontor.payables.errors import CurrencyDiffers, EntryInvalid, EntryReversed, PeriodClosed, ReferenceTaken
from kontor.payables.kinds import KINDS
from kontor.payables.limits import MOST_DAYS_TO_PAY, MOST_MINOR
from kontor.payables.rows import AccountRow, EntryHead, EntryRow, KnownDocument, KnownSupplier
from kontor.payables.types import PostedEntries, PostedEntry, SupplierEntryDraft

_NEEDS_REFERENCE: Final = ("bill", "credit")


class LedgerBook:
    """What is there, and what becomes of it draft by draft."""

    def __init__(
        self,
        suppliers: Sequence[KnownSupplier],
        branches: Sequence[BranchFacts],
        documents: Sequence[KnownDocument],
        account_ids: Iterator[int],
    ) -> None:
        self._suppliers = {supplier.code: supplier for supplier in suppliers}
        self._branches = {branch.code: branch for branch in branches}
        self._documents: dict[tuple[int, str, str], KnownDocument] = {}
        for row in sorted(documents, key=lambda row: row.issue):
            self._documents[row.account_id, row.kind, row.reference] = row
        self._account_ids = account_ids
        self._fresh: dict[int, AccountRow] = {}
        self.entries: list[EntryRow] = []

    def post(
        self, drafts: Sequence[SupplierEntryDraft], ids: Iterator[int], actor: Actor, now: datetime
    ) -> PostedEntries:
        """The verdicts in the order of the drafts; what is to be written stands in this book."""
        items = []
        for draft in drafts:
            try:
                items.append(self._post(draft, ids, actor, now))
            except KontorError as error:
                items.append(_refused(draft, error))
        verdicts = [item.verdict for item in items]
        return PostedEntries(
            tuple(items), verdicts.count("posted"), verdicts.count("duplicate"), verdicts.count("refused")
        )

    def fresh_accounts(self) -> list[AccountRow]:
        """With what was posted to them, by supplier, so that two batches make the same ones in one order."""
        moved = self._moved()
        rows = [msgspec.structs.replace(row, posted_minor=moved[row.id]) for row in self._fresh.values()]
        return sorted(rows, key=lambda row: row.supplier_id)

    def changed_accounts(self) -> list[AccountRow]:
        """Those that were there; `posted_minor` is what is added to them."""
        fresh = {row.id for row in self._fresh.values()}
        known = {row.account_id: row for row in self._suppliers.values()}
        return [
            AccountRow(id_, known[id_].id, known[id_].currency or "", added)
            for id_, added in sorted(self._moved().items())
            if id_ not in fresh
        ]

    def _moved(self) -> dict[int, int]:
        moved: dict[int, int] = {}
        for entry in self.entries:
            moved[entry.account_id] = moved.get(entry.account_id, 0) + entry.amount_minor
        return moved

    def _post(self, draft: SupplierEntryDraft, ids: Iterator[int], actor: Actor, now: datetime) -> PostedEntry:
        supplier = self._suppliers.get(draft.supplier.strip())
        if supplier is None:
            raise EntryInvalid(f"There is no supplier {draft.supplier!r}; make it first.", field="supplier")
        branch = self._branches.get(draft.branch.strip())
        if branch is None:
            raise EntryInvalid(f"There is no branch {draft.branch!r} for you.", field="branch")
        reference, note = checked_texts(draft)
        amount = signed_amount(draft)
        self._check_currency(draft, supplier, branch)
        check_day(draft.business_date, branch, now)
        _check_opening(draft.business_date, supplier)
        advance, due_on = _due(draft, supplier)
        before = self._document(supplier, draft.kind, reference)
        if before is not None and not before.is_reversed:
            return _twin(draft, reference, amount, before)
        entry = EntryRow(
            id=next(ids),
            account_id=self._account_of(supplier, branch.currency),
            branch_id=branch.id,
            kind=draft.kind,
            reference=reference,
            issue=1 if before is None else before.issue + 1,
            amount_minor=amount,
            advance_minor=advance,
            business_date=draft.business_date,
            due_on=due_on,
            note=note,
            reverses_id=None,
            actor_id=actor.id,
            recorded_at=now,
        )
        self._keep(entry)
        return PostedEntry("posted", supplier.code, draft.kind, reference, entry.id, due_on)

    def _keep(self, entry: EntryRow) -> None:
        self.entries.append(entry)
        if entry.reference:
            values = {name: getattr(entry, name) for name in KnownDocument.__struct_fields__ if name != "is_reversed"}
            document = KnownDocument(**values, is_reversed=False)
            self._documents[entry.account_id, entry.kind, entry.reference] = document

    def _document(self, supplier: KnownSupplier, kind: str, reference: str) -> KnownDocument | None:
        fresh = self._fresh.get(supplier.id)
        account_id = supplier.account_id if fresh is None else fresh.id
        return self._documents.get((account_id, kind, reference)) if account_id and reference else None

    def _account_of(self, supplier: KnownSupplier, currency: str) -> int:
        if supplier.account_id is not None:
            return supplier.account_id
        if supplier.id not in self._fresh:
            self._fresh[supplier.id] = AccountRow(next(self._account_ids), supplier.id, currency, 0)
        return self._fresh[supplier.id].id

    def _check_currency(self, draft: SupplierEntryDraft, supplier: KnownSupplier, branch: BranchFacts) -> None:
        if draft.currency not in ("", branch.currency):
            raise EntryInvalid(f"The business of {branch.code} counts in {branch.currency}.", field="currency")
        fresh = self._fresh.get(supplier.id)
        kept = [supplier.currency, fresh.currency if fresh else None, supplier.opening_currency or None]
        for currency in kept:
            if currency is not None and currency != branch.currency:
                raise CurrencyDiffers(
                    f"The account of {supplier.code} is kept in {currency}, {branch.code} counts in {branch.currency}."
                    " Take the supplier on once more, under a code of its own, for the other currency.",
                    field="branch",
                )


def checked_texts(draft: SupplierEntryDraft) -> tuple[str, str]:
    """Reference and note, trimmed. Raises TextInvalid, EntryInvalid for an unknown kind or what a kind must have."""
    if draft.kind not in KINDS:
        raise EntryInvalid(f"kind is one of {', '.join(KINDS)}.", field="kind")
    reference = optional_text(draft.reference, "reference", 60)
    note = optional_text(draft.note, "note", 200)
    if draft.kind in _NEEDS_REFERENCE and not reference:
        raise EntryInvalid(f"A {draft.kind} needs the number on the supplier's document.", field="reference")
    if draft.kind == "adjustment" and not note:
        raise EntryInvalid("Say why the account is adjusted.", field="note")
    return reference, note


def signed_amount(draft: SupplierEntryDraft) -> int:
    """What the draft adds to what is owed, in minor units. Raises EntryInvalid for nothing or beyond all bounds."""
    amount = draft.amount_minor
    if amount == 0 or abs(amount) > MOST_MINOR:
        raise EntryInvalid(f"The amount is between 1 and {MOST_MINOR:,} minor units.", field="amount_minor")
    if amount < 0 and draft.kind != "adjustment":
        raise EntryInvalid(
            f"The amount of a {draft.kind} is positive; reverse an entry to take it back.", field="amount_minor"
        )
    return -amount if draft.kind in ("payment", "credit") else amount


def check_day(on: date, branch: BranchFacts, now: datetime) -> None:
    """Raises EntryInvalid for a day that has not come in the branch, PeriodClosed for one whose books are closed."""
    today = branch.business_date(now)
    if on > today:
        raise EntryInvalid(f"{on} has not come yet; in {branch.code} it is {today}.", field="business_date")
    if branch.is_closed(on):
        raise PeriodClosed(
            f"The books of {branch.code} are closed through {branch.closed_through_on}; date it after that.",
            field="business_date",
        )


def reversal_of(head: EntryHead, *, entry_id: int, on: date, note: str, actor: Actor, now: datetime) -> EntryRow:
    """The entry that takes `head` back. Raises EntryReversed, EntryInvalid for a reversal or an earlier day."""
    if head.reverses_id is not None:
        raise EntryInvalid("This entry is a reversal itself; post the document anew instead.")
    if head.by_id is not None:
        raise EntryReversed(f"Entry {head.by_id} has taken it back already.", reversed_by_id=head.by_id)
    if on < head.business_date:
        raise EntryInvalid(
            f"It was posted for {head.business_date}; reverse it on that day or later.", field="business_date"
        )
    return EntryRow(
        id=entry_id,
        account_id=head.account_id,
        branch_id=head.branch_id,
        kind=head.kind,
        reference=head.reference,
        issue=head.issue,
        amount_minor=-head.amount_minor,
        advance_minor=0,
        business_date=on,
        due_on=on,
        note=note,
        reverses_id=head.id,
        actor_id=actor.id,
        recorded_at=now,
    )


def checked_reason(reason: str) -> str:
    return required_text(reason, "reason", 200)


def audited(entry: EntryRow) -> Mapping[str, Sequence[object]]:
    """What the audit trail keeps of an entry that was written."""
    names = ("kind", "reference", "amount_minor", "business_date", "due_on", "note", "reverses_id")
    return {name: (None, getattr(entry, name)) for name in names if getattr(entry, name) not in ("", None)}


def _check_opening(on: date, supplier: KnownSupplier) -> None:
    if supplier.opening_on is not None and on < supplier.opening_on:
        raise EntryInvalid(
            f"What was owed to {supplier.code} before {supplier.opening_on} stands in its opening balance; date it on"
            " that day or later.",
            field="business_date",
        )


def _due(draft: SupplierEntryDraft, supplier: KnownSupplier) -> tuple[int, date]:
    if draft.kind != "bill":
        if draft.due_on not in (None, draft.business_date):
            raise EntryInvalid("Only a bill is due on another day than its own.", field="due_on")
        return 0, draft.business_date
    latest = draft.business_date + timedelta(days=MOST_DAYS_TO_PAY)
    if draft.due_on is not None and not draft.business_date <= draft.due_on <= latest:
        raise EntryInvalid("A bill is due on its own day or in the ten years after it.", field="due_on")
    return due_of(
        supplier.payment_terms,
        amount_minor=draft.amount_minor,
        billed_on=draft.business_date,
        agreed_on=draft.due_on,
    )


def _twin(draft: SupplierEntryDraft, reference: str, amount: int, before: KnownDocument) -> PostedEntry:
    if (before.amount_minor, before.business_date) != (amount, draft.business_date):
        raise ReferenceTaken(
            f"The {draft.kind} {reference} is entered already, for {before.business_date} and with"
            f" {abs(before.amount_minor)} minor units: entry {before.id}. Reverse that one first if it is wrong.",
            field="reference",
        )
    return PostedEntry("duplicate", draft.supplier.strip(), draft.kind, reference, before.id, before.due_on)


def _refused(draft: SupplierEntryDraft, error: KontorError) -> PostedEntry:
    return PostedEntry(
        "refused",
        draft.supplier.strip()[:40],
        draft.kind[:12],
        draft.reference.strip()[:60],
        code=error.code,
        reason=error.detail,
        field=error.data.get("field"),
    )
