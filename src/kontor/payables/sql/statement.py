"""A supplier's account as people read it: entries with what was owed after each, sums, and what is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from kontor.kernel.statements import Read, among, is_postgres, keys_text
from kontor.payables.sql.opening import IN_ITS_CURRENCY, OPENING
from kontor.payables.types import SupplierEntryDetail


class LineRow(msgspec.Struct, frozen=True):
    """An entry; `moved_minor` is the sum of all up to it, the opening balance left out."""

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
    moved_minor: int


class HolderRow(msgspec.Struct, frozen=True):
    """Whose account it is. `opening_minor` is 0 where the opening balance is in another currency than the account."""

    supplier_id: int
    supplier: str
    supplier_name: str
    payment_terms: str
    currency: str
    opening_minor: int
    opening_on: date | None
    is_opening_left_out: bool


class SumRow(msgspec.Struct, frozen=True):
    """What the entries of one kind add up to before the first day and on the days."""

    kind: str
    before_minor: int
    entries: int
    amount_minor: int


class DuesRow(msgspec.Struct, frozen=True):
    """What fell due or will by its age, and what was paid or credited: of one supplier, or of all in one currency."""

    supplier_id: int
    not_due: int
    days_1_30: int
    days_31_60: int
    days_61_90: int
    over_90: int
    settled: int


_HOLDER: Final = f"""SELECT s.id AS supplier_id, s.code AS supplier, s.name AS supplier_name, s.payment_terms,
 coalesce(a.currency, s.opening_balance_currency) AS currency, {OPENING} AS opening_minor,
 s.opening_balance_on AS opening_on,
 CASE WHEN s.opening_balance_on IS NULL OR {IN_ITS_CURRENCY} THEN false ELSE true END AS is_opening_left_out
 FROM parties_supplier s LEFT JOIN payables_supplieraccount a ON a.supplier_id = s.id WHERE s.id = CAST(%s AS bigint)"""

# The page is cut before names are looked up; the sums run over all that stands before it.
_PAGE: Final = """SELECT e.id, e.business_date, e.kind, e.reference, e.note, e.due_on, e.advance_minor,
 b.code AS branch, coalesce(u.username, '') AS who, e.recorded_at, e.reverses_id, r.id AS reversed_by_id,
 e.amount_minor, e.moved_minor
 FROM (SELECT x.* FROM (SELECT y.*, CAST(sum(y.amount_minor) OVER (ORDER BY y.business_date, y.id) AS bigint)
 AS moved_minor FROM payables_supplierentry y JOIN payables_supplieraccount a ON a.id = y.account_id
 WHERE a.supplier_id = CAST(%s AS bigint) AND y.business_date <= {day}) x
 WHERE x.business_date >= {day}{last} ORDER BY x.business_date, x.id LIMIT {limit:d}) e
 JOIN organization_branch b ON b.id = e.branch_id LEFT JOIN access_user u ON u.id = e.actor_id
 LEFT JOIN payables_supplierentry r ON r.reverses_id = e.id ORDER BY e.business_date, e.id"""

_LAST: Final = (
    " AND (x.business_date, x.id) > (SELECT z.business_date, z.id FROM payables_supplierentry z"
    " WHERE z.id = CAST(%s AS bigint))"
)

_SUMS: Final = """SELECT e.kind, CAST(sum(CASE WHEN e.business_date < {day} THEN e.amount_minor ELSE 0 END) AS bigint)
 AS before_minor, CAST(sum(CASE WHEN e.business_date < {day} THEN 0 ELSE 1 END) AS bigint) AS entries,
 CAST(sum(CASE WHEN e.business_date < {day} THEN 0 ELSE e.amount_minor END) AS bigint) AS amount_minor
 FROM payables_supplierentry e JOIN payables_supplieraccount a ON a.id = e.account_id
 WHERE a.supplier_id = CAST(%s AS bigint) AND e.business_date <= {day} GROUP BY e.kind ORDER BY e.kind"""

_ENTRY: Final = """SELECT e.id, a.supplier_id, s.code AS supplier, s.name AS supplier_name, e.kind, e.reference,
 e.amount_minor, a.currency, e.business_date, e.due_on, e.advance_minor, b.code AS branch, e.note,
 coalesce(u.username, '') AS who, e.recorded_at, e.reverses_id, r.id AS reversed_by_id
 FROM payables_supplierentry e JOIN payables_supplieraccount a ON a.id = e.account_id
 JOIN parties_supplier s ON s.id = a.supplier_id JOIN organization_branch b ON b.id = e.branch_id
 LEFT JOIN access_user u ON u.id = e.actor_id LEFT JOIN payables_supplierentry r ON r.reverses_id = e.id
 WHERE e.id = CAST(%s AS bigint)"""

# An entry and what took it back until that day are in neither column. A bill is two dues: its advance and its rest.
_DUES: Final = f"""SELECT d.supplier_id, {{ages}}, CAST(sum(CASE WHEN d.amount < 0 THEN -d.amount ELSE 0 END) AS bigint)
 AS settled FROM (
 SELECT s.id AS supplier_id, s.opening_balance_minor AS amount, s.opening_balance_on AS due_on FROM parties_supplier s
 LEFT JOIN payables_supplieraccount a ON a.supplier_id = s.id
 WHERE s.opening_balance_minor IS NOT NULL AND {IN_ITS_CURRENCY} AND {{opening}}
 UNION ALL SELECT a.supplier_id, p.amount_minor - p.advance_minor, p.due_on {{posted}}
 UNION ALL SELECT a.supplier_id, p.advance_minor, p.business_date {{posted}} AND p.advance_minor > 0) d
 GROUP BY d.supplier_id ORDER BY d.supplier_id"""

_POSTED: Final = """FROM payables_supplierentry p JOIN payables_supplieraccount a ON a.id = p.account_id
 LEFT JOIN payables_supplierentry r ON r.reverses_id = p.id AND r.business_date <= {day}
 WHERE p.reverses_id IS NULL AND r.id IS NULL AND p.business_date <= {day} AND {suppliers}"""


def holder_read(supplier_id: int) -> Read:
    return Read(_HOLDER, (str(supplier_id),), HolderRow)


def lines_read(supplier_id: int, from_on: date, to_on: date, *, after: int | None, limit: int) -> Read:
    """`limit` entries by day and then as they were posted, past the one whose id is `after`."""
    sql = _PAGE.format(day=_day(), last="" if after is None else _LAST, limit=limit)
    parameters = [str(supplier_id), to_on.isoformat(), from_on.isoformat()]
    return Read(sql, (*parameters, *([] if after is None else [str(after)])), LineRow)


def sums_read(supplier_id: int, from_on: date, to_on: date) -> Read:
    first = from_on.isoformat()
    return Read(_SUMS.format(day=_day()), (first, first, first, str(supplier_id), to_on.isoformat()), SumRow)


def entry_read(entry_id: int) -> Read:
    return Read(_ENTRY, (str(entry_id),), SupplierEntryDetail)


def dues_read(supplier_ids: Sequence[int], *, on: date, until: date) -> Read:
    """A row for each of the suppliers that has anything posted until that day, or an opening balance; aged on `on`."""
    keys = keys_text(supplier_ids)
    posted = _POSTED.format(day=_day(), suppliers=among("a.supplier_id", int))
    sql = _DUES.format(ages=_ages(), opening=among("s.id", int), posted=posted)
    # No calendar has a day before the first; nothing was due there either.
    days = [date.fromordinal(max(on.toordinal() - age, 1)).isoformat() for age in (0, 0, 30, 30, 60, 60, 90, 90)]
    asked = [until.isoformat(), until.isoformat(), keys]
    return Read(sql, (*days, keys, *asked, *asked), DuesRow)


def _ages() -> str:
    """Each age's column; its days are parameters, from the youngest on."""
    day = _day()
    within = {
        "not_due": f"d.due_on >= {day}",
        "days_1_30": f"d.due_on < {day} AND d.due_on >= {day}",
        "days_31_60": f"d.due_on < {day} AND d.due_on >= {day}",
        "days_61_90": f"d.due_on < {day} AND d.due_on >= {day}",
        "over_90": f"d.due_on < {day}",
    }
    return ", ".join(
        f"CAST(sum(CASE WHEN d.amount > 0 AND {which} THEN d.amount ELSE 0 END) AS bigint) AS {name}"
        for name, which in within.items()
    )


def _day() -> str:
    return "CAST(%s AS date)" if is_postgres() else "%s"
