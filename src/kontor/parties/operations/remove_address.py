from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import write_all
from kontor.kernel.versions import write_version
from kontor.kernel.wire import RequestKey
from kontor.parties.address_types import AddressVersion
from kontor.parties.models import Address
from kontor.parties.operations.add_address import written_address
from kontor.parties.operations.edit_address import open_address


def remove_address(
    *, customer_id: int, address_id: int, version: int, actor: Actor, now: datetime, key: RequestKey | None = None
) -> AddressVersion:
    """Offer an address no more; its row stays for who names it. The oldest one left of its kind takes its default.

    Locks the customer's row. Raises CustomerNotFound, CustomerErased, AddressNotFound, PreconditionFailed.
    """
    return write_once(key, now, AddressVersion, lambda: _remove(customer_id, address_id, version, actor, now))


def _remove(customer_id: int, address_id: int, version: int, actor: Actor, now: datetime) -> AddressVersion:
    before = open_address(customer_id, address_id, version, actor)
    rows = Address.objects.filter(id=address_id)
    write_version(rows, version=version, changes={"removed_at": now, "is_default": False})
    if before.is_default:
        _hand_on_default(customer_id, before.kind)
    audit = audit_row(
        action="address.remove",
        subject=f"parties.customer:{customer_id}",
        diff={"address": (address_id, None)},
        actor=actor,
        now=now,
    )
    write_all(audit_writes([audit]))
    return written_address(customer_id, address_id, actor)


def _hand_on_default(customer_id: int, kind: str) -> None:
    left = Address.objects.filter(customer_id=customer_id, kind=kind, removed_at__isnull=True).order_by("id")
    heir = left.values_list("id", "version").first()
    if heir is not None:
        Address.objects.filter(id=heir[0]).update(is_default=True, version=heir[1] + 1)
