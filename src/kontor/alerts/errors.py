from __future__ import annotations

from kontor.kernel.errors import Conflict, NotFound


class AlertUnknown(NotFound):
    code = "alert_unknown"
    title = "There is no such alert for you"


class AlertResolved(Conflict):
    code = "alert_resolved"
    title = "This alert is resolved already"


class AlertResolvesItself(Conflict):
    """Low stock or an oversold level: the alert ends with its condition."""

    code = "alert_resolves_itself"
    title = "This alert ends when its condition does"
