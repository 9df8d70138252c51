from kontor.sales.api.batches import ConfirmBatchView, OrderBatchView, ShipBatchView
from kontor.sales.api.delisting import ChangeCustomersView, DelistCustomerView
from kontor.sales.api.erasing import PseudonymizeCustomerView
from kontor.sales.api.order_summary import OrderSummaryView
from kontor.sales.api.orders import (
    OrderSkuView,
    OrdersView,
    OrderView,
    OutstandingOrdersView,
    ReversalsView,
    StatusMappingView,
)
from kontor.sales.api.sku_as_of import SkuAsOfView
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
    "ChangeCustomersView",
    "ConfirmBatchView",
    "ConfirmView",
    "DelistCustomerView",
    "OrderBatchView",
    "OrderSkuView",
    "OrderSummaryView",
    "OrderView",
    "OrdersView",
    "OutstandingOrdersView",
    "PseudonymizeCustomerView",
    "ReleaseHoldView",
    "RepriceView",
    "ReversalsView",
    "ShipBatchView",
    "ShipView",
    "SkuAsOfView",
    "StatusMappingView",
    "SubmitView",
]
