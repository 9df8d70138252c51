"""The steps of an order that a page offers, each one operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.http import HttpRequest

from kontor.access.http import Call
from kontor.backoffice.pages.posted import typed
from kontor.kernel.errors import InvalidInput
from kontor.sales.operations import (
    bill_orders,
    cancel_orders,
    confirm_orders,
    release_hold,
    reprice_order,
    ship_orders,
    submit_orders,
)
from kontor.sales.types import BatchAnswer, ShipRequest

Step = Callable[[HttpRequest, int, int, Call], BatchAnswer]


def _submit(request: HttpRequest, order_id: int, version: int, call: Call) -> BatchAnswer:
    return submit_orders(order_ids=[order_id], versions={order_id: version}, **call._asdict())


def _confirm(request: HttpRequest, order_id: int, version: int, call: Call) -> BatchAnswer:
    when_short = typed(request, "when_short") or "refuse"
    if when_short not in ("refuse", "hold", "backorder"):
        raise InvalidInput(field="when_short")
    return confirm_orders(order_ids=[order_id], when_short=when_short, versions={order_id: version}, **call._asdict())


def _ship(request: HttpRequest, order_id: int, version: int, call: Call) -> BatchAnswer:
    return ship_orders(requests=[ShipRequest(order_id=order_id)], versions={order_id: version}, **call._asdict())


def _bill(request: HttpRequest, order_id: int, version: int, call: Call) -> BatchAnswer:
    return bill_orders(order_ids=[order_id], versions={order_id: version}, **call._asdict())


def _cancel(request: HttpRequest, order_id: int, version: int, call: Call) -> BatchAnswer:
    reason = typed(request, "reason")
    return cancel_orders(order_ids=[order_id], reason=reason, versions={order_id: version}, **call._asdict())


def _release(request: HttpRequest, order_id: int, version: int, call: Call) -> BatchAnswer:
    return release_hold(order_id=order_id, reason=typed(request, "reason"), version=version, **call._asdict())


def _reprice(request: HttpRequest, order_id: int, version: int, call: Call) -> BatchAnswer:
    return reprice_order(order_id=order_id, version=version, **call._asdict())


STEPS: Final[Mapping[str, Step]] = {
    "submit": _submit,
    "confirm": _confirm,
    "ship": _ship,
    "bill": _bill,
    "cancel": _cancel,
    "release_hold": _release,
    "reprice": _reprice,
}
