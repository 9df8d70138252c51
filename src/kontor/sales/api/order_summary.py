"""Orders summed up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from kontor.access.http import actor_of
from kontor.kernel.openapi import Query, operation
from kontor.kernel.query_string import optional_choice
from kontor.kernel.views import ApiView
from kontor.kernel.wire import Page, cursor, page_size, respond
from kontor.sales.api.filters import SUMMED, order_filters
from kontor.sales.queries import OrderSummary, order_summary
from kontor.sales.sql.order_summary import SIDES

_GROUP = OrderSummary(42_000_001, "C1001", "Corner Shop", "GBP", 12, 3, 1, 8, 1, "5800.00", "928.00", "6728.00")
_QUERY = (Query("by", str, "Summed up by this; by day if not given.", choices=SIDES), *SUMMED)


class OrderSummaryView(ApiView):
    @operation(
        id="sum_up_sales_orders",
        summary="Orders summed up by day, branch, customer, channel, sales rep or state",
        tags=["sales"],
        query=_QUERY,
        response=Page[OrderSummary],
        answer=Page([_GROUP], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """Days come the latest first, other groups in the order they were made."""
        page = order_summary(
            actor=actor_of(request),
            by=optional_choice(request, "by", SIDES) or "day",
            filters=order_filters(request),
            cursor=cursor(request),
            limit=page_size(request),
        )
        return respond(page)
