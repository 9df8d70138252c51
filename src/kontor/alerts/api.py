"""Alerts over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse

from kontor.access.http import actor_of, call_of
from kontor.alerts import queries
from kontor.alerts.errors import AlertResolved, AlertResolvesItself, AlertUnknown
from kontor.alerts.operations import resolve_alert
from kontor.alerts.schemas import AlertRow
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.query_string import optional_choice, optional_text
from kontor.kernel.views import ApiView
from kontor.kernel.wire import Page, cursor, optional_integer, page_size, respond

_AT: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_TEXT: Final = "OIL-1L: 20 available, reorder point 20"
_ALERT: Final = AlertRow(5, "low_stock", "stock_level", "42", 1, _TEXT, _AT, None, "")
_STATES: Final = {"open": True, "resolved": False, "all": None}
_LIST: Final = (
    *PAGE,
    Query("kind", str, "Only of this kind, such as low_stock."),
    Query("branch_id", int, "Only of this branch."),
    Query("state", str, "Open ones if not given.", choices=tuple(_STATES)),
    Query("subject_kind", str, "Only about such a thing, such as stock_level."),
    Query("subject_key", str, "Only about the thing with this key."),
)


class AlertsView(ApiView):
    @operation(
        id="list_alerts",
        summary="What somebody should look at, the newest first",
        tags=["alerts"],
        query=_LIST,
        response=Page[AlertRow],
        answer=Page([_ALERT], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        filters = queries.AlertFilters(
            kind=optional_text(request, "kind"),
            branch_id=optional_integer(request, "branch_id"),
            subject_kind=optional_text(request, "subject_kind"),
            subject_key=optional_text(request, "subject_key"),
            is_open=_STATES[optional_choice(request, "state", tuple(_STATES)) or "open"],
        )
        page = queries.list_alerts(
            actor=actor_of(request), filters=filters, cursor=cursor(request), limit=page_size(request)
        )
        return respond(page)


class ResolveView(ApiView):
    @operation(
        id="resolve_alert",
        summary="Say that an alert is dealt with",
        tags=["alerts"],
        response=AlertRow,
        idempotent=True,
        answer=msgspec.structs.replace(_ALERT, kind="job_failed", resolved_at=_AT, resolver="grace"),
        problems=[AlertUnknown, AlertResolved, AlertResolvesItself],
    )
    def post(self, request: HttpRequest, alert_id: int) -> HttpResponse:
        """Low stock and oversold levels cannot be said away: their alerts end with their condition."""
        call = call_of(request)
        return respond(resolve_alert(alert_id=alert_id, actor=call.actor, now=call.now, key=call.key))
