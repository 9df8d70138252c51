"""The ledger of a category: everything that moved of its goods on some days, and what it started from and came to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from kontor.access.types import Actor
from kontor.inventory.costs import Cost, CostView
from kontor.kernel.errors import InvalidInput
from kontor.kernel.statements import read_rows
from kontor.kernel.wire import Page
from kontor.reporting.sql.category_ledger import (
    LedgerFilters,
    LedgerRow,
    LedgerSumRow,
    category_page_read,
    category_sums_read,
)


class LedgerSums(msgspec.Struct, frozen=True):
    """Opening and in less out is closing, in base units and in value. Values are decimals of the currency."""

    currency: str
    opening_units: int
    units_in: int
    units_out: int
    closing_units: int
    opening: Cost | None
    value_in: Cost | None
    value_out: Cost | None
    closing: Cost | None


class LedgerEntry(msgspec.Struct, frozen=True):
    """A movement, or (without an id) what the days open and close with. Units are base units."""

    id: int | None
    posting_id: int | None
    business_date: date
    kind: str
    reference: str
    sku: str
    name: str
    unit: str
    branch: str
    location: str
    currency: str
    units: int
    value: Cost | None


def category_ledger_sums(*, actor: Actor, category_id: int, filters: LedgerFilters) -> list[LedgerSums]:
    """One for each currency, over the goods in the category and below it, in the actor's branches. One query.

    Promises move nothing here. The goods are those that stand in the category now. Raises InvalidInput.
    """
    _check(filters)
    read = category_sums_read(category_id, filters, sorted(actor.branch_ids))
    costs = CostView.of(actor)
    return [_sums(row, costs) for row in read_rows(read)]


def category_ledger(
    *, actor: Actor, category_id: int, filters: LedgerFilters, cursor: int | None, limit: int
) -> Page[LedgerEntry]:
    """A page of the movements, the earliest day first. One query. Raises InvalidInput."""
    _check(filters)
    read = category_page_read(category_id, filters, sorted(actor.branch_ids), after=cursor, limit=limit + 1)
    rows: list[LedgerRow] = read_rows(read)
    costs = CostView.of(actor)
    return Page([_entry(row, costs) for row in rows[:limit]], str(rows[limit - 1].id) if len(rows) > limit else None)


def with_opening_and_closing(
    found: Page[LedgerEntry], sums: Sequence[LedgerSums], filters: LedgerFilters, *, is_first: bool
) -> Page[LedgerEntry]:
    """The page as a file has it: before the first movement what was there, after the last one what was there then."""
    items = list(found.items)
    if is_first:
        items = [_balance("opening", filters.from_on, one, one.opening_units, one.opening) for one in sums] + items
    if found.next_cursor is None:
        items += [_balance("closing", filters.to_on, one, one.closing_units, one.closing) for one in sums]
    return Page(items, found.next_cursor)


def _check(filters: LedgerFilters) -> None:
    if filters.from_on > filters.to_on:
        raise InvalidInput("The first day must not be after the last one.")


def _sums(row: LedgerSumRow, costs: CostView) -> LedgerSums:
    closing_units, closing = row.now_units - row.later_units, row.now_micros - row.later_micros
    return LedgerSums(
        currency=row.currency,
        opening_units=closing_units - row.units_in + row.units_out,
        units_in=row.units_in,
        units_out=row.units_out,
        closing_units=closing_units,
        opening=costs.shown(closing - row.micros_in + row.micros_out),
        value_in=costs.shown(row.micros_in),
        value_out=costs.shown(row.micros_out),
        closing=costs.shown(closing),
    )


def _entry(row: LedgerRow, costs: CostView) -> LedgerEntry:
    return LedgerEntry(
        id=row.id,
        posting_id=row.posting_id,
        business_date=row.business_date,
        kind=row.kind,
        reference=row.reference,
        sku=row.sku,
        name=row.name,
        unit=row.unit,
        branch=row.branch,
        location=row.location,
        currency=row.currency,
        units=row.units,
        value=costs.shown(row.value_micros),
    )


def _balance(kind: str, on: date, sums: LedgerSums, units: int, value: str | None) -> LedgerEntry:
    return LedgerEntry(
        id=None,
        posting_id=None,
        business_date=on,
        kind=kind,
        reference="",
        sku="",
        name="",
        unit="",
        branch="",
        location="",
        currency=sums.currency,
        units=units,
        value=value,
    )
