"""An order's steps, one address each. If-Match is taken where somebody insists on the version he saw."""

from __future__ import annotations

from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse

from kontor.access.http import call_of
from kontor.inventory.errors import PeriodClosed, StockShort
from kontor.kernel.openapi import operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import decode, if_match, optional_if_match
from kontor.sales.api.calls import answered, body_or_defaults, known_id, versions_of
from kontor.sales.api.examples import ANSWER
from kontor.sales.errors import OrderHeld, OrderInvalid, OrderNotFound, PriceMissing, TransitionRefused
from kontor.sales.operations import (
    bill_orders,
    cancel_orders,
    confirm_orders,
    release_hold,
    reprice_order,
    ship_orders,
    submit_orders,
)
from kontor.sales.schemas import Because, Billing, Confirmation, Shipping
from kontor.sales.types import OrderAnswer, ShipLine, ShipRequest

_SECOND: Final = msgspec.structs.replace(ANSWER, version=2)


class SubmitView(ApiView):
    @operation(
        id="submit_sales_order",
        summary="Hand a draft over for confirmation",
        tags=["sales"],
        response=OrderAnswer,
        idempotent=True,
        if_match="optional",
        answer=msgspec.structs.replace(_SECOND, lifecycle="submitted"),
        problems=[OrderNotFound, TransitionRefused],
    )
    def post(self, request: HttpRequest, order_id: int) -> HttpResponse:
        call = call_of(request)
        versions = versions_of(request, known_id(order_id))
        return answered(
            submit_orders(order_ids=[order_id], actor=call.actor, now=call.now, key=call.key, versions=versions)
        )


class ConfirmView(ApiView):
    @operation(
        id="confirm_sales_order",
        summary="Promise an order's goods",
        tags=["sales"],
        request=Confirmation,
        response=OrderAnswer,
        idempotent=True,
        if_match="optional",
        example=Confirmation(),
        answer=_SECOND,
        problems=[OrderNotFound, TransitionRefused, StockShort, PeriodClosed],
    )
    def post(self, request: HttpRequest, order_id: int) -> HttpResponse:
        """Where goods are short, `details` lists every short line: product, available and requested, in base units."""
        call = call_of(request)
        answer = confirm_orders(
            order_ids=[known_id(order_id)],
            when_short=body_or_defaults(request, Confirmation).when_short,
            actor=call.actor,
            now=call.now,
            key=call.key,
            versions=versions_of(request, order_id),
        )
        return answered(answer)


class ShipView(ApiView):
    @operation(
        id="ship_sales_order",
        summary="Hand over an order's goods, all that is ready or some",
        tags=["sales"],
        request=Shipping,
        response=OrderAnswer,
        idempotent=True,
        if_match="optional",
        example=Shipping(lines=(ShipLine(position=1, quantity_base=24),)),
        answer=msgspec.structs.replace(_SECOND, fulfillment="partly"),
        problems=[OrderNotFound, TransitionRefused, OrderHeld, StockShort, PeriodClosed, OrderInvalid],
    )
    def post(self, request: HttpRequest, order_id: int) -> HttpResponse:
        """The order is closed when everything has left."""
        call = call_of(request)
        body = body_or_defaults(request, Shipping)
        answer = ship_orders(
            requests=[ShipRequest(order_id=known_id(order_id), lines=body.lines, shipped_at=body.shipped_at)],
            actor=call.actor,
            now=call.now,
            key=call.key,
            versions=versions_of(request, order_id),
        )
        return answered(answer)


class BillView(ApiView):
    @operation(
        id="bill_sales_order",
        summary="Bill an order",
        tags=["sales"],
        request=Billing,
        response=OrderAnswer,
        idempotent=True,
        if_match="optional",
        example=Billing(),
        answer=_SECOND,
        problems=[OrderNotFound, TransitionRefused, OrderHeld, StockShort, PeriodClosed],
    )
    def post(self, request: HttpRequest, order_id: int) -> HttpResponse:
        """Where billing takes the goods and one line is short, the order goes on hold and nothing moves."""
        call = call_of(request)
        answer = bill_orders(
            order_ids=[known_id(order_id)],
            when_short=body_or_defaults(request, Billing).when_short,
            actor=call.actor,
            now=call.now,
            key=call.key,
            versions=versions_of(request, order_id),
        )
        return answered(answer)


class CancelView(ApiView):
    @operation(
        id="cancel_sales_order",
        summary="Cancel an order that is neither billed nor shipped",
        tags=["sales"],
        request=Because,
        response=OrderAnswer,
        idempotent=True,
        if_match="optional",
        example=Because("ordered twice"),
        answer=msgspec.structs.replace(_SECOND, lifecycle="cancelled"),
        problems=[OrderNotFound, TransitionRefused, PeriodClosed],
    )
    def post(self, request: HttpRequest, order_id: int) -> HttpResponse:
        """Its promises lapse; every line and the reason stay in its history."""
        call = call_of(request)
        answer = cancel_orders(
            order_ids=[known_id(order_id)],
            reason=decode(request.body, Because).reason,
            actor=call.actor,
            now=call.now,
            key=call.key,
            versions=versions_of(request, order_id),
        )
        return answered(answer)


class RepriceView(ApiView):
    @operation(
        id="reprice_sales_order",
        summary="Give an order today's list prices",
        tags=["sales"],
        response=OrderAnswer,
        idempotent=True,
        if_match=True,
        answer=_SECOND,
        problems=[OrderNotFound, TransitionRefused, PriceMissing],
    )
    def post(self, request: HttpRequest, order_id: int) -> HttpResponse:
        """The only way a frozen price follows the list. Free lines stay free; each old and new price is kept."""
        call, version = call_of(request), if_match(request)
        answer = reprice_order(
            order_id=known_id(order_id), version=version, actor=call.actor, now=call.now, key=call.key
        )
        return answered(answer)


class ReleaseHoldView(ApiView):
    @operation(
        id="release_sales_order_hold",
        summary="Lift an order's hold",
        tags=["sales"],
        request=Because,
        response=OrderAnswer,
        idempotent=True,
        if_match="optional",
        example=Because("the customer paid by transfer"),
        answer=msgspec.structs.replace(_SECOND, lifecycle="submitted"),
        problems=[OrderNotFound, TransitionRefused],
    )
    def post(self, request: HttpRequest, order_id: int) -> HttpResponse:
        """Promises nothing: an order that was held for stock is confirmed again afterwards."""
        call = call_of(request)
        answer = release_hold(
            order_id=known_id(order_id),
            reason=decode(request.body, Because).reason,
            version=optional_if_match(request),
            actor=call.actor,
            now=call.now,
            key=call.key,
        )
        return answered(answer)
