from __future__ import annotations

from kontor.access.types import Route

ROUTES: tuple[Route, ...] = (
    Route("areas", "GET", "parties.read"),
    Route("put-areas", "POST", "parties.write"),
    Route("put-customers", "POST", "parties.write"),
    Route("put-suppliers", "POST", "parties.write"),
    Route("customers", "GET", "parties.read"),
    Route("customers", "POST", "parties.write"),
    Route("customer-batch", "POST", "parties.write"),
    Route("customer", "GET", "parties.read"),
    Route("customer", "PATCH", "parties.write"),
    Route("delist-customer", "POST", "parties.write"),
    Route("relist-customer", "POST", "parties.write"),
    Route("suppliers", "GET", "parties.read"),
    Route("suppliers", "POST", "parties.write"),
    Route("supplier-batch", "POST", "parties.write"),
    Route("channels", "GET", "parties.read"),
    Route("channels", "POST", "parties.write"),
)
