"""Reports that installed packages bring: which there are, and what one of them says about some days."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.backoffice.pages.exporting import Column, as_file, wants_file
from kontor.backoffice.pages.filtering import file_of, filter_day
from kontor.backoffice.pages.rendering import page
from kontor.kernel.wire import Page
from kontor.reporting.queries import ReportRow, list_reports, run_report

_DAYS: Final = 30
_SHOWN: Final = 500


def reports(request: HttpRequest) -> HttpResponse:
    return page(request, "reports.html", {"reports": list_reports()})


def report(request: HttpRequest, name: str) -> HttpResponseBase:
    """Of the last thirty days, unless the URL names others. A file has every row, the page the first of them."""
    to_on = filter_day(request, "to_on") or timezone.localdate()
    from_on = filter_day(request, "from_on") or to_on - timedelta(days=min(_DAYS - 1, to_on.toordinal() - 1))
    answer = run_report(name=name, actor=actor_of(request), from_on=from_on, to_on=to_on)
    if wants_file(request):
        columns = [Column("values", heading=column, key=column) for column in answer.columns]

        def read(_after: int | None, _limit: int) -> Page[ReportRow]:
            return Page(answer.rows, None)

        return as_file(request, "report", columns, read)
    context = {
        "report": answer,
        "rows": [[(column, row.values[column]) for column in answer.columns] for row in answer.rows[:_SHOWN]],
        "more": max(0, len(answer.rows) - _SHOWN),
        "from_on": from_on,
        "to_on": to_on,
        "file": file_of(request),
    }
    return page(request, "report.html", context)
