from __future__ import annotations

from kontor.access.types import Route

ROUTES: tuple[Route, ...] = (
    Route("price-lists", "GET", "pricing.read"),
    Route("price-lists", "POST", "pricing.write"),
    Route("price-list", "GET", "pricing.read"),
    Route("prices", "GET", "pricing.read"),
    Route("prices", "POST", "pricing.write"),
    Route("put-prices", "POST", "pricing.write"),
    Route("price-list", "PATCH", "pricing.write"),
    Route("channel-price-list", "GET", "pricing.read"),
    Route("channel-price-list", "PUT", "pricing.write"),
    Route("customer-price-list", "GET", "pricing.read"),
    Route("customer-price-list", "PUT", "pricing.write"),
    Route("quote", "GET", "pricing.read"),
    Route("tax-rates", "GET", "pricing.read"),
    Route("tax-rates", "POST", "pricing.write"),
)
