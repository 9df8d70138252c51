"""Orders: the list, one order, and each step it takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
from kontor.backoffice.hold_reasons import in_names
from kontor.backoffice.order_actions import Offered, Step, offered
from kontor.backoffice.pages.exporting import ORDERS, as_file, wants_file
from kontor.backoffice.pages.filtering import Sorting, chosen, file_of, filter_day, filter_text, next_page
from kontor.backoffice.pages.order_steps import STEPS
from kontor.backoffice.pages.own_fields import own_columns, shown_own
from kontor.backoffice.pages.posted import new_key, posted_call, version_of
from kontor.backoffice.pages.rendering import go_to, page
from kontor.backoffice.queries.names import location_names
from kontor.customization.document_kinds import SALES_ORDER
from kontor.customization.queries import custom_fields
from kontor.inventory.errors import StockShort
from kontor.kernel.errors import KontorError, NotFound
from kontor.kernel.wire import Page, cursor, known_id
from kontor.sales.answers import single
from kontor.sales.queries import OrderDetail, OrderFilters, OrderListItem, list_orders, order_detail

_PAGE_ROWS: Final = 50
_LIFECYCLES: Final = ("draft", "submitted", "confirmed", "closed", "cancelled")
_HOLDS: Final = ("oos", "credit", "oversold", "none")
_SHIPPED: Final = ("none", "partly", "full")
_SORTS: Final = ("-id", "id", "-total_minor", "total_minor", "-ordered_at", "ordered_at")
LABELS: Final = {
    "submit": gettext_lazy("Submit"),
    "confirm": gettext_lazy("Confirm"),
    "ship": gettext_lazy("Ship"),
    "bill": gettext_lazy("Bill"),
    "cancel": gettext_lazy("Cancel the order"),
    "release_hold": gettext_lazy("Release the hold"),
    "reprice": gettext_lazy("Take today's prices"),
}


def orders(request: HttpRequest) -> HttpResponseBase:
    """The newest first unless the URL says otherwise; the URL is the list, filters, order and place."""
    actor, sort = actor_of(request), Sorting.of(request, _SORTS)
    filters = OrderFilters(
        lifecycle=chosen(request, "lifecycle", _LIFECYCLES),
        hold=chosen(request, "hold", _HOLDS),
        fulfillment=chosen(request, "fulfillment", _SHIPPED),
        number=filter_text(request, "number"),
        customer=filter_text(request, "customer"),
        from_on=filter_day(request, "from_on"),
        to_on=filter_day(request, "to_on"),
    )

    def read(after: int | None, limit: int) -> Page[OrderListItem]:
        return list_orders(actor=actor, filters=filters, cursor=after, limit=limit, sort=sort.by)

    if wants_file(request):
        return as_file(request, "orders", (*ORDERS, *own_columns(custom_fields(SALES_ORDER))), read)
    found = read(cursor(request), _PAGE_ROWS)
    context = {
        "orders": found.items,
        "place_names": location_names((order.location for order in found.items), actor=actor),
        "currency": _one_currency([order.currency for order in found.items]),
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
        "sort": sort,
        "filters": request.GET,
        "is_filtered": filters != OrderFilters() or "cursor" in request.GET,
        "lifecycles": _LIFECYCLES,
        "holds": _HOLDS,
        "shipped": _SHIPPED,
    }
    return page(request, "orders.html", context)


def order(request: HttpRequest, order_id: int) -> HttpResponse:
    found = order_detail(actor=actor_of(request), order_id=known_id(order_id))
    return _show(request, found)


def take_step(request: HttpRequest, order_id: int, step: str) -> HttpResponse:
    """One step, at the version the page was read at; refused, the page says why and shows the order as it now is."""
    order_id = known_id(order_id)
    try:
        single(STEPS[step](request, order_id, version_of(request), posted_call(request)))
    except NotFound:
        raise
    except KontorError as refusal:
        found = order_detail(actor=actor_of(request), order_id=order_id)
        return _show(request, found, refusal=refusal, refused_step=step)
    return go_to(request, reverse("page-order", args=[order_id]))


def _show(
    request: HttpRequest, found: OrderDetail, *, refusal: KontorError | None = None, refused_step: str = ""
) -> HttpResponse:
    actions = offered(found.next_actions, hold=found.hold)
    fields = custom_fields(SALES_ORDER)
    is_short = refusal is not None and refusal.code == StockShort.code
    context = {
        "order": found,
        "hold_reason": in_names(found.hold_reason, {line.sku: line.name for line in found.lines}),
        "own": shown_own(fields, found.custom),
        "may_fill_in": bool(fields.properties) and "amend" in found.next_actions,
        "warnings": _warnings(found),
        "main": _action(actions.main),
        "others": [_action(name) for name in actions.others],
        "steps": _steps(found, actions),
        "key": new_key(),
        "refusal": refusal,
        "short": refusal.data.get("details", ()) if refusal is not None else (),
        "may_confirm_short": is_short and refused_step == "confirm" and "confirm" in found.next_actions,
        "done_key": request.GET.get("done", ""),
    }
    return page(request, "order.html", context, status=refusal.status if refusal is not None else 200)


def _warnings(found: OrderDetail) -> Sequence[Any]:
    """What plug-ins said when the order was placed."""
    return next((entry.changes["warnings"][1] for entry in found.history if "warnings" in entry.changes), ())


def _action(name: str) -> dict[str, Any] | None:
    if not name:
        return None
    return {
        "name": name,
        "route": f"page-order-{name}",
        "label": LABELS[name],
        "asks_why": name in ("cancel", "release_hold"),
    }


def _steps(found: OrderDetail, actions: Offered) -> Sequence[Step]:
    """The order's way so far and to come: what is reached has its time, what comes next is named so."""
    if found.cancelled_at:
        return [Step(_("Placed"), "done", found.ordered_at), Step(_("Cancelled"), "done", found.cancelled_at)]
    shipped = next((p.occurred_at for p in reversed(found.postings) if p.kind == "issue"), None)
    reserved = _("stock reserved") if any(p.kind == "reserve" for p in found.postings) else ""
    is_shipped, is_part = found.fulfillment == "full", found.fulfillment == "partly"
    way = [
        ("", _("Placed"), True, found.ordered_at, ""),
        ("confirm", _("Confirmed"), found.confirmed_at is not None, found.confirmed_at, reserved),
        ("ship", _("Shipped"), is_shipped, shipped, _("in part") if is_part else ""),
        ("bill", _("Billed"), found.is_billed, found.billed_at, ""),
    ]
    nexts = {actions.main} if actions.main in {name for name, *_ in way} else set()
    return [
        Step(
            str(LABELS[name]) if name in nexts and not done else label,
            "done" if done else "next" if name in nexts else "later",
            at,
            note,
        )
        for name, label, done, at, note in way
    ]


def _one_currency(currencies: Sequence[str]) -> str:
    """The currency to name once in the head of the column; "" where the rows have several."""
    return currencies[0] if len(set(currencies)) == 1 else ""
