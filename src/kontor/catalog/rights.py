from __future__ import annotations

from kontor.access.types import Route

ROUTES: tuple[Route, ...] = (
    Route("products", "GET", "catalog.read"),
    Route("products", "POST", "catalog.write"),
    Route("product-batch", "POST", "catalog.write"),
    Route("put-products", "POST", "catalog.write"),
    Route("product-search", "GET", "catalog.read"),
    Route("category-search", "GET", "catalog.read"),
    Route("product", "GET", "catalog.read"),
    Route("product", "PATCH", "catalog.write"),
    Route("product-as-of", "GET", "catalog.read"),
    Route("product-versions", "GET", "catalog.read"),
    Route("sku-activation", "POST", "catalog.write"),
    Route("barcode", "GET", "catalog.read"),
    Route("categories", "GET", "catalog.read"),
    Route("categories", "POST", "catalog.write"),
    Route("category", "GET", "catalog.read"),
    Route("category", "PATCH", "catalog.write"),
    Route("category-image", "GET", "catalog.read"),
    Route("category-image", "PUT", "catalog.write"),
    Route("category-picture", "GET", "catalog.read"),
    Route("product-codes", "GET", "catalog.read"),
    Route("tax-classes", "GET", "catalog.read"),
    Route("tax-classes", "POST", "catalog.write"),
)
