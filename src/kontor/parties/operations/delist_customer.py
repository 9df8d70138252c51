from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import write_all
from kontor.kernel.versions import write_version
from kontor.kernel.wire import RequestKey
from kontor.parties.models import Customer
from kontor.parties.queries import customer_detail
from kontor.parties.types import PartyVersion


def delist_customer(
    *, customer_id: int, version: int, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PartyVersion:
    """No new orders from this customer; the row, its history and what it owes stay.

    Raises CustomerNotFound and PreconditionFailed. Delisting twice changes nothing the second time.
    """
    return write_once(key, now, PartyVersion, lambda: set_active(customer_id, version, False, actor, now))


def set_active(customer_id: int, version: int, is_active: bool, actor: Actor, now: datetime) -> PartyVersion:
    """Inside the caller's transaction."""
    before = customer_detail(customer_id=customer_id, actor=actor)
    if before.version != version:
        raise PreconditionFailed(version=before.version)
    if before.is_active == is_active:
        return PartyVersion(before.id, before.code, is_active, version)
    write_version(Customer.objects.filter(id=customer_id), version=version, changes={"is_active": is_active})
    row = audit_row(
        action="customer.relist" if is_active else "customer.delist",
        subject=f"parties.customer:{customer_id}",
        diff={"is_active": (before.is_active, is_active)},
        actor=actor,
        now=now,
    )
    write_all(audit_writes([row]))
    return PartyVersion(before.id, before.code, is_active, version + 1)
