from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import write_all
from kontor.kernel.wire import RequestKey
from kontor.parties.queries import customer_detail
from kontor.pricing.models import CustomerPriceList
from kontor.pricing.queries import price_list_detail
from kontor.pricing.rows import AssignmentRow
from kontor.pricing.sql.prices import assignment_write
from kontor.pricing.types import CustomerPrices


def assign_price_list(
    *, customer_id: int, price_list_id: int | None, actor: Actor, now: datetime, key: RequestKey | None = None
) -> CustomerPrices:
    """The customer buys from this list from now on, or from the business's default again (None).

    Orders keep the prices they were confirmed with. Raises CustomerNotFound and PriceListNotFound.
    """
    return write_once(key, now, CustomerPrices, lambda: _assign(customer_id, price_list_id, actor, now))


def _assign(customer_id: int, price_list_id: int | None, actor: Actor, now: datetime) -> CustomerPrices:
    customer = customer_detail(customer_id=customer_id, actor=actor)
    if price_list_id is not None:
        price_list_detail(price_list_id=price_list_id, actor=actor)
    rows = CustomerPriceList.objects.filter(customer_id=customer_id)
    before = rows.select_for_update(no_key=True).values_list("price_list_id", flat=True).first()
    if before == price_list_id:
        return CustomerPrices(customer_id, price_list_id)
    audit = audit_row(
        action="customer.assign_price_list",
        subject=f"parties.customer:{customer.id}",
        diff={"price_list_id": (before, price_list_id)},
        actor=actor,
        now=now,
    )
    if price_list_id is None:
        rows.delete()
        write_all(audit_writes([audit]))
    else:
        write_all([assignment_write(AssignmentRow(customer_id, price_list_id)), *audit_writes([audit])])
    return CustomerPrices(customer_id, price_list_id)
