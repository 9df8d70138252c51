from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import write_all
from kontor.kernel.wire import MOST_ID, RequestKey
from kontor.parties.address_rules import address_values, check_place, columns_of
from kontor.parties.address_types import AddressDraft, AddressVersion
from kontor.parties.errors import CustomerErased, CustomerNotFound
from kontor.parties.models import Address, Customer
from kontor.parties.queries import address_detail, area_ids_by_code


def add_address(
    *, customer_id: int, draft: AddressDraft, actor: Actor, now: datetime, key: RequestKey | None = None
) -> AddressVersion:
    """Add an address to a customer; the first of its kind is the default one.

    Locks the customer's row, so that of two defaults one follows the other. Raises CustomerNotFound, CustomerErased,
    TextInvalid, PartyInvalid.
    """
    return write_once(key, now, AddressVersion, lambda: _add(customer_id, draft, actor, now))


def lock_customer(customer_id: int) -> None:
    """Inside the caller's transaction. Raises CustomerNotFound and CustomerErased."""
    found = Customer.objects.select_for_update(no_key=True).filter(id=min(customer_id, MOST_ID))
    row = found.values_list("code", "erased_at").first()
    if row is None:
        raise CustomerNotFound(f"There is no customer {customer_id}.")
    if row[1] is not None:
        raise CustomerErased(f"Who {row[0]} was has been erased; make a new customer.")


def move_default(customer_id: int, kind: str) -> bool:
    """Take the default from the address that has it, whose version then moves on. False: there was none."""
    holders = Address.objects.filter(customer_id=customer_id, kind=kind, is_default=True)
    versions = list(holders.values_list("id", "version"))
    for id_, version in versions:
        Address.objects.filter(id=id_).update(is_default=False, version=version + 1)
    return bool(versions)


def written_address(customer_id: int, address_id: int, actor: Actor) -> AddressVersion:
    row = address_detail(customer_id=customer_id, address_id=address_id, actor=actor)
    return AddressVersion(row.id, row.kind, row.is_default, row.is_removed, row.version)


def _add(customer_id: int, draft: AddressDraft, actor: Actor, now: datetime) -> AddressVersion:
    lock_customer(customer_id)
    areas = area_ids_by_code([draft.area] if draft.area is not None else [])
    values = address_values(draft, areas)
    check_place(values["latitude"], values["longitude"])
    there = Address.objects.filter(customer_id=customer_id, kind=draft.kind, is_default=True).exists()
    if draft.is_default and there:
        move_default(customer_id, draft.kind)
    columns = columns_of({**values, "is_default": draft.is_default or not there}, areas)
    address = Address.objects.create(customer_id=customer_id, **columns)
    audit = audit_row(
        action="address.add",
        subject=f"parties.customer:{customer_id}",
        diff={"address": (None, address.pk), "kind": (None, draft.kind)},
        actor=actor,
        now=now,
    )
    write_all(audit_writes([audit]))
    return written_address(customer_id, address.pk, actor)
