"""The figures of each day over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse

from kontor.access.http import actor_of
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.query_string import optional_text
from kontor.kernel.views import ApiView
from kontor.kernel.wire import Page, cursor, optional_day, page_size, respond
from kontor.reporting.queries import DayFilters, list_day_totals
from kontor.reporting.schemas import DayTotalItem

_DAY: Final = DayTotalItem(
    id=7,
    business_date=date(2026, 3, 2),
    branch="DEPOT",
    branch_name="Main depot",
    currency="GBP",
    orders_placed=12,
    orders_confirmed=11,
    orders_shipped=9,
    orders_cancelled=1,
    sales_reversed=1,
    counter_sales=31,
    ordered="6728.00",
    counter="412.50",
    reversed="23.20",
    shipped_units=1840,
    shipped_kg="1512.400",
    shipped_cost="4310.75",
)
_QUERY: Final = (
    *PAGE,
    Query("from", date, "From this business date on."),
    Query("to", date, "Up to this business date."),
    Query("branch", str, "Only of this branch, by code."),
)


class DayTotalsView(ApiView):
    @operation(
        id="list_day_totals",
        summary="What each day brought each branch, the latest first",
        tags=["reporting"],
        query=_QUERY,
        response=Page[DayTotalItem],
        answer=Page([_DAY], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """Days on which nothing happened are left out. The figures follow the documents within seconds."""
        filters = DayFilters(
            from_on=optional_day(request, "from"),
            to_on=optional_day(request, "to"),
            branch=optional_text(request, "branch"),
        )
        page = list_day_totals(
            actor=actor_of(request), filters=filters, cursor=cursor(request), limit=page_size(request)
        )
        return respond(page)
