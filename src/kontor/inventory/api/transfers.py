"""Goods on their way from one location to another."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse

from kontor.access.http import actor_of, call_of
from kontor.inventory.answers import TransferDetail, TransferListRow, TransferredLine, TransferStepRow
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
from kontor.inventory.models import TransferState
from kontor.inventory.operations import receive_transfer, send_transfer
from kontor.inventory.queries.documents import TransferFilters, list_transfers, transfer_detail
from kontor.inventory.schemas import (
    ArrivedLine,
    SentLine,
    StockLine,
    TransferAnswer,
    TransferArrival,
    TransferDraft,
)
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.quantity import QuantityInvalid
from kontor.kernel.query_string import optional_choice, optional_text
from kontor.kernel.views import ApiView
from kontor.kernel.wire import Page, cursor, decode, known_id, page_size, respond

_AT: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_NUMBER: Final = "TRF-20260302-0001"
_ANSWER: Final = TransferAnswer(12, _NUMBER, "in_transit", 1, (SentLine(1, "OIL-1L", 48, 48, "EA"),))
_DETAIL: Final = TransferDetail(
    12, _NUMBER, "in_transit", "NAIROBI-MAIN", "NAIROBI-SHOP", "", _AT, 7, None, None, 2,
    [TransferredLine(1, "OIL-1L", "Sunflower oil 1 l", "EA", 48, 24, 0, 24)],
    [TransferStepRow("send", 817, _AT, 7, ""), TransferStepRow("receive", 818, _AT, 8, "")],
)  # fmt: skip
_LISTED: Final = TransferListRow(**{name: getattr(_DETAIL, name) for name in TransferListRow.__struct_fields__})
_LIST: Final = (
    *PAGE,
    Query("state", str, "Only in this state.", choices=tuple(TransferState.values)),
    Query("location", str, "Only from or to this location, by code."),
)


class TransfersView(ApiView):
    @operation(
        id="list_stock_transfers",
        summary="Transfers from and to your branches, the newest first",
        tags=["stock transfers"],
        query=_LIST,
        response=Page[TransferListRow],
        answer=Page([_LISTED], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        filters = TransferFilters(
            state=optional_choice(request, "state", tuple(TransferState.values)),
            location=optional_text(request, "location"),
        )
        page = list_transfers(
            actor=actor_of(request), filters=filters, cursor=cursor(request), limit=page_size(request)
        )
        return respond(page)

    @operation(
        id="send_stock_transfer",
        summary="Send goods to another location",
        tags=["stock transfers"],
        request=TransferDraft,
        response=TransferAnswer,
        status=201,
        idempotent=True,
        etag=True,
        example=TransferDraft(
            from_location="NAIROBI-MAIN", to_location="NAIROBI-SHOP", lines=(StockLine("OIL-1L", 2, "CASE"),)
        ),
        answer=_ANSWER,
        problems=[
            LocationUnknown,
            LocationClosed,
            SkuUnknown,
            NotStocked,
            StockShort,
            PeriodClosed,
            StockInvalid,
            QuantityInvalid,
        ],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """They are in transit, at their cost, until received; promised goods stay where they are."""
        call = call_of(request)
        draft = decode(request.body, TransferDraft)
        answer = send_transfer(transfer=draft, actor=call.actor, now=call.now, key=call.key)
        return respond(answer, status=201, version=answer.version)


class TransferView(ApiView):
    @operation(
        id="get_stock_transfer",
        summary="One transfer with its lines and steps",
        tags=["stock transfers"],
        response=TransferDetail,
        etag=True,
        answer=_DETAIL,
        problems=[DocumentUnknown],
    )
    def get(self, request: HttpRequest, transfer_id: int) -> HttpResponse:
        detail = transfer_detail(actor=actor_of(request), transfer_id=known_id(transfer_id))
        return respond(detail, version=detail.version)


class TransferReceiveView(ApiView):
    @operation(
        id="receive_stock_transfer",
        summary="Take in what has arrived",
        tags=["stock transfers"],
        request=TransferArrival,
        response=TransferAnswer,
        idempotent=True,
        example=TransferArrival(lines=(ArrivedLine(1, 24),)),
        answer=TransferAnswer(12, _NUMBER, "in_transit", 2, (SentLine(1, "OIL-1L", 48, 24, "EA"),)),
        problems=[DocumentUnknown, TransitionRefused, LocationClosed, PeriodClosed, StockInvalid],
    )
    def post(self, request: HttpRequest, transfer_id: int) -> HttpResponse:
        """All that is in transit, or the `lines` named. The rest stays in transit unless `write_off_rest` says that
        it will never come; the note then says why.
        """
        call = call_of(request)
        arrival = decode(request.body or b"{}", TransferArrival)
        answer = receive_transfer(
            transfer_id=known_id(transfer_id), arrival=arrival, actor=call.actor, now=call.now, key=call.key
        )
        return respond(answer, version=answer.version)
