from __future__ import annotations

from kontor.access.types import SIGNED_IN, Route

ROUTES: tuple[Route, ...] = (
    Route("session", "POST", None),
    Route("session", "GET", SIGNED_IN),
    Route("session", "DELETE", SIGNED_IN),
    Route("roles", "GET", "access.read"),
    Route("users", "GET", "access.read"),
    Route("users", "POST", "access.write"),
    Route("user", "GET", "access.read"),
    Route("user", "PATCH", "access.write"),
    Route("api-keys", "GET", "access.read"),
    Route("api-keys", "POST", "access.write"),
    Route("api-key", "DELETE", "access.write"),
    Route("audit-records", "GET", "audit.read"),
)
