from __future__ import annotations

from datetime import datetime

from django.db.models import F

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.outbox import event, event_writes
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_rows, write_all
from kontor.kernel.wire import RequestKey
from kontor.parties.erasing import erased_listing, erased_row
from kontor.parties.errors import CustomerListed, CustomerNotFound
from kontor.parties.events import CustomerPseudonymized
from kontor.parties.models import Address, CustomerListing
from kontor.parties.party_rules import PERSONAL
from kontor.parties.sql.putting import customers_by_id, put_writes
from kontor.parties.types import PartyVersion


def pseudonymize_customer(
    *, customer_id: int, version: int, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PartyVersion:
    """Erase who a delisted customer was: name, addresses, phone, e-mail and tax pin, here and in what is kept of it.

    Code, ids, area, channel and terms stay, and so do documents and ledgers, which name it by its id. It cannot be
    changed or relisted afterwards. CustomerPseudonymized is told, for copies kept above. Open orders are unknown here:
    people erase through `sales.operations.erase_customer`, which looks at them. Raises CustomerNotFound,
    PreconditionFailed, CustomerListed; a second time changes nothing.
    """
    return write_once(key, now, PartyVersion, lambda: erase(customer_id, version, actor, now))


def erase(customer_id: int, version: int, actor: Actor, now: datetime) -> PartyVersion:
    """Inside the caller's transaction."""
    rows = read_rows(customers_by_id([customer_id]))
    if not rows:
        raise CustomerNotFound(f"There is no customer {customer_id}.")
    (before,) = rows
    if before.version != version:
        raise PreconditionFailed(version=before.version)
    if before.erased_at is not None:
        return PartyVersion(before.id, before.code, before.is_active, version)
    if before.is_active:
        raise CustomerListed(f"{before.code} may still order; delist it first.")
    after = erased_row(before, now)
    subject = f"parties.customer:{customer_id}"
    diff = dict.fromkeys(sorted(PERSONAL), ("changed", "changed"))
    audit = audit_row(action="customer.pseudonymize", subject=subject, diff=diff, actor=actor, now=now)
    news = event(CustomerPseudonymized(before.id, before.code), aggregate=subject, actor_id=actor.id, now=now)
    # The customer's row first: whoever adds an address or a listing holds it, and is waited for.
    write_all([*put_writes("parties_customer", [], [after]), *event_writes([news]), *audit_writes([audit])])
    _erase_addresses(customer_id)
    _erase_listings(customer_id)
    return PartyVersion(after.id, after.code, after.is_active, after.version)


def _erase_addresses(customer_id: int) -> None:
    """City and area stay: many live there. Removed ones are erased too."""
    nowhere = {"label": "", "line1": "Erased", "line2": "", "postal_code": "", "phone": ""}
    Address.objects.filter(customer_id=customer_id).update(
        **nowhere, latitude=None, longitude=None, version=F("version") + 1
    )


def _erase_listings(customer_id: int) -> None:
    kept = list(CustomerListing.objects.filter(customer_id=customer_id).order_by("id"))
    for listing in kept:
        listing.row = erased_listing(listing.row)
    CustomerListing.objects.bulk_update(kept, ["row"])
