"""Taking an order at the desk: customer, then goods line by line. What was typed stays until the order is placed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kontor.access.http import actor_of
from kontor.backoffice.pages.fields import Filled, sent_fields, shown_fields
from kontor.backoffice.pages.fields import values_of as texts_of
from kontor.backoffice.pages.own_fields import own_fields, typed_custom, with_faults
from kontor.backoffice.pages.posted import (
    TypedLine,
    form_key,
    key_after,
    new_key,
    posted_call,
    typed,
    typed_day,
    typed_lines,
)
from kontor.backoffice.pages.rendering import go_to, page
from kontor.backoffice.pages.wrong_lines import explained
from kontor.backoffice.queries import places
from kontor.customization.document_kinds import SALES_ORDER
from kontor.customization.queries import custom_fields
from kontor.kernel.errors import InvalidInput, KontorError
from kontor.sales.answers import single
from kontor.sales.operations import place_order
from kontor.sales.types import DraftLine, OrderDraft

_EMPTY_LINES: Final = 3
_FIELDS: Final = ("location", "customer", "customer_text", "when_short", "wanted_on")


def new_order(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, {"customer": request.GET.get("customer", "")}, [], key=new_key())
    values = {name: request.POST.get(name, "").strip()[:200] for name in _FIELDS}
    fields = custom_fields(SALES_ORDER)
    filled = sent_fields(request, own_fields(fields))
    lines: list[TypedLine] = []
    try:
        lines = typed_lines(request)
        call = posted_call(request)
        draft = _draft(request, lines, may_confirm=call.actor.may("sales.confirm"))
        draft = msgspec.structs.replace(draft, custom=typed_custom(texts_of(filled), fields))
        placed = single(place_order(draft=draft, actor=call.actor, now=call.now, key=call.key))
    except KontorError as refusal:
        return _form(
            request, values, explained(lines, refusal), key=key_after(request, refusal), refusal=refusal, own=filled
        )
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


def _form(
    request: HttpRequest,
    values: dict[str, str],
    lines: list[TypedLine],
    *,
    key: str,
    refusal: KontorError | None = None,
    own: Sequence[Filled] | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    if own is None:
        own = shown_fields(own_fields(custom_fields(SALES_ORDER)), {})
    context: dict[str, Any] = {
        "values": values,
        "lines": lines or [TypedLine()] * _EMPTY_LINES,
        "key": key,
        "places": places(actor=actor),
        "refusal": refusal,
        "own": with_faults(own, refusal) if refusal is not None else own,
        "may_confirm": actor.may("sales.confirm"),
        "draft": f"order:{actor.id}",
    }
    return page(request, "order_new.html", context, status=refusal.status if refusal is not None else 200)
