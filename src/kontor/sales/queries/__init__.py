from kontor.sales.queries.order_list import OrderListItem, OrderListLine, list_orders
from kontor.sales.queries.outstanding_orders import OutstandingLine, OutstandingOrder, outstanding_orders
from kontor.sales.sql.order_pages import OrderFilters

__all__ = [
    "OrderFilters",
    "OrderListItem",
    "OrderListLine",
    "OutstandingLine",
    "OutstandingOrder",
    "list_orders",
    "outstanding_orders",
]
