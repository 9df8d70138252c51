"""What calls on orders carry, and how their answers leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.http import HttpRequest, HttpResponse

from kontor.kernel.wire import decode, optional_if_match, respond
from kontor.sales.answers import single
from kontor.sales.errors import OrderNotFound
from kontor.sales.types import BatchAnswer

T = TypeVar("T")
_MOST_ID = 2**63 - 1


def body_or_defaults(request: HttpRequest, shape: type[T]) -> T:
    """The body, which may be left out where everything in it may be."""
    return decode(request.body or b"{}", shape)


def known_id(order_id: int) -> int:
    """Raises OrderNotFound for a number that no row can have, before the database stumbles over it."""
    if order_id > _MOST_ID:
        raise OrderNotFound()
    return order_id


def versions_of(request: HttpRequest, order_id: int) -> Mapping[int, int]:
    """Order id -> the version the caller insists on with If-Match; empty where there is none."""
    version = optional_if_match(request)
    return {} if version is None else {order_id: version}


def answered(answer: BatchAnswer, *, status: int = 200) -> HttpResponse:
    """The one order of the batch as the operation returned it; raises its refusal."""
    order = single(answer)
    response = respond(order, status=status, version=order.version)
    if status == 201:
        response["Location"] = f"/api/v1/sales-orders/{order.id}"
    return response
