"""Corrections by hand: the list, one of them, entering one, and deciding on one that waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from kontor.access.http import actor_of
from kontor.backoffice.pages.exporting import ADJUSTMENTS, as_file, wants_file
from kontor.backoffice.pages.filtering import chosen, file_of, filter_text, next_page
from kontor.backoffice.pages.posted import TypedLine, form_key, new_key, posted_call, typed, typed_lines
from kontor.backoffice.pages.rendering import go_to, page
from kontor.backoffice.pages.wrong_lines import explained
from kontor.backoffice.queries import places
from kontor.backoffice.queries.names import location_names
from kontor.inventory.answers import AdjustmentListRow
from kontor.inventory.operations import adjust_stock, approve_adjustment, reject_adjustment
from kontor.inventory.queries.documents import AdjustmentFilters, adjustment_detail, list_adjustments
from kontor.inventory.schemas import AdjustmentDraft, AdjustmentDraftLine
from kontor.kernel.errors import InvalidInput, KontorError
from kontor.kernel.refusals import Refused
from kontor.kernel.wire import Page, cursor, known_id

_PAGE_ROWS: Final = 50
_EMPTY_LINES: Final = 3
_STATES: Final = ("draft", "posted", "rejected")


def adjustments(request: HttpRequest) -> HttpResponseBase:
    actor, state = actor_of(request), next(iter(chosen(request, "state", _STATES)), None)
    filters = AdjustmentFilters(state=state, location=filter_text(request, "location"))

    def read(after: int | None, limit: int) -> Page[AdjustmentListRow]:
        return list_adjustments(actor=actor, filters=filters, cursor=after, limit=limit)

    if wants_file(request):
        return as_file(request, "adjustments", ADJUSTMENTS, read)
    found = read(cursor(request), _PAGE_ROWS)
    context = {
        "adjustments": found.items,
        "place_names": location_names((row.location_code for row in found.items), actor=actor),
        "states": _STATES,
        "filters": request.GET,
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
        "is_filtered": filters != AdjustmentFilters() or "cursor" in request.GET,
    }
    return page(request, "adjustments.html", context)


def adjustment(request: HttpRequest, adjustment_id: int) -> HttpResponse:
    return _show(request, known_id(adjustment_id))


def approve(request: HttpRequest, adjustment_id: int) -> HttpResponse:
    return _decide(request, known_id(adjustment_id), approve_adjustment)


def reject(request: HttpRequest, adjustment_id: int) -> HttpResponse:
    return _decide(request, known_id(adjustment_id), reject_adjustment)


def _decide(request: HttpRequest, adjustment_id: int, operation: Any) -> HttpResponse:
    adjustment_detail(actor=actor_of(request), adjustment_id=adjustment_id)  # a foreign one does not even exist
    try:
        operation(adjustment_id=adjustment_id, note=typed(request, "note", 200), **posted_call(request)._asdict())
    except KontorError as refusal:
        return _show(request, adjustment_id, refusal)
    return go_to(request, reverse("page-adjustment", args=[adjustment_id]))


def _show(request: HttpRequest, adjustment_id: int, refusal: KontorError | None = None) -> HttpResponse:
    actor = actor_of(request)
    found = adjustment_detail(actor=actor, adjustment_id=adjustment_id)
    context = {
        "adjustment": found,
        "place_names": location_names([found.location_code], actor=actor),
        "key": new_key(),
        "refusal": refusal,
        "is_mine": found.created_by == actor.id,
        "may_decide": found.state == "draft" and "stock.approve_adjustment" in actor.rights,
        "done_key": request.GET.get("done", ""),
    }
    return page(request, "adjustment.html", context, status=refusal.status if refusal else 200)


def new_adjustment(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, {}, [], key=new_key())
    values = {name: request.POST.get(name, "").strip()[:200] for name in ("location", "note")}
    lines: list[TypedLine] = []
    try:
        lines = typed_lines(request)
        if not lines:
            raise InvalidInput(_("Write at least one line: a product and what there is more or less of it."))
        draft = AdjustmentDraft(
            location=typed(request, "location"),
            note=typed(request, "note", 200),
            lines=tuple(_line(line) for line in lines),
        )
        result = adjust_stock(adjustments=[draft], **posted_call(request)._asdict()).items[0]
        if result.refusal is not None:
            raise Refused(result.refusal)
    except KontorError as refusal:
        key = new_key() if refusal.code == "idempotency_key_reused" else form_key(request)
        return _form(request, values, explained(lines, refusal), key=key, refusal=refusal)
    assert result.adjustment is not None
    return go_to(request, f"{reverse('page-adjustment', args=[result.adjustment.id])}?done={form_key(request)}")


def _line(line: TypedLine) -> AdjustmentDraftLine:
    quantity = line.quantity.replace("\u2212", "-").removeprefix("+") or "0"
    return AdjustmentDraftLine(sku=line.sku, quantity=quantity, pack=line.pack or None, reason=line.reason)


def _form(
    request: HttpRequest,
    values: dict[str, str],
    lines: Sequence[TypedLine],
    *,
    key: str,
    refusal: KontorError | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "values": values,
        "lines": lines or [TypedLine()] * _EMPTY_LINES,
        "key": key,
        "places": places(actor=actor),
        "refusal": refusal,
        "draft": f"adjustment:{actor.id}",
    }
    return page(request, "adjustment_new.html", context, status=refusal.status if refusal else 200)
