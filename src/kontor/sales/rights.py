"""Ways in and the rights they need. Free prices, discounts and confirming while placing ask for more (`placing`)."""

from __future__ import annotations

from kontor.access.types import Route

ROUTES: tuple[Route, ...] = (
    Route("sku-as-of", "GET", "pricing.read"),
    Route("sales-orders", "GET", "sales.read"),
    Route("sales-orders", "POST", "sales.place"),
    Route("sales-orders-summary", "GET", "sales.read"),
    Route("sales-orders-outstanding", "GET", "sales.read"),
    Route("sales-orders-status-mapping", "GET", "sales.read"),
    Route("sales-orders-batch", "POST", "sales.place"),
    Route("sales-orders-batch-confirm", "POST", "sales.confirm"),
    Route("sales-orders-batch-ship", "POST", "sales.ship"),
    Route("sales-order", "GET", "sales.read"),
    Route("sales-order", "PATCH", "sales.amend"),
    Route("sales-order-sku", "PUT", "sales.amend"),
    Route("sales-order-submit", "POST", "sales.place"),
    Route("sales-order-confirm", "POST", "sales.confirm"),
    Route("sales-order-ship", "POST", "sales.ship"),
    Route("sales-order-bill", "POST", "sales.bill"),
    Route("sales-order-cancel", "POST", "sales.cancel"),
    Route("sales-order-reprice", "POST", "sales.reprice"),
    Route("sales-order-release-hold", "POST", "sales.release_hold"),
    Route("sales-reversals", "POST", "sales.reverse"),
    Route("delist-customer", "POST", "parties.write"),
    Route("change-customers", "POST", "parties.write"),
    Route("pseudonymize-customer", "POST", "parties.erase"),
)
