from __future__ import annotations

from datetime import datetime

from kontor.access.types import Actor
from kontor.kernel.small_writes import write_once
from kontor.kernel.wire import RequestKey
from kontor.parties.operations.delist_customer import set_active
from kontor.parties.types import PartyVersion


def relist_customer(
    *, customer_id: int, version: int, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PartyVersion:
    """The customer may order again. Raises CustomerNotFound, CustomerErased and PreconditionFailed."""
    return write_once(key, now, PartyVersion, lambda: set_active(customer_id, version, True, "", actor, now))
