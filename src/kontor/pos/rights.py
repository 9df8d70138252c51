from __future__ import annotations

from kontor.access.types import Route

ROUTES: tuple[Route, ...] = (
    Route("registers", "GET", "organization.read"),
    Route("put-registers", "POST", "organization.write"),
    Route("register", "GET", "organization.read"),
    Route("register", "PATCH", "organization.write"),
)
