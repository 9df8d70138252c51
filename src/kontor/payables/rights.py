from __future__ import annotations

from kontor.access.types import Route

ROUTES: tuple[Route, ...] = (
    Route("supplier-balances", "GET", "payables.read"),
    Route("supplier-balance-totals", "GET", "payables.read"),
    Route("supplier-statement", "GET", "payables.read"),
    Route("supplier-entries", "POST", "payables.write"),
    Route("supplier-entry", "GET", "payables.read"),
    Route("reverse-supplier-entry", "POST", "payables.write"),
)
