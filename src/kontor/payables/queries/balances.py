"""What is owed to all suppliers now, and how long it is overdue. They are the company's: every actor sees them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import msgspec

from kontor.access.types import Actor
from kontor.kernel.listing import page_of
from kontor.kernel.masking import FieldMasked
from kontor.kernel.snapshot import snapshot
from kontor.kernel.statements import read_rows
from kontor.kernel.wire import Page
from kontor.payables.aging import Dues, aged
from kontor.payables.sql.balances import BalanceFilter, BalanceRow, balances_read
from kontor.payables.sql.statement import dues_read
from kontor.payables.types import Aging, BalanceTotal, SupplierBalance

_SEES: Final = "supplier_terms.read"
_NOTHING_DUE: Final = Dues(0, 0, 0, 0, 0, 0)
_PART: Final = 2_000


def list_balances(
    *,
    actor: Actor,
    on: date,
    wanted: BalanceFilter | None = None,
    after: int | None = None,
    limit: int = 50,
    sort: str = "name",
) -> Page[SupplierBalance]:
    """Suppliers by `sort`: balance, name, code or id, with a minus before it from the highest down. Two queries.

    The ages are those of the day `on`. Raises FieldMasked where the actor would learn by the order, or by what is
    left out, what they may not see.
    """
    wanted = wanted or BalanceFilter()
    if not actor.may(_SEES) and (wanted.is_open is not None or sort.endswith("balance")):
        raise FieldMasked(f"Balances need the right {_SEES}; sort by name and leave the filter out.", right=_SEES)
    with snapshot():
        found = page_of(read_rows(balances_read(wanted, sort=sort, after=after, limit=limit + 1)), limit)
        ages = _ages([row.id for row in found.items], on)
    return Page([_balance(row, ages) for row in found.items], found.next_cursor)


def balance_totals(*, actor: Actor, on: date, wanted: BalanceFilter | None = None) -> list[BalanceTotal]:
    """One for each currency, over the suppliers whose balance is not nought; ages are those of the day `on`."""
    wanted = msgspec.structs.replace(wanted or BalanceFilter(), is_open=True)
    totals: dict[str, BalanceTotal] = {}
    with snapshot():
        for rows in _parts(wanted):
            ages = _ages([row.id for row in rows], on)
            for row in rows:
                totals[row.currency] = _added(totals.get(row.currency), _balance(row, ages))
    return [totals[currency] for currency in sorted(totals)]


def _parts(wanted: BalanceFilter) -> Iterator[list[BalanceRow]]:
    """All of them, some thousands at a time."""
    rows: list[BalanceRow] = read_rows(balances_read(wanted, sort="id", after=None, limit=_PART))
    yield rows
    while len(rows) == _PART:
        rows = read_rows(balances_read(wanted, sort="id", after=rows[-1].id, limit=_PART))
        yield rows


def _ages(supplier_ids: Sequence[int], on: date) -> dict[int, Aging]:
    rows = read_rows(dues_read(supplier_ids, on=on, until=date.max)) if supplier_ids else []
    return {row.supplier_id: aged(Dues(*msgspec.structs.astuple(row)[1:])) for row in rows}


def _balance(row: BalanceRow, ages: dict[int, Aging]) -> SupplierBalance:
    aging = ages.get(row.id) or aged(_NOTHING_DUE)
    return SupplierBalance(**msgspec.structs.asdict(row), aging=aging)


def _added(total: BalanceTotal | None, one: SupplierBalance) -> BalanceTotal:
    if total is None:
        return BalanceTotal(one.currency, 1, one.balance_minor, one.aging)
    names = Aging.__struct_fields__
    ages = Aging(**{name: getattr(total.aging, name) + getattr(one.aging, name) for name in names})
    return BalanceTotal(one.currency, total.suppliers + 1, total.balance_minor + one.balance_minor, ages)
