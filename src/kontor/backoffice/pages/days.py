"""What each day brought, branch by branch, and orders summed up."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from kontor.access.http import actor_of
from kontor.backoffice.pages.exporting import DAYS, ORDER_SUMMARY, as_file, wants_file
from kontor.backoffice.pages.filtering import chosen, file_of, filter_day, filter_text, next_page
from kontor.backoffice.pages.rendering import page
from kontor.inventory.costs import CostView
from kontor.kernel.wire import Page, cursor
from kontor.reporting.queries import DayFilters, list_day_totals
from kontor.reporting.schemas import DayTotalItem
from kontor.sales.queries import OrderFilters, OrderSummary, order_summary

_PAGE_ROWS: Final = 50
_LIFECYCLES: Final = ("draft", "submitted", "confirmed", "closed", "cancelled")
_SIDES: Final = {
    "day": _("Day"),
    "branch": _("Branch"),
    "customer": _("Customer"),
    "channel": _("Channel"),
    "sales_rep": _("Sales rep"),
    "state": _("State"),
}


def days(request: HttpRequest) -> HttpResponseBase:
    """The latest first; what goods cost only for those who may see it."""
    actor = actor_of(request)
    filters = DayFilters(
        from_on=filter_day(request, "from_on"),
        to_on=filter_day(request, "to_on"),
        branch=filter_text(request, "branch"),
    )

    def read(after: int | None, limit: int) -> Page[DayTotalItem]:
        return list_day_totals(actor=actor, filters=filters, cursor=after, limit=limit)

    if wants_file(request):
        return as_file(request, "days", DAYS, read)
    found = read(cursor(request), _PAGE_ROWS)
    context = {
        "days": found.items,
        "currency": _one_currency([day.currency for day in found.items]),
        "sees_costs": CostView.of(actor).is_open,
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
        "filters": request.GET,
        "is_filtered": filters != DayFilters() or "cursor" in request.GET,
    }
    return page(request, "days.html", context)


def orders(request: HttpRequest) -> HttpResponseBase:
    """How many orders, in which state and of what amount, by the side that the URL names."""
    by = next(iter(chosen(request, "by", tuple(_SIDES))), "day")
    filters = OrderFilters(
        lifecycle=chosen(request, "lifecycle", _LIFECYCLES),
        branch=filter_text(request, "branch"),
        customer=filter_text(request, "customer"),
        from_on=filter_day(request, "from_on"),
        to_on=filter_day(request, "to_on"),
    )

    def read(after: int | None, limit: int) -> Page[OrderSummary]:
        return order_summary(actor=actor_of(request), by=by, filters=filters, cursor=after, limit=limit)

    if wants_file(request):
        return as_file(request, f"orders-by-{by}", ORDER_SUMMARY, read)
    found = read(cursor(request), _PAGE_ROWS)
    context = {
        "groups": found.items,
        "by": by,
        "side": _SIDES[by],
        "sides": _SIDES.items(),
        "lifecycles": _LIFECYCLES,
        "currency": _one_currency([group.currency for group in found.items]),
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
        "filters": request.GET,
        "is_filtered": filters != OrderFilters() or "cursor" in request.GET,
    }
    return page(request, "order_summary.html", context)


def _one_currency(currencies: list[str]) -> str:
    """The currency to name once in the head of the column; "" where the rows have several."""
    return currencies[0] if len(set(currencies)) == 1 else ""
