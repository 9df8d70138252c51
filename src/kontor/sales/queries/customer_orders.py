"""A customer's orders, whichever branch they are in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import Count, Q, Sum

from kontor.access.types import Actor
from kontor.sales.delisting import OpenOrders, OpenSum, open_orders
from kontor.sales.models import Lifecycle, SalesOrder

_OPEN: Final = (Lifecycle.DRAFT, Lifecycle.SUBMITTED, Lifecycle.CONFIRMED)


def open_orders_of(customer_id: int) -> list[str]:
    """The numbers of those not closed or cancelled yet, the oldest first. One query.

    For decisions of the whole company only: nothing is left out by branch.
    """
    orders = SalesOrder.objects.filter(customer_id=customer_id, lifecycle__in=_OPEN).order_by("id")
    return list(orders.values_list("number", flat=True))


def open_with(customers: Mapping[int, str], *, actor: Actor) -> tuple[OpenOrders, ...]:
    """What is still open with each of these customers, id -> code; who has nothing open is left out. One query.

    For decisions of the whole company only: nothing is left out by branch. What they come to is told to those who may
    read orders.
    """
    orders = SalesOrder.objects.filter(customer_id__in=sorted(customers), lifecycle__in=_OPEN)
    under_way = Count("id", filter=~Q(fulfillment="none") | Q(billed_at__isnull=False))
    sums = orders.values("customer_id", "currency").annotate(
        orders=Count("id"), under_way=under_way, total_minor=Sum("total_minor")
    )
    rows = sums.order_by("customer_id", "currency").values_list(
        "customer_id", "currency", "orders", "under_way", "total_minor"
    )
    return open_orders([OpenSum(*row[:4], int(row[4])) for row in rows], customers, sees_values=actor.may("sales.read"))
