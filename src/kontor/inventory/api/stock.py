"""What is where, and every movement that made it so."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse

from kontor.access.http import actor_of
from kontor.inventory.answers import MovementEntry, ReasonTotal, StockOfSku, StockRow
from kontor.inventory.errors import SkuUnknown
from kontor.inventory.models import PostingKind
from kontor.inventory.queries.movements import list_movements, movement_report
from kontor.inventory.queries.stock import list_stock, stock_of_sku
from kontor.inventory.sql.movement_pages import MovementFilters
from kontor.inventory.sql.stock_pages import StockFilters
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.query_string import optional_choice, optional_date, optional_text
from kontor.kernel.views import ApiView
from kontor.kernel.wire import Page, cursor, integer, optional_integer, page_size, respond

_ROW: Final = StockRow(
    "OIL-1L", "Sunflower oil 1 l", "EA", "NAIROBI-MAIN", "warehouse", "NAIROBI",
    236, 48, 188, 120, 480, False, "2.00", "472.00",
)  # fmt: skip
_ENTRY: Final = MovementEntry(
    id=9314,
    posting_id=812,
    kind="receipt",
    reference="DN 2217",
    note="",
    reason_code=2,
    reason="purchase",
    occurred_at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    recorded_at=datetime(2026, 3, 2, 9, 31, tzinfo=UTC),
    business_date=date(2026, 3, 2),
    actor_id=7,
    who="grace",
    sku="OIL-1L",
    name="Sunflower oil 1 l",
    unit="EA",
    location="NAIROBI-MAIN",
    branch="NAIROBI",
    lot=None,
    on_hand_delta=240,
    reserved_delta=0,
    on_hand_after=None,
    unit_cost="2.00",
    value="480.00",
    is_oversold=False,
    reverses_id=None,
)
_FOUND: Final = (
    "Only SKUs with these words, or parts of them, in name, code, brand, barcode or description, in spite of a typing"
    " error: the 500 best."
)
_STOCK: Final = (
    *PAGE,
    Query("location", str, "Only at this location, by code."),
    Query("branch", str, "Only in this branch, by code."),
    Query("sku", str, "Only this SKU, by code."),
    Query("text", str, _FOUND),
    Query("low", str, "`true`: only what is at or below its reorder point.", choices=("true", "false")),
)
_PLACES: Final = (
    Query("sku", str, "Only this SKU, by code."),
    Query("text", str, _FOUND),
    Query("location", str, "Only at this location, by code. With `sku` a stock card: `on_hand_after` is told."),
    Query("branch", str, "Only in this branch, by code."),
    Query("from_on", date, "From this business date on."),
    Query("to_on", date, "Up to this business date."),
    Query("reason_code", int, "Only with this reason: 1 to 6 in, 11 to 16 out, 0 nothing moved."),
    Query("kind", str, "Only documents of this kind.", choices=tuple(PostingKind.values)),
    Query("actor_id", int, "Only by this user."),
)
_REPORT: Final = (*PAGE, *_PLACES)
_MOVEMENTS: Final = (
    *_REPORT,
    Query("reference", str, "Only of the document of this number."),
    Query("posting_id", int, "Only of this stock posting."),
    Query("lot", str, "Only of this lot, by code."),
)


class StockView(ApiView):
    @operation(
        id="list_stock",
        summary="Stock levels by SKU code, what a text finds best first",
        tags=["stock"],
        query=_STOCK,
        response=Page[StockRow],
        answer=Page([_ROW], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        filters = StockFilters(
            location=optional_text(request, "location"),
            branch=optional_text(request, "branch"),
            sku=optional_text(request, "sku"),
            text=optional_text(request, "text"),
            only_low=optional_choice(request, "low", ("true", "false")) == "true",
        )
        page = list_stock(actor=actor_of(request), filters=filters, cursor=cursor(request), limit=page_size(request))
        return respond(page)


class StockOfSkuView(ApiView):
    @operation(
        id="get_stock",
        summary="One SKU at every location",
        tags=["stock"],
        response=StockOfSku,
        answer=StockOfSku("OIL-1L", "Sunflower oil 1 l", "EA", 236, 48, 188, [_ROW]),
        problems=[SkuUnknown],
    )
    def get(self, request: HttpRequest, sku: str) -> HttpResponse:
        return respond(stock_of_sku(actor=actor_of(request), sku=sku))


class MovementsView(ApiView):
    @operation(
        id="list_movements",
        summary="The ledger, the last recorded first",
        tags=["stock"],
        query=_MOVEMENTS,
        response=Page[MovementEntry],
        answer=Page([_ENTRY], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """Each movement with its document, who, why, and what it did."""
        page = list_movements(
            actor=actor_of(request), filters=_filters(request), cursor=cursor(request), limit=page_size(request)
        )
        return respond(page)


class MovementReportView(ApiView):
    @operation(
        id="report_movements",
        summary="What each SKU moved for each reason",
        tags=["stock"],
        query=_REPORT,
        response=Page[ReasonTotal],
        answer=Page([ReasonTotal("OIL-1L", "Sunflower oil 1 l", "EA", 2, "purchase", 3, 720, 0, 720, "1440.00")], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """A page holds the sums of `limit` SKUs. A reversal counts under the reason of what it takes back."""
        page = movement_report(
            actor=actor_of(request), filters=_filters(request), cursor=cursor(request), limit=page_size(request)
        )
        return respond(page)


def _filters(request: HttpRequest) -> MovementFilters:
    has_reason = optional_text(request, "reason_code") is not None
    return MovementFilters(
        sku=optional_text(request, "sku"),
        location=optional_text(request, "location"),
        branch=optional_text(request, "branch"),
        lot=optional_text(request, "lot"),
        from_on=optional_date(request, "from_on"),
        to_on=optional_date(request, "to_on"),
        reference=optional_text(request, "reference"),
        posting_id=optional_integer(request, "posting_id"),
        actor_id=optional_integer(request, "actor_id"),
        reason_code=integer(request, "reason_code", default=0, least=0, most=99) if has_reason else None,
        kind=optional_choice(request, "kind", tuple(PostingKind.values)),
        text=optional_text(request, "text"),
    )
