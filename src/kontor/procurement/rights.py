from __future__ import annotations

from kontor.access.types import Route

ROUTES: tuple[Route, ...] = (
    Route("supplier-items", "GET", "parties.read"),
    Route("put-supplier-items", "POST", "parties.write"),
    Route("supplier-item", "GET", "parties.read"),
    Route("supplier-item", "PATCH", "parties.write"),
    Route("supplier-item", "DELETE", "parties.write"),
)
