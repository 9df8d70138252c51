"""Taking an order at the desk: customer, then goods line by line. What was typed stays until the order is placed."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kontor.access.http import actor_of
from kontor.backoffice.pages.posted import TypedLine, form_key, new_key, posted_call, typed, typed_day, typed_lines
from kontor.backoffice.pages.rendering import go_to, page
from kontor.backoffice.pages.wrong_lines import explained
from kontor.backoffice.queries import places
from kontor.kernel.errors import InvalidInput, KontorError
from kontor.sales.answers import single
from kontor.sales.operations import place_orders
from kontor.sales.types import DraftLine, OrderDraft

_EMPTY_LINES: Final = 3
_FIELDS: Final = ("location", "customer", "customer_text", "when_short", "wanted_on")


def new_order(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, {"customer": request.GET.get("customer", "")}, [], key=new_key())
    values = {name: request.POST.get(name, "").strip()[:200] for name in _FIELDS}
    lines: list[TypedLine] = []
    try:
        lines = typed_lines(request)
        call = posted_call(request)
        draft = _draft(request, lines, may_confirm=call.actor.may("sales.confirm"))
        placed = single(place_orders(drafts=[draft], actor=call.actor, now=call.now, key=call.key))
    except KontorError as refusal:
        return _form(request, values, explained(lines, refusal), key=_key_after(request, refusal), refusal=refusal)
    return go_to(request, f"{reverse('page-order', args=[placed.id])}?done={form_key(request)}")


def _draft(request: HttpRequest, lines: list[TypedLine], *, may_confirm: bool) -> OrderDraft:
    """The order as typed. Raises InvalidInput where something is missing."""
    if not lines:
        raise InvalidInput(_("Write at least one line: a product and how much of it."), field="lines")
    customer = typed(request, "customer") or typed(request, "customer_text")
    return OrderDraft(
        location=typed(request, "location"),
        customer=customer or None,
        lines=tuple(DraftLine(sku=line.sku, quantity=line.quantity or "0", pack=line.pack or None) for line in lines),
        confirm=may_confirm,
        submit=not may_confirm,
        when_short=_when_short(request),
        wanted_on=typed_day(request, "wanted_on"),
        source="desk",
    )


def _when_short(request: HttpRequest) -> str:
    wanted = typed(request, "when_short") or "hold"
    if wanted not in ("hold", "refuse", "backorder"):
        raise InvalidInput(field="when_short")
    return wanted


def _key_after(request: HttpRequest, refusal: KontorError) -> str:
    """A refused form keeps its key. One that was sent before with other lines has placed that order: a new one then."""
    return new_key() if refusal.code == "idempotency_key_reused" else form_key(request)


def _form(
    request: HttpRequest,
    values: dict[str, str],
    lines: list[TypedLine],
    *,
    key: str,
    refusal: KontorError | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    context: dict[str, Any] = {
        "values": values,
        "lines": lines or [TypedLine()] * _EMPTY_LINES,
        "key": key,
        "places": places(actor=actor),
        "refusal": refusal,
        "may_confirm": actor.may("sales.confirm"),
        "draft": f"order:{actor.id}",
    }
    return page(request, "order_new.html", context, status=refusal.status if refusal is not None else 200)
