from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any, Final

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.customization.document_kinds import CUSTOMER
from kontor.customization.queries import newest_schema_read
from kontor.kernel.ids import Id, next_ids
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import insert, read_all, write_all
from kontor.kernel.wire import RequestKey
from kontor.parties.customer_list import CustomerList
from kontor.parties.errors import PartyInvalid
from kontor.parties.putting import put_rows
from kontor.parties.register import Register
from kontor.parties.rows import ChannelRow, CustomerRow
from kontor.parties.sql.codes import areas_read, channels_read
from kontor.parties.sql.putting import customers_before, put_writes
from kontor.parties.sql.registrations import registered_read
from kontor.parties.types import CustomerPut, PutParties, PutRules

MOST_CUSTOMERS: Final = 5_000


def put_customers(
    *,
    rows: Sequence[CustomerPut],
    rules: PutRules | None = None,
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
    dry_run: bool = False,
) -> PutParties:
    """Make the customers whose code is new, change those that differ; the same rows again change nothing.

    Every row gets its verdict; a refused one keeps no other from being written. `rules` (default: refuse) say what to
    do with areas, channels and names the list lacks. A constant number of statements. `dry_run` gives the verdicts and
    writes nothing. Raises PartyInvalid for more than 5,000 rows.
    """
    if not 1 <= len(rows) <= MOST_CUSTOMERS:
        raise PartyInvalid(f"Send 1 to {MOST_CUSTOMERS} customers at a time.")
    return write_once(key, now, PutParties, lambda: _put(rows, rules or PutRules(), actor, now, dry_run))


def _put(rows: Sequence[CustomerPut], rules: PutRules, actor: Actor, now: datetime, dry_run: bool) -> PutParties:
    codes = {row.code.strip() for row in rows}
    asked = {row.channel for row in rows if isinstance(row.channel, str)}
    ids, channel_ids, before, channels, areas, registered, schemas = read_all(
        [
            next_ids("parties_customer", len(rows)),
            next_ids("parties_channel", len(asked)),
            customers_before(codes),
            channels_read(asked),
            areas_read({row.area for row in rows if isinstance(row.area, str)}),
            registered_read(codes | {row.name.strip() for row in rows if isinstance(row.name, str)}, codes=codes),
            newest_schema_read(CUSTOMER),
        ]
    )
    known = {row.code: row.id for row in channels}
    fresh = _channels_to_make(asked - known.keys(), channel_ids) if rules.unknown_channels == "make" else []
    made = {row.code: row.id for row in fresh}
    customers = {row.code: row for row in before}
    area_ids, schema = {row.code: row.id for row in areas}, next(iter(schemas), None)
    wanted = CustomerList(rules, known | made, area_ids, frozenset(made), customers, schema)
    put = put_rows(
        rows, customers, iter([row.id for row in ids]), wanted.values_of, _new_row, Register(registered).take
    )
    if dry_run or not put.diffs:
        return put.answer()
    used = {row.channel_id for row in [*put.fresh, *put.changed]}
    fresh = [row for row in fresh if row.id in used]
    news = [("channel.create", f"parties.channel:{row.id}", {"code": [None, row.code]}) for row in fresh]
    news += [("customer.put", f"parties.customer:{id_}", diff) for id_, diff in put.diffs.items()]
    audit = [audit_row(action=what, subject=on, diff=diff, actor=actor, now=now) for what, on, diff in news]
    channel_writes = [insert("parties_channel", fresh, name="channels")] if fresh else []
    write_all([*channel_writes, *put_writes("parties_customer", put.fresh, put.changed), *audit_writes(audit)])
    return put.answer()


def _channels_to_make(codes: AbstractSet[str], ids: Sequence[Id]) -> list[ChannelRow]:
    """Those that can be channels; the row that names another one is refused."""
    fit = sorted(code for code in codes if code == code.strip() and 1 <= len(code) <= 20 and code.isprintable())
    return [ChannelRow(id_.id, code, code) for code, id_ in zip(fit, ids, strict=False)]


def _new_row(id_: int, code: str, values: dict[str, Any]) -> CustomerRow:
    empty = {"channel_id": None, "registered_on": None, "is_active": True, "version": 1}
    texts = {"country": "", "address": "", "phone": "", "email": "", "tax_pin": ""}
    return CustomerRow(**{**empty, **texts, **values, "id": id_, "code": code})
