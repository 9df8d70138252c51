"""Corrections by hand: enter, approve, reject, and from which size on somebody else must look."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse

from kontor.access.http import actor_of, call_of
from kontor.inventory.answers import AdjustmentDetail, AdjustmentListRow, AdjustmentSeenLine
from kontor.inventory.errors import (
    DocumentUnknown,
    LocationClosed,
    LocationUnknown,
    MakerIsChecker,
    NotStocked,
    PeriodClosed,
    ReferenceTaken,
    SkuUnknown,
    StockInvalid,
    TransitionRefused,
)
from kontor.inventory.models import AdjustmentState
from kontor.inventory.operations import (
    adjust_stock,
    approve_adjustment,
    reject_adjustment,
    set_adjustment_policy,
)
from kontor.inventory.queries.documents import (
    AdjustmentFilters,
    adjustment_detail,
    adjustment_policy,
    list_adjustments,
)
from kontor.inventory.schemas import (
    AdjustmentAnswer,
    AdjustmentBatch,
    AdjustmentDraft,
    AdjustmentDraftLine,
    AdjustmentDrafts,
    AdjustmentLimits,
    AdjustmentPolicyDetail,
    AdjustmentResult,
    Decision,
)
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.quantity import QuantityInvalid
from kontor.kernel.query_string import optional_choice, optional_text
from kontor.kernel.refusals import Refused
from kontor.kernel.views import ApiView
from kontor.kernel.wire import Page, cursor, decode, if_match, known_id, page_size, respond

_AT: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_DRAFT: Final = AdjustmentDraft(
    location="NAIROBI-MAIN", lines=(AdjustmentDraftLine("OIL-1L", -3, reason="leaking"),), note="rack 4 counted"
)
_ANSWER: Final = AdjustmentAnswer(31, "ADJ-20260302-0001", "posted", 816, False, 1)
_DETAIL: Final = AdjustmentDetail(
    31, "ADJ-20260302-0001", "posted", "NAIROBI-MAIN", "NAIROBI", "rack 4 counted", "", "", _AT, _AT, 7, None, None, "",
    816, 1, [AdjustmentSeenLine(1, "OIL-1L", "Sunflower oil 1 l", "EA", -3, "leaking", 239, 236)],
)  # fmt: skip
_LISTED: Final = AdjustmentListRow(**{name: getattr(_DETAIL, name) for name in AdjustmentListRow.__struct_fields__})
_LIST: Final = (
    *PAGE,
    Query("state", str, "Only in this state.", choices=tuple(AdjustmentState.values)),
    Query("location", str, "Only at this location, by code."),
    Query("source", str, "Only from this source."),
    Query("external_reference", str, "Only with this reference of the source's own."),
)
_ENTERING: Final = [
    LocationUnknown,
    LocationClosed,
    SkuUnknown,
    NotStocked,
    PeriodClosed,
    ReferenceTaken,
    StockInvalid,
    QuantityInvalid,
]


class AdjustmentsView(ApiView):
    @operation(
        id="list_stock_adjustments",
        summary="Adjustments, the newest first",
        tags=["stock adjustments"],
        query=_LIST,
        response=Page[AdjustmentListRow],
        answer=Page([_LISTED], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        filters = AdjustmentFilters(
            state=optional_choice(request, "state", tuple(AdjustmentState.values)),
            location=optional_text(request, "location"),
            source=optional_text(request, "source"),
            external_reference=optional_text(request, "external_reference"),
        )
        page = list_adjustments(
            actor=actor_of(request), filters=filters, cursor=cursor(request), limit=page_size(request)
        )
        return respond(page)

    @operation(
        id="adjust_stock",
        summary="Correct stock by hand",
        tags=["stock adjustments"],
        request=AdjustmentDraft,
        response=AdjustmentAnswer,
        status=201,
        idempotent=True,
        etag=True,
        example=_DRAFT,
        answer=_ANSWER,
        problems=_ENTERING,
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """`quantity` is what there is more or, with a minus, less. Over the business's limit it becomes a draft that
        moves nothing until somebody else approves it. A `source` and `external_reference` that are known are answered
        with that adjustment.
        """
        call = call_of(request)
        draft = decode(request.body, AdjustmentDraft)
        batch = adjust_stock(adjustments=[draft], actor=call.actor, now=call.now, key=call.key)
        return _answered(batch.items[0])


def _answered(result: AdjustmentResult) -> HttpResponse:
    if result.refusal is not None:
        raise Refused(result.refusal)
    assert result.adjustment is not None
    return respond(result.adjustment, status=201, version=result.adjustment.version)


class AdjustmentBatchView(ApiView):
    @operation(
        id="adjust_stock_batch",
        summary="Correct stock by hand, many at once",
        tags=["stock adjustments"],
        request=AdjustmentDrafts,
        response=AdjustmentBatch,
        idempotent=True,
        example=AdjustmentDrafts((_DRAFT,)),
        answer=AdjustmentBatch((AdjustmentResult(adjustment=_ANSWER),)),
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """One result per item, in the order sent; each is taken whole or refused with its reason."""
        call = call_of(request)
        drafts = decode(request.body, AdjustmentDrafts).adjustments
        return respond(adjust_stock(adjustments=drafts, actor=call.actor, now=call.now, key=call.key))


class AdjustmentView(ApiView):
    @operation(
        id="get_stock_adjustment",
        summary="One adjustment with what was there before and after",
        tags=["stock adjustments"],
        response=AdjustmentDetail,
        etag=True,
        answer=_DETAIL,
        problems=[DocumentUnknown],
    )
    def get(self, request: HttpRequest, adjustment_id: int) -> HttpResponse:
        detail = adjustment_detail(actor=actor_of(request), adjustment_id=known_id(adjustment_id))
        return respond(detail, version=detail.version)


class ApproveView(ApiView):
    @operation(
        id="approve_stock_adjustment",
        summary="Post a draft that somebody else has entered",
        tags=["stock adjustments"],
        request=Decision,
        response=AdjustmentAnswer,
        idempotent=True,
        example=Decision("counted again"),
        answer=msgspec.structs.replace(_ANSWER, version=2),
        problems=[DocumentUnknown, MakerIsChecker, TransitionRefused, LocationClosed, PeriodClosed],
    )
    def post(self, request: HttpRequest, adjustment_id: int) -> HttpResponse:
        call = call_of(request)
        note = decode(request.body or b"{}", Decision).note
        answer = approve_adjustment(
            adjustment_id=known_id(adjustment_id), note=note, actor=call.actor, now=call.now, key=call.key
        )
        return respond(answer, version=answer.version)


class RejectView(ApiView):
    @operation(
        id="reject_stock_adjustment",
        summary="Turn a draft down",
        tags=["stock adjustments"],
        request=Decision,
        response=AdjustmentAnswer,
        idempotent=True,
        example=Decision("count again, please"),
        answer=msgspec.structs.replace(_ANSWER, state="rejected", posting_id=None, version=2),
        problems=[DocumentUnknown, TransitionRefused, StockInvalid],
    )
    def post(self, request: HttpRequest, adjustment_id: int) -> HttpResponse:
        """For good; nothing moves. The note says why."""
        call = call_of(request)
        note = decode(request.body or b"{}", Decision).note
        answer = reject_adjustment(
            adjustment_id=known_id(adjustment_id), note=note, actor=call.actor, now=call.now, key=call.key
        )
        return respond(answer, version=answer.version)


class AdjustmentPolicyView(ApiView):
    @operation(
        id="get_adjustment_policy",
        summary="From which size on adjustments need a second person",
        tags=["stock adjustments"],
        response=AdjustmentPolicyDetail,
        etag=True,
        answer=AdjustmentPolicyDetail("NORTH", 50, 10_000, 1),
        problems=[DocumentUnknown],
    )
    def get(self, request: HttpRequest, business: str) -> HttpResponse:
        policy = adjustment_policy(actor=actor_of(request), business=business)
        return respond(policy, version=policy.version)

    @operation(
        id="set_adjustment_policy",
        summary="Set from which size on adjustments need a second person",
        tags=["stock adjustments"],
        request=AdjustmentLimits,
        response=AdjustmentPolicyDetail,
        idempotent=True,
        if_match=True,
        example=AdjustmentLimits(50, 10_000),
        answer=AdjustmentPolicyDetail("NORTH", 50, 10_000, 2),
        problems=[DocumentUnknown, StockInvalid],
    )
    def put(self, request: HttpRequest, business: str) -> HttpResponse:
        """Base units of all lines together, and their value at average cost in minor units; null: no such limit.

        The first time, the version to send is 0.
        """
        call = call_of(request)
        limits = decode(request.body, AdjustmentLimits)
        policy = set_adjustment_policy(
            business=business,
            approval_quantity_base=limits.approval_quantity_base,
            approval_value_minor=limits.approval_value_minor,
            version=if_match(request),
            actor=call.actor,
            now=call.now,
            key=call.key,
        )
        return respond(policy, version=policy.version)
