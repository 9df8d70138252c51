"""Who did what, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse

from kontor.access import queries
from kontor.access.schemas import (
    AuditEntry,
)
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import (
    Page,
    cursor,
    optional_instant,
    optional_integer,
    page_size,
    respond,
    text,
)

_AT: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_AUDIT: Final = AuditEntry(
    90, _AT, 1, "access.edit_user", "access.user:7", {"role": ["cashier", "sales"]}, "6f1c2d3e4f5a"
)


class AuditView(ApiView):
    @operation(
        id="list_audit_records",
        summary="Who did what, the newest first",
        tags=["audit"],
        query=[
            *PAGE,
            Query("subject", str, "Only this document's, such as `sales.order:42`."),
            Query("actor_id", int, "Only this user's."),
            Query("since", datetime, "From this instant on."),
            Query("before", datetime, "Before this instant."),
        ],
        response=Page[AuditEntry],
        answer=Page([_AUDIT], "90"),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = queries.AuditFilter(
            subject=text(request, "subject"),
            actor_id=optional_integer(request, "actor_id"),
            since=optional_instant(request, "since"),
            before=optional_instant(request, "before"),
        )
        return respond(queries.list_audit(wanted=wanted, after=cursor(request), limit=page_size(request)))
