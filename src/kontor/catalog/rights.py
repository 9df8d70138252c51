from __future__ import annotations

from kontor.access.types import Route

ROUTES: tuple[Route, ...] = (
    Route("products", "GET", "catalog.read"),
    Route("products", "POST", "catalog.write"),
    Route("product-batch", "POST", "catalog.write"),
    Route("product", "GET", "catalog.read"),
    Route("product", "PATCH", "catalog.write"),
    Route("sku-activation", "POST", "catalog.write"),
    Route("barcode", "GET", "catalog.read"),
    Route("categories", "GET", "catalog.read"),
    Route("categories", "POST", "catalog.write"),
    Route("category", "GET", "catalog.read"),
    Route("category", "PATCH", "catalog.write"),
    Route("tax-classes", "GET", "catalog.read"),
    Route("tax-classes", "POST", "catalog.write"),
)
