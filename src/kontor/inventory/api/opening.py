"""Opening stock of a list kept elsewhere, and what goods are worth."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse

from kontor.access.http import call_of
from kontor.inventory.errors import (
    LocationClosed,
    LocationUnknown,
    NotStocked,
    PeriodClosed,
    SkuUnknown,
    StockInvalid,
    TransitionRefused,
)
from kontor.inventory.operations import correct_cost, put_stock
from kontor.inventory.schemas import (
    CorrectedCost,
    CostAnswer,
    CostCorrection,
    CostLine,
    PutStock,
    PutStockItem,
    StockPut,
    StocksPut,
)
from kontor.kernel.openapi import operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import decode, respond


class PutStockView(ApiView):
    @operation(
        id="put_stock",
        summary="Put in a list of opening stock",
        tags=["stock"],
        request=StocksPut,
        response=PutStock,
        idempotent=True,
        example=StocksPut((StockPut("NAIROBI-MAIN", "OIL-1L", 10, "48.00", "CASE", on=date(2026, 3, 2)),)),
        answer=PutStock((PutStockItem("NAIROBI-MAIN", "OIL-1L", "created"),), (812,), 1, 0, 0),
        problems=[StockInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """One posting for each location. What was opened before is left alone, and refused with another quantity.

        Rows of one location, SKU and lot add up. A refused row keeps no other from being posted.
        """
        call = call_of(request)
        rows = decode(request.body, StocksPut).items
        return respond(put_stock(rows=rows, actor=call.actor, now=call.now, key=call.key))


class CostCorrectionsView(ApiView):
    @operation(
        id="correct_cost",
        summary="Say what goods at a location are worth",
        tags=["stock"],
        request=CostCorrection,
        response=CostAnswer,
        status=201,
        idempotent=True,
        example=CostCorrection("NAIROBI-MAIN", (CostLine("OIL-1L", "50.40", "CASE"),), "freight was left out"),
        answer=CostAnswer(816, (CorrectedCost("OIL-1L", 236, "4.00", "4.20", "47.20"),)),
        problems=[
            LocationUnknown,
            LocationClosed,
            SkuUnknown,
            NotStocked,
            PeriodClosed,
            StockInvalid,
            TransitionRefused,
        ],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """All lines or none. Nothing moves: the difference is a variance, and what was issued keeps its cost."""
        call = call_of(request)
        correction = decode(request.body, CostCorrection)
        return respond(correct_cost(correction=correction, actor=call.actor, now=call.now, key=call.key), status=201)
