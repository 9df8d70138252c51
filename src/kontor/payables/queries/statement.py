"""The statement of one supplier, and one entry of it. Suppliers are the company's, and so is what is owed to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from kontor.access.types import Actor
from kontor.kernel.errors import InvalidInput
from kontor.kernel.statements import read_all, read_rows
from kontor.kernel.wire import MOST_ID
from kontor.parties.errors import SupplierNotFound
from kontor.payables.aging import Dues, aged
from kontor.payables.errors import EntryNotFound
from kontor.payables.kinds import KINDS
from kontor.payables.sql.statement import (
    DuesRow,
    HolderRow,
    LineRow,
    SumRow,
    dues_read,
    entry_read,
    holder_read,
    lines_read,
    sums_read,
)
from kontor.payables.types import Aging, KindTotal, StatementLine, SupplierEntryDetail, SupplierStatement

_NOTHING_DUE = Dues(0, 0, 0, 0, 0, 0)


class StatementFilter(msgspec.Struct, frozen=True):
    """Business dates, both included."""

    from_on: date
    to_on: date


def supplier_statement(
    *, actor: Actor, supplier_id: int, filters: StatementFilter, after: int | None = None, limit: int = 50
) -> SupplierStatement:
    """A page of the entries by day, with what was owed before, between and after them. One query, one moment.

    Raises SupplierNotFound, InvalidInput for days in the wrong order.
    """
    if filters.from_on > filters.to_on:
        raise InvalidInput("The first day must not be after the last one.", field="from_on")
    id_ = min(supplier_id, MOST_ID)
    holders, sums, lines, dues = read_all(
        [
            holder_read(id_),
            sums_read(id_, filters.from_on, filters.to_on),
            lines_read(id_, filters.from_on, filters.to_on, after=after, limit=limit + 1),
            dues_read([id_], on=filters.to_on, until=filters.to_on),
        ]
    )
    if not holders:
        raise SupplierNotFound(f"There is no supplier {supplier_id}.")
    return _statement(holders[0], filters, sums, lines, dues, is_first=after is None, limit=limit)


def entry_detail(*, actor: Actor, entry_id: int) -> SupplierEntryDetail:
    """One query. Raises EntryNotFound."""
    found: list[SupplierEntryDetail] = read_rows(entry_read(min(entry_id, MOST_ID)))
    if not found:
        raise EntryNotFound(f"There is no entry {entry_id}.")
    return found[0]


def _statement(
    holder: HolderRow,
    filters: StatementFilter,
    sums: Sequence[SumRow],
    lines: Sequence[LineRow],
    dues: Sequence[DuesRow],
    *,
    is_first: bool,
    limit: int,
) -> SupplierStatement:
    opening = holder.opening_minor + sum(row.before_minor for row in sums)
    closing = opening + sum(row.amount_minor for row in sums)
    items = [_line(row, holder.opening_minor) for row in lines[:limit]]
    page_opening = items[0].balance_minor - items[0].amount_minor if items else opening if is_first else closing
    return SupplierStatement(
        supplier_id=holder.supplier_id,
        supplier=holder.supplier,
        supplier_name=holder.supplier_name,
        payment_terms=holder.payment_terms,
        currency=holder.currency,
        from_on=filters.from_on,
        to_on=filters.to_on,
        brought_in_minor=holder.opening_minor,
        brought_in_on=holder.opening_on,
        is_opening_left_out=holder.is_opening_left_out,
        opening_minor=opening,
        closing_minor=closing,
        totals=[_total(kind, sums) for kind in KINDS],
        aging=_aging(dues),
        items=items,
        page_opening_minor=page_opening,
        page_closing_minor=items[-1].balance_minor if items else page_opening,
        next_cursor=str(items[-1].id) if len(lines) > limit else None,
    )


def _line(row: LineRow, opening: int) -> StatementLine:
    values = msgspec.structs.asdict(row)
    balance = opening + values.pop("moved_minor")
    return StatementLine(**values, balance_minor=balance)


def _total(kind: str, sums: Sequence[SumRow]) -> KindTotal:
    found = next((row for row in sums if row.kind == kind), SumRow(kind, 0, 0, 0))
    return KindTotal(kind, found.entries, found.amount_minor)


def _aging(dues: Sequence[DuesRow]) -> Aging:
    return aged(Dues(*msgspec.structs.astuple(dues[0])[1:]) if dues else _NOTHING_DUE)
