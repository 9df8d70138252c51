"""Goods on their way between two places: the list, one transfer with what has arrived, sending and receiving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from kontor.access.http import actor_of
from kontor.backoffice.pages.exporting import TRANSFERS, as_file, wants_file
from kontor.backoffice.pages.filtering import chosen, file_of, filter_text, next_page
from kontor.backoffice.pages.posted import TypedLine, form_key, new_key, posted_call, typed, typed_lines
from kontor.backoffice.pages.rendering import go_to, page
from kontor.backoffice.pages.wrong_lines import explained
from kontor.backoffice.queries import places
from kontor.backoffice.queries.names import location_names
from kontor.inventory.answers import TransferListRow
from kontor.inventory.operations import receive_transfer, send_transfer
from kontor.inventory.queries.documents import TransferFilters, list_transfers, transfer_detail
from kontor.inventory.schemas import ArrivedLine, StockLine, TransferArrival, TransferDraft
from kontor.kernel.errors import InvalidInput, KontorError
from kontor.kernel.wire import Page, cursor, known_id

_PAGE_ROWS: Final = 50
_EMPTY_LINES: Final = 3
_STATES: Final = ("in_transit", "received")


def transfers(request: HttpRequest) -> HttpResponseBase:
    actor, state = actor_of(request), next(iter(chosen(request, "state", _STATES)), None)
    filters = TransferFilters(state=state, location=filter_text(request, "location"))

    def read(after: int | None, limit: int) -> Page[TransferListRow]:
        return list_transfers(actor=actor, filters=filters, cursor=after, limit=limit)

    if wants_file(request):
        return as_file(request, "transfers", TRANSFERS, read)
    found = read(cursor(request), _PAGE_ROWS)
    context = {
        "transfers": found.items,
        "place_names": location_names((c for row in found.items for c in (row.from_code, row.to_code)), actor=actor),
        "states": _STATES,
        "filters": request.GET,
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
        "is_filtered": filters != TransferFilters() or "cursor" in request.GET,
    }
    return page(request, "transfers.html", context)


def transfer(request: HttpRequest, transfer_id: int) -> HttpResponse:
    return _show(request, known_id(transfer_id))


def receive(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Take in the quantities typed; the rest stays on its way unless it is written off with a note."""
    transfer_id = known_id(transfer_id)
    transfer_detail(actor=actor_of(request), transfer_id=transfer_id)  # a foreign one does not even exist
    try:
        arrival = TransferArrival(
            lines=_arrived(request),
            write_off_rest=request.POST.get("write_off_rest") == "on",
            note=typed(request, "note", 200),
        )
        receive_transfer(transfer_id=transfer_id, arrival=arrival, **posted_call(request)._asdict())
    except KontorError as refusal:
        return _show(request, transfer_id, refusal)
    return go_to(request, reverse("page-transfer", args=[transfer_id]))


def _arrived(request: HttpRequest) -> tuple[ArrivedLine, ...]:
    """Raises InvalidInput for what is no whole number of base units."""
    found = []
    for position, text in zip(request.POST.getlist("position"), request.POST.getlist("arrived"), strict=False):
        text = text.strip() or "0"
        if not (text.isascii() and text.isdigit() and len(text) < 13 and position.isascii() and position.isdigit()):
            raise InvalidInput(_("Write what has arrived as a whole number of base units, such as 24."))
        if int(text):
            found.append(ArrivedLine(int(position[:9]), int(text)))
    return tuple(found)


def _show(request: HttpRequest, transfer_id: int, refusal: KontorError | None = None) -> HttpResponse:
    actor = actor_of(request)
    found = transfer_detail(actor=actor, transfer_id=transfer_id)
    mine = {place.code for place in places(actor=actor)}
    context = {
        "transfer": found,
        "place_names": location_names((found.from_code, found.to_code), actor=actor),
        "key": new_key(),
        "refusal": refusal,
        "arrived": dict(zip(request.POST.getlist("position"), request.POST.getlist("arrived"), strict=False)),
        "note": request.POST.get("note", ""),
        "may_receive": found.state == "in_transit" and "stock.transfer" in actor.rights and found.to_code in mine,
        "done_key": request.GET.get("done", ""),
    }
    return page(request, "transfer.html", context, status=refusal.status if refusal else 200)


def new_transfer(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, {}, [], key=new_key())
    values = {name: request.POST.get(name, "").strip()[:200] for name in ("from_location", "to_location", "note")}
    lines: list[TypedLine] = []
    try:
        lines = typed_lines(request)
        if not lines:
            raise InvalidInput(_("Write at least one line: a product and how much of it."))
        draft = TransferDraft(
            from_location=typed(request, "from_location"),
            to_location=typed(request, "to_location"),
            note=typed(request, "note", 200),
            lines=tuple(StockLine(line.sku, line.quantity or "0", line.pack or None) for line in lines),
        )
        sent = send_transfer(transfer=draft, **posted_call(request)._asdict())
    except KontorError as refusal:
        key = new_key() if refusal.code == "idempotency_key_reused" else form_key(request)
        return _form(request, values, explained(lines, refusal), key=key, refusal=refusal)
    return go_to(request, f"{reverse('page-transfer', args=[sent.id])}?done={form_key(request)}")


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
        "draft": f"transfer:{actor.id}",
    }
    return page(request, "transfer_new.html", context, status=refusal.status if refusal else 200)
