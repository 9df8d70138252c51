from kontor.sales.queries.customer_orders import open_with
from kontor.sales.queries.order_details import OrderDetail, order_detail
from kontor.sales.queries.order_list import OrderListItem, OrderListLine, list_orders
from kontor.sales.queries.order_summary import OrderSummary, order_summary
from kontor.sales.queries.outstanding_orders import OutstandingLine, OutstandingOrder, outstanding_orders
from kontor.sales.queries.proof import Difference, sales_differences
from kontor.sales.sql.order_pages import OrderFilters

__all__ = [
    "Difference",
    "OrderDetail",
    "OrderFilters",
    "OrderListItem",
    "OrderListLine",
    "OrderSummary",
    "OutstandingLine",
    "OutstandingOrder",
    "list_orders",
    "open_with",
    "order_detail",
    "order_summary",
    "outstanding_orders",
    "sales_differences",
]
