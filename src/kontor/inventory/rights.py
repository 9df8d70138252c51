"""Ways in and the rights they need. An earlier business date asks for `stock.backdate` besides (`desk`)."""

from __future__ import annotations

from kontor.access.types import Route

ROUTES: tuple[Route, ...] = (
    Route("locations", "GET", "stock.read"),
    Route("locations", "POST", "organization.write"),
    Route("location", "GET", "stock.read"),
    Route("location", "PATCH", "organization.write"),
    Route("reorder-points", "POST", "stock.adjust"),
    Route("stock", "GET", "stock.read"),
    Route("put-stock", "POST", "stock.receive"),
    Route("stock-of-sku", "GET", "stock.read"),
    Route("movements", "GET", "stock.read"),
    Route("movement-report", "GET", "stock.read"),
    Route("stock-cost-corrections", "POST", "stock.approve_adjustment"),
    Route("stock-receipts", "POST", "stock.receive"),
    Route("stock-issues", "POST", "stock.issue"),
    Route("stock-disposals", "POST", "stock.issue"),
    Route("stock-returns", "POST", "stock.receive"),
    Route("stock-posting-reverse", "POST", "stock.adjust"),
    Route("stock-adjustments", "GET", "stock.read"),
    Route("stock-adjustments", "POST", "stock.adjust"),
    Route("stock-adjustments-batch", "POST", "stock.adjust"),
    Route("stock-adjustment", "GET", "stock.read"),
    Route("stock-adjustment-approve", "POST", "stock.approve_adjustment"),
    Route("stock-adjustment-reject", "POST", "stock.approve_adjustment"),
    Route("adjustment-policy", "GET", "stock.read"),
    Route("adjustment-policy", "PUT", "organization.write"),
    Route("stock-transfers", "GET", "stock.read"),
    Route("stock-transfers", "POST", "stock.transfer"),
    Route("stock-transfer", "GET", "stock.read"),
    Route("stock-transfer-receive", "POST", "stock.transfer"),
)
