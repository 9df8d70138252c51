from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.ids import next_ids
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_all, write_all
from kontor.kernel.wire import RequestKey
from kontor.parties.errors import PartyInvalid
from kontor.parties.party_rules import check_opening_balance
from kontor.parties.putting import checked_values, put_rows
from kontor.parties.rows import SupplierRow
from kontor.parties.sql.putting import put_writes, suppliers_before
from kontor.parties.types import PutParties, SupplierPut

MOST_SUPPLIERS: Final = 5_000


def put_suppliers(
    *,
    rows: Sequence[SupplierPut],
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
    dry_run: bool = False,
) -> PutParties:
    """Make the suppliers whose code is new, change those that differ; the same rows again change nothing.

    Every row gets its verdict; a refused one keeps no other from being written. A constant number of statements.
    `dry_run` gives the verdicts and writes nothing. Raises PartyInvalid for more than 5,000 rows.
    """
    if not 1 <= len(rows) <= MOST_SUPPLIERS:
        raise PartyInvalid(f"Send 1 to {MOST_SUPPLIERS} suppliers at a time.")
    return write_once(key, now, PutParties, lambda: _put(rows, actor, now, dry_run))


def _put(rows: Sequence[SupplierPut], actor: Actor, now: datetime, dry_run: bool) -> PutParties:
    ids, before = read_all(
        [next_ids("parties_supplier", len(rows)), suppliers_before({row.code.strip() for row in rows})]
    )
    was_in = {row.code: row.opening_balance_currency for row in before}
    put = put_rows(
        rows,
        {row.code: row for row in before},
        iter([row.id for row in ids]),
        lambda draft: (checked_values(draft), ()),
        _new_row,
        lambda row: check_opening_balance(row, was_in.get(row.code, "")),
    )
    if dry_run or not put.diffs:
        return put.answer()
    audit = [
        audit_row(action="supplier.put", subject=f"parties.supplier:{id_}", diff=diff, actor=actor, now=now)
        for id_, diff in put.diffs.items()
    ]
    write_all([*put_writes("parties_supplier", put.fresh, put.changed), *audit_writes(audit)])
    return put.answer()


def _new_row(id_: int, code: str, values: dict[str, Any]) -> SupplierRow:
    empty = {"address": "", "phone": "", "email": "", "tax_pin": "", "is_active": True, "version": 1}
    return SupplierRow(**{**empty, **values, "id": id_, "code": code})
