from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import next_ids, read_all, write_all
from kontor.kernel.wire import RequestKey
from kontor.parties.errors import PartyInvalid
from kontor.parties.putting import checked_values, put_rows, with_ids
from kontor.parties.rows import CustomerRow
from kontor.parties.sql.codes import areas_read, channels_read
from kontor.parties.sql.putting import customers_before, put_writes
from kontor.parties.types import CustomerPut, PutParties

MOST_CUSTOMERS: Final = 5_000


def put_customers(
    *,
    rows: Sequence[CustomerPut],
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
    dry_run: bool = False,
) -> PutParties:
    """Make the customers whose code is new, change those that differ; the same rows again change nothing.

    Every row gets its verdict; a refused one keeps no other from being written. A constant number of statements.
    `dry_run` gives the verdicts and writes nothing. Raises PartyInvalid for more than 5,000 rows.
    """
    if not 1 <= len(rows) <= MOST_CUSTOMERS:
        raise PartyInvalid(f"Send 1 to {MOST_CUSTOMERS} customers at a time.")
    return write_once(key, now, PutParties, lambda: _put(rows, actor, now, dry_run))


def _put(rows: Sequence[CustomerPut], actor: Actor, now: datetime, dry_run: bool) -> PutParties:
    ids, before, channels, areas = read_all(
        [
            next_ids("parties_customer", len(rows)),
            customers_before({row.code.strip() for row in rows}),
            channels_read({row.channel for row in rows if isinstance(row.channel, str)}),
            areas_read({row.area for row in rows if isinstance(row.area, str)}),
        ]
    )
    channel_ids, area_ids = {row.code: row.id for row in channels}, {row.code: row.id for row in areas}
    put = put_rows(
        rows,
        {row.code: row for row in before},
        iter([row.id for row in ids]),
        lambda draft: with_ids(with_ids(checked_values(draft), "channel", channel_ids), "area", area_ids),
        _new_row,
    )
    if dry_run or not put.diffs:
        return put.answer()
    audit = [
        audit_row(action="customer.put", subject=f"parties.customer:{id_}", diff=diff, actor=actor, now=now)
        for id_, diff in put.diffs.items()
    ]
    write_all([*put_writes("parties_customer", put.fresh, put.changed), *audit_writes(audit)])
    return put.answer()


def _new_row(id_: int, code: str, values: dict[str, Any]) -> CustomerRow:
    empty = {"channel_id": None, "registered_on": None, "is_active": True, "version": 1}
    texts = {"country": "", "address": "", "phone": "", "email": "", "tax_pin": ""}
    return CustomerRow(**{**empty, **texts, **values, "id": id_, "code": code})
