from kontor.inventory.api.adjustments import (
    AdjustmentBatchView,
    AdjustmentPolicyView,
    AdjustmentsView,
    AdjustmentView,
    ApproveView,
    RejectView,
)
from kontor.inventory.api.documents import DisposalsView, IssuesView, ReceiptsView, ReturnsView, ReversalView
from kontor.inventory.api.locations import LocationsView, LocationView, ReorderPointsView
from kontor.inventory.api.opening import CostCorrectionsView, PutStockView
from kontor.inventory.api.stock import MovementReportView, MovementsView, StockOfSkuView, StockView
from kontor.inventory.api.transfers import TransferReceiveView, TransfersView, TransferView

__all__ = [
    "AdjustmentBatchView",
    "AdjustmentPolicyView",
    "AdjustmentView",
    "AdjustmentsView",
    "ApproveView",
    "CostCorrectionsView",
    "DisposalsView",
    "IssuesView",
    "LocationView",
    "LocationsView",
    "MovementReportView",
    "MovementsView",
    "PutStockView",
    "ReceiptsView",
    "RejectView",
    "ReorderPointsView",
    "ReturnsView",
    "ReversalView",
    "StockOfSkuView",
    "StockView",
    "TransferReceiveView",
    "TransferView",
    "TransfersView",
]
