from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kontor.access.types import Actor
from kontor.kernel.small_writes import write_once
from kontor.kernel.wire import RequestKey
from kontor.parties import operations as parties
from kontor.parties.listing_types import CustomerChange, CustomerRef
from kontor.sales.delisting import ChangedCustomers
from kontor.sales.queries.customer_orders import open_with


def change_customers(
    *,
    customers: Sequence[CustomerRef],
    change: CustomerChange,
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
) -> ChangedCustomers:
    """Change many customers at once, and tell what is still open with those that are delisted by it.

    It warns and never refuses. Raises what `parties.operations.change_customers` raises; one read more than that.
    """

    def write() -> ChangedCustomers:
        done = parties.change_customers(customers=customers, change=change, actor=actor, now=now)
        delisted = done.items if change.is_active is False else ()
        codes = {item.id: item.code for item in delisted if item.id is not None and item.verdict != "refused"}
        answer = {name: getattr(done, name) for name in done.__struct_fields__}
        return ChangedCustomers(**answer, warnings=open_with(codes, actor=actor))

    return write_once(key, now, ChangedCustomers, write)
