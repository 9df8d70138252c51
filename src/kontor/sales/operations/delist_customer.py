from __future__ import annotations

from datetime import datetime

import msgspec

from kontor.access.types import Actor
from kontor.kernel.small_writes import write_once
from kontor.kernel.wire import RequestKey
from kontor.parties import operations as parties
from kontor.sales.delisting import DelistedCustomer
from kontor.sales.queries.customer_orders import open_with


def delist_customer(
    *, customer_id: int, version: int, reason: str, actor: Actor, now: datetime, key: RequestKey | None = None
) -> DelistedCustomer:
    """Take no more orders from a customer, and tell what is still open with it, in whatever branch.

    It warns and never refuses: open orders stay and are done or cancelled as any other. Raises what
    `parties.operations.delist_customer` raises. The same key answers the same, warnings included.
    """

    def write() -> DelistedCustomer:
        done = parties.delist_customer(customer_id=customer_id, version=version, reason=reason, actor=actor, now=now)
        return DelistedCustomer(**msgspec.structs.asdict(done), warnings=open_with({done.id: done.code}, actor=actor))

    return write_once(key, now, DelistedCustomer, write)
