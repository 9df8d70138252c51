from __future__ import annotations

from datetime import datetime

from kontor.access.types import Actor
from kontor.kernel.small_writes import write_once
from kontor.kernel.wire import RequestKey
from kontor.parties.operations.pseudonymize_customer import erase
from kontor.parties.types import PartyVersion
from kontor.sales.errors import CustomerHasOrders
from kontor.sales.queries.customer_orders import open_orders_of


def erase_customer(
    *, customer_id: int, version: int, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PartyVersion:
    """Erase who a delisted customer was, unless an order of theirs is still open, in whatever branch.

    What an open order needs (where it goes, whom to call) is needed until it is closed or cancelled. Raises
    CustomerHasOrders and what `parties.operations.pseudonymize_customer` raises; nothing is erased then.
    """
    return write_once(key, now, PartyVersion, lambda: _erase(customer_id, version, actor, now))


def _erase(customer_id: int, version: int, actor: Actor, now: datetime) -> PartyVersion:
    erased = erase(customer_id, version, actor, now)  # refuses first, and locks the customer
    numbers = open_orders_of(customer_id)
    if numbers:
        named = ", ".join(numbers[:3])
        raise CustomerHasOrders(
            f"{erased.code} still has {len(numbers)} open orders ({named}); close or cancel them first.",
            orders=numbers[:3],
        )
    return erased
