from __future__ import annotations

from datetime import datetime

from kontor.access.types import Actor
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_rows, write_all
from kontor.kernel.text import required_text
from kontor.kernel.wire import RequestKey
from kontor.parties.customer_changes import changed_row
from kontor.parties.listing_types import CustomerRef
from kontor.parties.operations.change_customers import change_writes
from kontor.parties.register import Register
from kontor.parties.sql.putting import customers_by_id
from kontor.parties.types import PartyVersion


def delist_customer(
    *, customer_id: int, version: int, reason: str, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PartyVersion:
    """No new orders from this customer; the row, its history and what it owes stay.

    Who, when, why and the whole row are kept, and CustomerDelisted is told. Open orders are unknown here: people delist
    through `sales.operations.delist_customer`, which warns of them. Raises CustomerNotFound, PreconditionFailed,
    TextInvalid without a reason. Delisting twice changes nothing the second time.
    """
    why = required_text(reason, "reason", 240)
    return write_once(key, now, PartyVersion, lambda: set_active(customer_id, version, False, why, actor, now))


def set_active(
    customer_id: int, version: int, is_active: bool, reason: str, actor: Actor, now: datetime
) -> PartyVersion:
    """Inside the caller's transaction."""
    rows = {row.id: row for row in read_rows(customers_by_id([customer_id]))}
    ref = CustomerRef(customer_id, version)
    one = changed_row(ref, rows.get(customer_id), {"is_active": is_active}, Register([]))
    if one.after is not one.before:
        write_all(change_writes([one], reason, actor, now))
    return PartyVersion(one.after.id, one.after.code, is_active, one.after.version)
