from __future__ import annotations

from kontor.access.types import SIGNED_IN, Route

ROUTES: tuple[Route, ...] = (
    Route("session", "POST", None),
    Route("session", "GET", SIGNED_IN),
    Route("session", "DELETE", SIGNED_IN),
    Route("own-password", "POST", SIGNED_IN),
    Route("password-resets", "POST", None),
    Route("rights", "GET", "access.read"),
    Route("roles", "GET", "access.read"),
    Route("roles", "POST", "access.write"),
    Route("role", "GET", "access.read"),
    Route("role", "PATCH", "access.write"),
    Route("role", "DELETE", "access.write"),
    Route("user-actions", "POST", "access.write"),
    Route("users", "GET", "access.read"),
    Route("users", "POST", "access.write"),
    Route("user", "GET", "access.read"),
    Route("user", "PATCH", "access.write"),
    Route("user-password-reset", "POST", "access.write"),
    Route("api-keys", "GET", "access.read"),
    Route("api-keys", "POST", "access.write"),
    Route("api-key", "DELETE", "access.write"),
    Route("audit-records", "GET", "audit.read"),
)
