from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import insert, write_all
from kontor.kernel.versions import write_version
from kontor.kernel.wire import RequestKey
from kontor.pricing.models import CustomerPriceList
from kontor.pricing.queries.price_lists import customer_prices, sale_list_detail
from kontor.pricing.rows import AssignmentRow
from kontor.pricing.types import CustomerPrices


def assign_price_list(
    *,
    customer_id: int,
    price_list_id: int | None,
    actor: Actor,
    now: datetime,
    version: int | None = None,
    key: RequestKey | None = None,
) -> CustomerPrices:
    """The customer is given this list from now on, or none again (None).

    `version` is what the assignment was read with, 0 where there was none; None takes it as it is. Orders keep the
    prices they were confirmed with. Raises CustomerNotFound, PriceListNotFound, ListInvalid, PreconditionFailed.
    """
    return write_once(key, now, CustomerPrices, lambda: _assign(customer_id, price_list_id, version, actor, now))


def _assign(
    customer_id: int, price_list_id: int | None, version: int | None, actor: Actor, now: datetime
) -> CustomerPrices:
    before = customer_prices(customer_id=customer_id, actor=actor)
    if version is not None and version != before.version:
        raise PreconditionFailed(version=before.version)
    if price_list_id is not None:
        sale_list_detail(price_list_id=price_list_id, actor=actor)
    if before.price_list_id == price_list_id:
        return before
    audit = audit_row(
        action="customer.assign_price_list",
        subject=f"parties.customer:{customer_id}",
        diff={"price_list_id": (before.price_list_id, price_list_id)},
        actor=actor,
        now=now,
    )
    after = CustomerPrices(customer_id, price_list_id, before.version + 1)
    if before.version:
        rows = CustomerPriceList.objects.filter(customer_id=customer_id)
        write_version(rows, version=before.version, changes={"price_list_id": price_list_id})
        write_all(audit_writes([audit]))
    else:
        row = AssignmentRow(customer_id, price_list_id, after.version)
        write_all([insert("pricing_customerpricelist", [row], name="assignment"), *audit_writes([audit])])
    return after
