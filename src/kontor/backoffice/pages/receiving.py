"""Taking goods in at the desk: where, what the supplier's paper says, and each line with what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
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
from kontor.inventory import reasons
from kontor.inventory.costs import CostView
from kontor.inventory.desk import BACKDATE
from kontor.inventory.operations import receive_stock
from kontor.inventory.schemas import ReceiptLine, StockReceipt
from kontor.kernel.errors import InvalidInput, KontorError
from kontor.kernel.masking import refuse_masked
from kontor.organization.calendar import business_date, day_begins

_EMPTY_LINES: Final = 3
_FIRST_DAY: Final = date(2000, 1, 1)
_FIELDS: Final = ("location", "reference", "note", "reason_code", "received_on")
_REASONS: Final[dict[str, str | Promise]] = {
    str(reasons.PURCHASE): gettext_lazy("bought"),
    str(reasons.IMPORT_IN): gettext_lazy("imported"),
    str(reasons.PROCESSING_IN): gettext_lazy("made here"),
}


def receive(request: HttpRequest) -> HttpResponse:
    """All lines or none; what was typed stays where something is refused."""
    if request.method != "POST":
        return _form(request, {"location": request.GET.get("location", "")[:40]}, [], key=new_key())
    values = {name: request.POST.get(name, "").strip()[:200] for name in _FIELDS}
    lines: list[TypedLine] = []
    try:
        lines = typed_lines(request)
        receipt = _receipt(request, lines)
        refuse_masked(receipt)
        received = receive_stock(receipt=receipt, **posted_call(request)._asdict())
    except KontorError as refusal:
        wrong = explained(lines, refusal)
        return _form(request, values, wrong, key=key_after(request, refusal), refusal=refusal)
    shown = urlencode({"posting_id": received.id, "done": form_key(request)})
    return go_to(request, f"{reverse('page-movements')}?{shown}")


def _receipt(request: HttpRequest, lines: Sequence[TypedLine]) -> StockReceipt:
    """The receipt as typed. Raises InvalidInput where something is missing."""
    if not lines:
        raise InvalidInput(_("Write at least one line: a product, how much of it, and what it cost."), field="lines")
    reason = typed(request, "reason_code", 4) or str(reasons.PURCHASE)
    if reason not in _REASONS:
        raise InvalidInput(_("Choose one of the list."), field="reason_code")
    return StockReceipt(
        location=typed(request, "location", 40),
        reference=typed(request, "reference", 60),
        note=typed(request, "note", 200),
        occurred_at=_occurred_at(request),
        reason_code=int(reason),
        lines=tuple(_line(index, line) for index, line in enumerate(lines)),
    )


def _occurred_at(request: HttpRequest) -> datetime | None:
    """When the day that was typed began at the place, so that what left on that day left after; None: now."""
    day = typed_day(request, "received_on")
    if day is None:
        return None
    location = typed(request, "location", 40)
    place = next((place for place in places(actor=actor_of(request)) if place.code == location), None)
    if place is None:
        return None  # the receipt is refused for it
    clock = {"time_zone": place.time_zone, "day_starts_at": place.day_starts_at}
    today = business_date(timezone.now(), **clock)
    if not _FIRST_DAY <= day <= today:
        raise InvalidInput(_("Choose today or an earlier day."), field="received_on")
    return None if day == today else day_begins(day, **clock)


def _line(index: int, line: TypedLine) -> ReceiptLine:
    """A cost is never implied: goods that cost nothing are written with 0."""
    if not line.unit_cost:
        raise InvalidInput(_("Write what one pack cost, such as 48.00."), field=f"lines[{index}].unit_cost")
    return ReceiptLine(sku=line.sku, quantity=line.quantity or "0", unit_cost=line.unit_cost, pack=line.pack or None)


def _form(
    request: HttpRequest,
    values: dict[str, str],
    lines: Sequence[TypedLine],
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
        "reasons": _REASONS.items(),
        "may_backdate": actor.may(BACKDATE),
        "sees_costs": CostView.of(actor).is_open,
        "refusal": refusal,
        "wrong_field": refusal.data.get("field") if refusal else None,
        "draft": f"receipt:{actor.id}",
    }
    return page(request, "receive.html", context, status=refusal.status if refusal else 200)
