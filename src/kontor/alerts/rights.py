from __future__ import annotations

from kontor.access.types import Route

ROUTES: tuple[Route, ...] = (
    Route("alerts", "GET", "alerts.read"),
    Route("alert-resolve", "POST", "alerts.resolve"),
)
