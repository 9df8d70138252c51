from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.ids import next_ids
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_all, write_all
from kontor.kernel.wire import RequestKey
from kontor.pos.errors import RegisterInvalid
from kontor.pos.registering import RegisterBook, RegisterFacts, put_all
from kontor.pos.sql.registers import branches_read, lists_read, places_read, register_writes, registers_read
from kontor.pos.types import PutRegisters, RegisterPut

MOST_REGISTERS: Final = 1_000


def put_registers(
    *,
    rows: Sequence[RegisterPut],
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
    only_new: bool = False,
) -> PutRegisters:
    """Make the registers whose code is new, change those that differ; the same rows again change nothing.

    Every row gets its verdict; a refused one keeps no other from being written. A register stands at a location of the
    actor's branches and stays in that branch. With `only_new` a code that is there is refused. A constant number of
    statements. Raises RegisterInvalid for more than
    1,000 rows.
    """
    if not 1 <= len(rows) <= MOST_REGISTERS:
        raise RegisterInvalid(f"Send 1 to {MOST_REGISTERS} registers at a time.")
    return write_once(key, now, PutRegisters, lambda: _put(rows, actor, now, only_new))


def _put(rows: Sequence[RegisterPut], actor: Actor, now: datetime, only_new: bool) -> PutRegisters:
    ids, book = read_book(rows, actor)
    book.only_new = only_new
    put = put_all(rows, book, iter(ids))
    write_book(book, "register.put", actor=actor, now=now)
    return put


def read_book(rows: Sequence[RegisterPut], actor: Actor) -> tuple[list[int], RegisterBook]:
    """What the rows meet, in one statement, with an id for each that is new."""
    ids, registers, places, lists, branches = read_all(
        [
            next_ids("pos_register", len(rows)),
            registers_read({row.code.strip() for row in rows}),
            places_read({row.location.strip() for row in rows if isinstance(row.location, str)}, actor.branch_ids),
            lists_read({row.price_list.strip() for row in rows if isinstance(row.price_list, str)}, actor.branch_ids),
            branches_read(actor.branch_ids),
        ]
    )
    facts = RegisterFacts(
        {row.code: row for row in registers},
        {row.code: row for row in places},
        {row.code: row for row in lists},
        {row.id: row.business_id for row in branches},
    )
    return [row.id for row in ids], RegisterBook(facts)


def write_book(book: RegisterBook, action: str, *, actor: Actor, now: datetime) -> None:
    """What the book decided, with its audit, in one statement."""
    if not book.diffs:
        return
    audit = [
        audit_row(action=action, subject=f"pos.register:{id_}", diff=diff, actor=actor, now=now)
        for id_, diff in book.diffs.items()
    ]
    write_all([*register_writes(book.fresh, book.changed), *audit_writes(audit)])
