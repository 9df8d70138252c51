"""Statements and balances as a file has them: amounts as decimals, opening and closing as rows. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import msgspec

from kontor.kernel.masking import masked
from kontor.kernel.money import decimal_from_minor
from kontor.payables.types import StatementLine, SupplierBalance, SupplierStatement

Owed = Annotated[str, masked("supplier_terms.read")]


class StatementRow(msgspec.Struct, frozen=True):
    """A row of the file. Without an id: what the days open or close with."""

    id: int | None
    business_date: date
    kind: str
    reference: str
    note: str
    due_on: date | None
    branch: str
    who: str
    reverses_id: int | None
    currency: str
    amount: str | None
    balance: Owed


class BalanceRow(msgspec.Struct, frozen=True):
    supplier: str
    supplier_name: str
    payment_terms: Owed
    currency: str
    balance: Owed
    not_due: Owed
    days_1_30: Owed
    days_31_60: Owed
    days_61_90: Owed
    over_90: Owed
    paid_ahead: Owed


def statement_rows(found: SupplierStatement, *, is_first: bool) -> Iterator[StatementRow]:
    """The page's entries; before the first of all what was owed, after the last what is."""
    if is_first:
        yield _mark("opening", found.from_on, found.opening_minor, found.currency)
    yield from (_entry(line, found.currency) for line in found.items)
    if found.next_cursor is None:
        yield _mark("closing", found.to_on, found.closing_minor, found.currency)


def balance_row(one: SupplierBalance) -> BalanceRow:
    ages, currency = one.aging, one.currency
    amounts = (
        one.balance_minor,
        ages.not_due_minor,
        ages.days_1_30_minor,
        ages.days_31_60_minor,
        ages.days_61_90_minor,
        ages.over_90_minor,
        ages.paid_ahead_minor,
    )
    texts = [amount_text(amount, currency) for amount in amounts]
    return BalanceRow(one.supplier, one.supplier_name, one.payment_terms, currency, *texts)


def amount_text(minor: int, currency: str) -> str:
    """Minor units as a decimal; a supplier to whom nothing was ever owed has no currency, and 0 of it."""
    return decimal_from_minor(minor, currency) if currency else str(minor)


def _mark(kind: str, on: date, balance: int, currency: str) -> StatementRow:
    return StatementRow(None, on, kind, "", "", None, "", "", None, currency, None, amount_text(balance, currency))


def _entry(line: StatementLine, currency: str) -> StatementRow:
    return StatementRow(
        id=line.id,
        business_date=line.business_date,
        kind=line.kind,
        reference=line.reference,
        note=line.note,
        due_on=line.due_on,
        branch=line.branch,
        who=line.who,
        reverses_id=line.reverses_id,
        currency=currency,
        amount=amount_text(line.amount_minor, currency),
        balance=amount_text(line.balance_minor, currency),
    )
