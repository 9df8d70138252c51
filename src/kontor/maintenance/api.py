"""What maintenance finds, over HTTP."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from kontor.access.http import actor_of
from kontor.customization.errors import KindUnknown
from kontor.customization.types import Fault
from kontor.kernel.openapi import PAGE, operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import Page, cursor, page_size, respond
from kontor.maintenance.queries.misfits import custom_misfits
from kontor.maintenance.types import Misfit


class MisfitsView(ApiView):
    @operation(
        id="list_custom_field_misfits",
        summary="Documents whose own fields do not fit the newest schema",
        tags=["custom fields"],
        query=PAGE,
        response=Page[Misfit],
        answer=Page([Misfit(42, "SO-20260302-0042", (Fault("dock", "must be at most 9"),))], None),
        problems=[KindUnknown],
    )
    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """What a changed schema left behind. A page may be empty and yet have a next one: follow `next_cursor`."""
        found = custom_misfits(kind=kind, actor=actor_of(request), after=cursor(request), limit=page_size(request))
        return respond(found)
