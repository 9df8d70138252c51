from __future__ import annotations

from kontor.kernel.errors import InvalidInput, NotFound


class ReportUnknown(NotFound):
    code = "report_unknown"
    title = "No installed package brings a report of this name"


class ReportFailed(InvalidInput):
    """The report's SQL could not be run; the sentence says why, for whoever wrote it."""

    code = "report_failed"
    title = "This report cannot be run"
