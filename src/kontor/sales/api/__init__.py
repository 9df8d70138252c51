from kontor.sales.api.batches import ConfirmBatchView, OrderBatchView, ShipBatchView
from kontor.sales.api.orders import (
    OrderSkuView,
    OrdersView,
    OrderView,
    OutstandingOrdersView,
    ReversalsView,
    StatusMappingView,
)
from kontor.sales.api.steps import (
    BillView,
    CancelView,
    ConfirmView,
    ReleaseHoldView,
    RepriceView,
    ShipView,
    SubmitView,
)

__all__ = [
    "BillView",
    "CancelView",
    "ConfirmBatchView",
    "ConfirmView",
    "OrderBatchView",
    "OrderSkuView",
    "OrderView",
    "OrdersView",
    "OutstandingOrdersView",
    "ReleaseHoldView",
    "RepriceView",
    "ReversalsView",
    "ShipBatchView",
    "ShipView",
    "StatusMappingView",
    "SubmitView",
]
