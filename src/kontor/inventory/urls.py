from __future__ import annotations

from django.urls import path

from kontor.inventory import api

urlpatterns = [
    path("locations", api.LocationsView.as_view(), name="locations"),
    path("locations/<path:code>", api.LocationView.as_view(), name="location"),
    path("reorder-points", api.ReorderPointsView.as_view(), name="reorder-points"),
    path("stock", api.StockView.as_view(), name="stock"),
    path("stock/put", api.PutStockView.as_view(), name="put-stock"),
    path("stock/<path:sku>", api.StockOfSkuView.as_view(), name="stock-of-sku"),
    path("movements", api.MovementsView.as_view(), name="movements"),
    path("movements/report", api.MovementReportView.as_view(), name="movement-report"),
    path("stock-cost-corrections", api.CostCorrectionsView.as_view(), name="stock-cost-corrections"),
    path("stock-receipts", api.ReceiptsView.as_view(), name="stock-receipts"),
    path("stock-issues", api.IssuesView.as_view(), name="stock-issues"),
    path("stock-disposals", api.DisposalsView.as_view(), name="stock-disposals"),
    path("stock-returns", api.ReturnsView.as_view(), name="stock-returns"),
    path("stock-postings/<int:posting_id>/reverse", api.ReversalView.as_view(), name="stock-posting-reverse"),
    path("stock-adjustments", api.AdjustmentsView.as_view(), name="stock-adjustments"),
    path("stock-adjustments/batch", api.AdjustmentBatchView.as_view(), name="stock-adjustments-batch"),
    path("stock-adjustments/<int:adjustment_id>", api.AdjustmentView.as_view(), name="stock-adjustment"),
    path("stock-adjustments/<int:adjustment_id>/approve", api.ApproveView.as_view(), name="stock-adjustment-approve"),
    path("stock-adjustments/<int:adjustment_id>/reject", api.RejectView.as_view(), name="stock-adjustment-reject"),
    path("adjustment-policies/<path:business>", api.AdjustmentPolicyView.as_view(), name="adjustment-policy"),
    path("stock-transfers", api.TransfersView.as_view(), name="stock-transfers"),
    path("stock-transfers/<int:transfer_id>", api.TransferView.as_view(), name="stock-transfer"),
    path("stock-transfers/<int:transfer_id>/receive", api.TransferReceiveView.as_view(), name="stock-transfer-receive"),
]
