"""Orders: lists, one order, placing, changing, reversing."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse

from kontor.access.http import actor_of, call_of
from kontor.customization.errors import CustomInvalid
from kontor.inventory.errors import PeriodClosed, StockShort
from kontor.kernel.openapi import operation
from kontor.kernel.refusals import Refused
from kontor.kernel.views import ApiView
from kontor.kernel.wire import Page, cursor, decode, if_match, page_size, respond
from kontor.sales import queries
from kontor.sales.api.calls import answered, known_id
from kontor.sales.api.examples import ANSWER, DETAIL, DRAFT, LISTED, WAITING
from kontor.sales.api.filters import ORDERS, OUTSTANDING, includes_lines, order_filters
from kontor.sales.errors import (
    ConfirmForbidden,
    CustomerInactive,
    CustomerNotRegistered,
    CustomerUnknown,
    OrderInvalid,
    OrderNotFound,
    PriceMissing,
    PriceOverrideForbidden,
    ProductInactive,
    ProductUnknown,
    TransitionRefused,
)
from kontor.sales.operations import amend_order, place_order, reverse_sales
from kontor.sales.queries import OrderDetail, OrderListItem, OutstandingOrder
from kontor.sales.schemas import SkuQuantity
from kontor.sales.status_mapping import STATUSES, StatusMapping
from kontor.sales.types import (
    AmendLine,
    OrderAmendment,
    OrderAnswer,
    OrderDraft,
    ReversalAnswer,
    ReversalDraft,
    ReversalLine,
)

_PLACING = [
    StockShort,
    CustomerUnknown,
    CustomerInactive,
    CustomerNotRegistered,
    ProductUnknown,
    ProductInactive,
    PriceMissing,
    PriceOverrideForbidden,
    ConfirmForbidden,
    PeriodClosed,
    OrderInvalid,
    CustomInvalid,
]
_AMENDING = [
    StockShort,
    ProductUnknown,
    ProductInactive,
    PriceMissing,
    PriceOverrideForbidden,
    PeriodClosed,
    OrderInvalid,
    OrderNotFound,
    TransitionRefused,
    CustomInvalid,
]


class OrdersView(ApiView):
    @operation(
        id="list_sales_orders",
        summary="Sales orders, the newest first",
        tags=["sales"],
        query=ORDERS,
        response=Page[OrderListItem],
        answer=Page([LISTED], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        page = queries.list_orders(
            actor=actor_of(request),
            filters=order_filters(request),
            cursor=cursor(request),
            limit=page_size(request),
            with_lines=includes_lines(request),
        )
        return respond(page)

    @operation(
        id="place_sales_order",
        summary="Place an order",
        tags=["sales"],
        request=OrderDraft,
        response=OrderAnswer,
        status=201,
        idempotent=True,
        etag=True,
        example=DRAFT,
        answer=ANSWER,
        problems=_PLACING,
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Taken whole or refused whole. `confirm` promises the goods at once, `counter_sale` hands them over.

        Where goods are short the refusal lists every short line in `details`: product, available and requested, in
        base units. A draft whose `source` and `external_reference` an order has already is answered with that order.
        """
        call = call_of(request)
        draft = decode(request.body, OrderDraft)
        return answered(place_order(draft=draft, actor=call.actor, now=call.now, key=call.key), status=201)


class OutstandingOrdersView(ApiView):
    @operation(
        id="list_outstanding_sales_orders",
        summary="What is still to be billed or shipped, the longest waiting first",
        tags=["sales"],
        query=OUTSTANDING,
        response=Page[OutstandingOrder],
        answer=Page([WAITING], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """Submitted and confirmed orders with hold and totals: every line until billed, then what is unshipped."""
        page = queries.outstanding_orders(
            actor=actor_of(request),
            filters=order_filters(request),
            cursor=cursor(request),
            limit=page_size(request),
        )
        return respond(page)


class StatusMappingView(ApiView):
    @operation(
        id="list_status_mapping",
        summary="What other systems' order statuses are here",
        tags=["sales"],
        response=list[StatusMapping],
        answer=STATUSES[:1],
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        return respond(STATUSES)


class OrderView(ApiView):
    @operation(
        id="get_sales_order",
        summary="One order with its lines, stock documents and history",
        tags=["sales"],
        response=OrderDetail,
        etag=True,
        answer=DETAIL,
        problems=[OrderNotFound],
    )
    def get(self, request: HttpRequest, order_id: int) -> HttpResponse:
        """`next_actions` names what the caller may do with it now."""
        order = queries.order_detail(actor=actor_of(request), order_id=known_id(order_id))
        return respond(order, version=order.version)

    @operation(
        id="amend_sales_order",
        summary="Change an order's lines or header",
        tags=["sales"],
        request=OrderAmendment,
        response=OrderAnswer,
        idempotent=True,
        if_match=True,
        example=OrderAmendment(lines=(AmendLine(position=1, quantity=3), AmendLine(sku="SALT-1KG", quantity="12"))),
        answer=msgspec.structs.replace(ANSWER, version=2),
        problems=_AMENDING,
    )
    def patch(self, request: HttpRequest, order_id: int) -> HttpResponse:
        """What is left out stays as it is, prices too; quantity 0 removes a line. Promises follow once confirmed."""
        call, version = call_of(request), if_match(request)
        answer = amend_order(
            order_id=known_id(order_id),
            version=version,
            amendment=decode(request.body, OrderAmendment),
            actor=call.actor,
            now=call.now,
            key=call.key,
        )
        return answered(answer)


class OrderSkuView(ApiView):
    @operation(
        id="put_sales_order_sku",
        summary="Set how much of one product an order carries",
        tags=["sales"],
        request=SkuQuantity,
        response=OrderAnswer,
        idempotent=True,
        if_match=True,
        example=SkuQuantity(quantity=3, pack="CASE"),
        answer=msgspec.structs.replace(ANSWER, version=2),
        problems=_AMENDING,
    )
    def put(self, request: HttpRequest, order_id: int, sku: str) -> HttpResponse:
        """The same product again replaces the quantity; several lines of it become one."""
        call, version = call_of(request), if_match(request)
        want = decode(request.body, SkuQuantity)
        line = AmendLine(
            sku=sku, quantity=want.quantity, pack=want.pack, unit_price=want.unit_price, discount_bp=want.discount_bp
        )
        answer = amend_order(
            order_id=known_id(order_id),
            version=version,
            amendment=OrderAmendment(lines=(line,), when_short=want.when_short),
            actor=call.actor,
            now=call.now,
            key=call.key,
            replaces_by_sku=True,
        )
        return answered(answer)


class ReversalsView(ApiView):
    @operation(
        id="reverse_sale",
        summary="Bring sold goods back",
        tags=["sales"],
        request=ReversalDraft,
        response=ReversalAnswer,
        status=201,
        idempotent=True,
        example=ReversalDraft(
            location="MAIN", reason="damaged", order_id=42, lines=(ReversalLine(position=1, quantity=1),)
        ),
        answer=ReversalAnswer(7, "RV-20260302-0007", 42, "GBP", "240.00", "38.40", "278.40"),
        problems=[CustomerUnknown, OrderInvalid, OrderNotFound, PeriodClosed, PriceMissing, TransitionRefused],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """With `order_id` the goods come back at what they were sold for and cost; never more than was shipped."""
        call = call_of(request)
        drafts = [decode(request.body, ReversalDraft)]
        (item,) = reverse_sales(drafts=drafts, actor=call.actor, now=call.now, key=call.key).items
        if item.refusal is not None:
            raise Refused(item.refusal)
        return respond(item.reversal, status=201)
