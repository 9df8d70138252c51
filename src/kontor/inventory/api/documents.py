"""Goods in and out by hand, and taking such a document back."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse

from kontor.access.http import call_of
from kontor.inventory.errors import (
    DocumentUnknown,
    LocationClosed,
    LocationUnknown,
    NotStocked,
    PeriodClosed,
    SkuUnknown,
    StockInvalid,
    StockShort,
    TransitionRefused,
)
from kontor.inventory.operations import dispose_stock, issue_stock, receive_stock, return_stock, reverse_posting
from kontor.inventory.schemas import (
    MovedLine,
    PostingAnswer,
    ReceiptLine,
    Reversal,
    StockDisposal,
    StockIssue,
    StockLine,
    StockReceipt,
    StockReturn,
)
from kontor.kernel.openapi import operation
from kontor.kernel.quantity import QuantityInvalid
from kontor.kernel.views import ApiView
from kontor.kernel.wire import decode, known_id, respond

_ANSWER: Final = PostingAnswer(
    812,
    "receipt",
    "DN 2217",
    date(2026, 3, 2),
    False,
    (MovedLine("OIL-1L", 240, "EA"), MovedLine("RICE-5KG", 36, "EA")),
)
_DESK: Final = [LocationUnknown, LocationClosed, SkuUnknown, NotStocked, PeriodClosed, StockInvalid, QuantityInvalid]


class ReceiptsView(ApiView):
    @operation(
        id="receive_stock",
        summary="Take goods in",
        tags=["stock"],
        request=StockReceipt,
        response=PostingAnswer,
        status=201,
        idempotent=True,
        example=StockReceipt(
            location="NAIROBI-MAIN",
            lines=(ReceiptLine("OIL-1L", 10, "48.00", "CASE"), ReceiptLine("RICE-5KG", "1.5", "110.40", "CASE")),
            reference="DN 2217",
        ),
        answer=_ANSWER,
        problems=_DESK,
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """All lines or none; the average cost follows. `unit_cost` is what one of the named pack costs."""
        call = call_of(request)
        receipt = decode(request.body, StockReceipt)
        return respond(receive_stock(receipt=receipt, actor=call.actor, now=call.now, key=call.key), status=201)


class IssuesView(ApiView):
    @operation(
        id="issue_stock",
        summary="Give goods out by hand",
        tags=["stock"],
        request=StockIssue,
        response=PostingAnswer,
        status=201,
        idempotent=True,
        example=StockIssue(location="NAIROBI-MAIN", lines=(StockLine("FLOUR-50KG", 2),), note="to the bakery"),
        answer=PostingAnswer(813, "issue", "", date(2026, 3, 2), False, (MovedLine("FLOUR-50KG", 2, "EA"),)),
        problems=[*_DESK, StockShort],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """All lines or none; promised goods stay. The refusal lists every short line in `details`, in base units."""
        call = call_of(request)
        issue = decode(request.body, StockIssue)
        return respond(issue_stock(issue=issue, actor=call.actor, now=call.now, key=call.key), status=201)


class DisposalsView(ApiView):
    @operation(
        id="dispose_stock",
        summary="Take broken, spoiled or lost goods out",
        tags=["stock"],
        request=StockDisposal,
        response=PostingAnswer,
        status=201,
        idempotent=True,
        example=StockDisposal(location="NAIROBI-MAIN", lines=(StockLine("OIL-1L", 3),), note="fell off the rack"),
        answer=PostingAnswer(814, "disposal", "", date(2026, 3, 2), True, (MovedLine("OIL-1L", 3, "EA"),)),
        problems=_DESK,
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """A fact is never refused for being promised; `is_oversold` says that less is left than promised."""
        call = call_of(request)
        disposal = decode(request.body, StockDisposal)
        return respond(dispose_stock(disposal=disposal, actor=call.actor, now=call.now, key=call.key), status=201)


class ReturnsView(ApiView):
    @operation(
        id="return_stock",
        summary="Take goods back",
        tags=["stock"],
        request=StockReturn,
        response=PostingAnswer,
        status=201,
        idempotent=True,
        example=StockReturn(location="NAIROBI-MAIN", lines=(StockLine("OIL-1L", 3),), source_posting_id=790),
        answer=PostingAnswer(815, "return", "", date(2026, 3, 2), False, (MovedLine("OIL-1L", 3, "EA"),)),
        problems=[*_DESK, DocumentUnknown],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """At the cost they went out with in `source_posting_id`, else at the average cost of the day."""
        call = call_of(request)
        document = decode(request.body, StockReturn)
        return respond(return_stock(document=document, actor=call.actor, now=call.now, key=call.key), status=201)


class ReversalView(ApiView):
    @operation(
        id="reverse_stock_posting",
        summary="Take a receipt, issue, disposal or adjustment back",
        tags=["stock"],
        request=Reversal,
        response=PostingAnswer,
        status=201,
        idempotent=True,
        example=Reversal("entered twice"),
        answer=_ANSWER,
        problems=[DocumentUnknown, TransitionRefused, StockShort, PeriodClosed, StockInvalid],
    )
    def post(self, request: HttpRequest, posting_id: int) -> HttpResponse:
        """Once, as the opposite movements at the same cost. What orders and transfers posted is undone there."""
        call = call_of(request)
        reversal = decode(request.body, Reversal)
        answer = reverse_posting(
            posting_id=known_id(posting_id), reason=reversal.reason, actor=call.actor, now=call.now, key=call.key
        )
        return respond(answer, status=201)
