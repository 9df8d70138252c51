from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import write_all
from kontor.kernel.versions import write_version
from kontor.kernel.wire import RequestKey
from kontor.parties.address_rules import address_changes, columns_of
from kontor.parties.address_types import AddressEdit, AddressItem, AddressVersion
from kontor.parties.errors import AddressNotFound
from kontor.parties.models import Address
from kontor.parties.operations.add_address import lock_customer, move_default, written_address
from kontor.parties.queries import address_detail, area_ids_by_code


def edit_address(
    *,
    customer_id: int,
    address_id: int,
    version: int,
    edit: AddressEdit,
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
) -> AddressVersion:
    """Change what `edit` names, if the address still has the `version` it was read with.

    Documents keep the text they were written with. Locks the customer's row. Raises CustomerNotFound, CustomerErased,
    AddressNotFound (also for a removed one), PreconditionFailed, TextInvalid, PartyInvalid.
    """
    return write_once(key, now, AddressVersion, lambda: _edit(customer_id, address_id, version, edit, actor, now))


def open_address(customer_id: int, address_id: int, version: int, actor: Actor) -> AddressItem:
    """The address that is about to change, its customer locked. Raises what edit_address does."""
    lock_customer(customer_id)
    before = address_detail(customer_id=customer_id, address_id=address_id, actor=actor)
    if before.is_removed:
        raise AddressNotFound(f"Address {address_id} was removed; add it anew.")
    if before.version != version:
        raise PreconditionFailed(version=before.version)
    return before


def _edit(
    customer_id: int, address_id: int, version: int, edit: AddressEdit, actor: Actor, now: datetime
) -> AddressVersion:
    before = open_address(customer_id, address_id, version, actor)
    areas = area_ids_by_code([edit.area] if isinstance(edit.area, str) else [])
    changes = address_changes(before, edit, areas)
    if not changes:
        return written_address(customer_id, address_id, actor)
    if changes.get("is_default"):
        move_default(customer_id, before.kind)
    rows = Address.objects.filter(id=address_id)
    write_version(rows, version=version, changes=columns_of(changes, areas))
    audit = audit_row(
        action="address.edit",
        subject=f"parties.customer:{customer_id}",
        diff={"address": (address_id, address_id)} | dict.fromkeys(changes, ("changed", "changed")),
        actor=actor,
        now=now,
    )
    write_all(audit_writes([audit]))
    return written_address(customer_id, address_id, actor)
