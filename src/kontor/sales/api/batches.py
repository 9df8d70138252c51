"""Many orders in one call, each taken or refused on its own; the answer is 200 and says which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse

from kontor.access.http import call_of
from kontor.inventory.errors import StockShort
from kontor.kernel.openapi import operation
from kontor.kernel.refusals import Refusal
from kontor.kernel.views import ApiView
from kontor.kernel.wire import decode, respond
from kontor.sales.api.examples import ANSWER, DRAFT
from kontor.sales.errors import OrderInvalid
from kontor.sales.operations import confirm_orders, place_orders, ship_orders
from kontor.sales.schemas import BatchConfirmation, BatchShipping, OrderBatch
from kontor.sales.types import BatchAnswer, ItemResult, ShipRequest

_SHORT: Final = Refusal(
    status=409,
    code=StockShort.code,
    title=StockShort.title,
    detail="Not enough stock. OIL-5L: 48 asked, 36 available.",
    data={"error": "stock_short", "details": [{"product": "OIL-5L", "available": 36, "requested": 48}]},
)
_ANSWER: Final = BatchAnswer((ItemResult(order=ANSWER), ItemResult(refusal=_SHORT)))


class OrderBatchView(ApiView):
    @operation(
        id="place_sales_orders",
        summary="Place up to 500 orders",
        tags=["sales"],
        request=OrderBatch,
        response=BatchAnswer,
        idempotent=True,
        example=OrderBatch((DRAFT,)),
        answer=_ANSWER,
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """One result per order, in the order sent; an earlier order's goods are gone for a later one."""
        call = call_of(request)
        drafts = decode(request.body, OrderBatch).orders
        return respond(place_orders(drafts=drafts, actor=call.actor, now=call.now, key=call.key))


class ConfirmBatchView(ApiView):
    @operation(
        id="confirm_sales_orders",
        summary="Confirm up to 500 orders",
        tags=["sales"],
        request=BatchConfirmation,
        response=BatchAnswer,
        idempotent=True,
        example=BatchConfirmation((42, 43)),
        answer=_ANSWER,
        problems=[OrderInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """One result per order, in the order sent."""
        call = call_of(request)
        body = decode(request.body, BatchConfirmation)
        answer = confirm_orders(
            order_ids=_once_each(body.order_ids),
            when_short=body.when_short,
            actor=call.actor,
            now=call.now,
            key=call.key,
        )
        return respond(answer)


class ShipBatchView(ApiView):
    @operation(
        id="ship_sales_orders",
        summary="Ship up to 500 orders",
        tags=["sales"],
        request=BatchShipping,
        response=BatchAnswer,
        idempotent=True,
        example=BatchShipping((ShipRequest(order_id=42),)),
        answer=_ANSWER,
        problems=[OrderInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """One result per order, in the order sent."""
        call = call_of(request)
        shipments = decode(request.body, BatchShipping).shipments
        _once_each([shipment.order_id for shipment in shipments])
        return respond(ship_orders(requests=shipments, actor=call.actor, now=call.now, key=call.key))


def _once_each(order_ids: Sequence[int]) -> Sequence[int]:
    if len(set(order_ids)) < len(order_ids):
        raise OrderInvalid("Name each order once per call.", field="order_ids")
    return order_ids
