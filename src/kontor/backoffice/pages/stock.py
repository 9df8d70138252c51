"""Stock: what is where, one product with everything about it, and every movement that made it so."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.backoffice.pages.exporting import MOVEMENTS, STOCK, as_file, wants_file
from kontor.backoffice.pages.filtering import chosen, file_of, filter_day, filter_text, next_page
from kontor.backoffice.pages.own_fields import shown_own
from kontor.backoffice.pages.rendering import page
from kontor.backoffice.queries import places, product_page
from kontor.backoffice.queries.names import location_names, places_and_fields
from kontor.customization.document_kinds import PRODUCT
from kontor.customization.fields import values_of as custom_values
from kontor.inventory.answers import MovementEntry, StockRow
from kontor.inventory.queries.movements import list_movements
from kontor.inventory.queries.stock import MOST_LOCATIONS, list_stock
from kontor.inventory.reasons import NAMES
from kontor.inventory.sql.movement_pages import MovementFilters
from kontor.inventory.sql.stock_pages import StockFilters
from kontor.kernel.masking import shown
from kontor.kernel.wire import Page, cursor, integer, optional_integer
from kontor.procurement.queries import suppliers_of_sku

_PAGE_ROWS: Final = 50
_LAST_MOVEMENTS: Final = 10
_KINDS: Final = ("receipt", "issue", "transfer", "adjustment", "return", "disposal", "reserve", "release", "reversal")


def stock(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    filters = StockFilters(
        text=filter_text(request, "text"),
        location=filter_text(request, "location"),
        only_low=request.GET.get("low") == "true",
    )

    def read(after: int | None, limit: int) -> Page[StockRow]:
        return list_stock(actor=actor, filters=filters, cursor=after, limit=limit)

    if wants_file(request):
        return as_file(request, "stock", STOCK, read)
    found = read(cursor(request), _PAGE_ROWS)
    context = {
        "rows": found.items,
        "place_names": location_names((row.location for row in found.items), actor=actor),
        "places": places(actor=actor),
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
        "filters": request.GET,
        "is_filtered": filters != StockFilters() or "cursor" in request.GET,
        "sees_costs": any(row.value is not None for row in found.items),
    }
    return page(request, "stock.html", context)


def product(request: HttpRequest, sku: str) -> HttpResponse:
    """What it is, where it lies, what it costs, and its last movements."""
    actor = actor_of(request)
    found = product_page(sku=sku, on=timezone.localdate(), actor=actor)
    lying = list_stock(actor=actor, filters=StockFilters(sku=sku), cursor=None, limit=MOST_LOCATIONS).items
    together = {name: sum(getattr(row, name) for row in lying) for name in ("on_hand", "reserved", "available")}
    filters = MovementFilters(sku=sku)
    movements = list_movements(actor=actor, filters=filters, cursor=None, limit=_LAST_MOVEMENTS)
    context: dict[str, Any] = {
        "product": found,
        "suppliers": None,
        "rows": lying,
        "stock": together,
        "movements": movements.items,
        "sku": sku,
    }
    codes = {row.location for row in lying} | {movement.location for movement in movements.items}
    context["place_names"], fields = places_and_fields(codes, PRODUCT, actor=actor)
    if actor.may("parties.read"):
        context["suppliers"] = shown(suppliers_of_sku(sku=sku, actor=actor), actor.rights)
    context |= {"own": shown_own(fields, custom_values(found.card.custom)), "has_own_fields": bool(fields.properties)}
    return page(request, "product.html", context)


def movements(request: HttpRequest) -> HttpResponseBase:
    """The ledger, the last recorded first; a posting's number in the URL shows that one document whole."""
    has_reason = filter_text(request, "reason_code") is not None
    filters = MovementFilters(
        sku=filter_text(request, "sku"),
        text=filter_text(request, "text"),
        location=filter_text(request, "location"),
        from_on=filter_day(request, "from_on"),
        to_on=filter_day(request, "to_on"),
        reference=filter_text(request, "reference"),
        posting_id=optional_integer(request, "posting_id"),
        reason_code=integer(request, "reason_code", default=0, least=0, most=99) if has_reason else None,
        kind=next(iter(chosen(request, "kind", _KINDS)), None),
    )
    actor = actor_of(request)

    def read(after: int | None, limit: int) -> Page[MovementEntry]:
        return list_movements(actor=actor, filters=filters, cursor=after, limit=limit)

    if wants_file(request):
        return as_file(request, "movements", MOVEMENTS, read)
    found = read(cursor(request), _PAGE_ROWS)
    context = {
        "movements": found.items,
        "place_names": location_names((row.location for row in found.items), actor=actor),
        "document": found.items[0] if filters.posting_id and found.items else None,
        "done_key": request.GET.get("done", "") if filters.posting_id else "",
        "is_card": filters.sku is not None and filters.location is not None,
        "places": places(actor=actor),
        "reasons": [(str(code), name) for code, name in NAMES.items() if code],
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
        "filters": request.GET,
        "is_filtered": filters != MovementFilters() or "cursor" in request.GET,
    }
    return page(request, "movements.html", context)
