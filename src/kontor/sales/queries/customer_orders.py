"""A customer's orders, whichever branch they are in."""

from __future__ import annotations

from typing import Final

from kontor.sales.models import Lifecycle, SalesOrder

_OPEN: Final = (Lifecycle.DRAFT, Lifecycle.SUBMITTED, Lifecycle.CONFIRMED)


def open_orders_of(customer_id: int) -> list[str]:
    """The numbers of those not closed or cancelled yet, the oldest first. One query.

    For decisions of the whole company only: nothing is left out by branch.
    """
    orders = SalesOrder.objects.filter(customer_id=customer_id, lifecycle__in=_OPEN).order_by("id")
    return list(orders.values_list("number", flat=True))
