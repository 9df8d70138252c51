from kontor.sales.operations.bill_orders import bill_orders
from kontor.sales.operations.cancel_orders import cancel_orders
from kontor.sales.operations.confirm_orders import confirm_orders
from kontor.sales.operations.place_orders import place_orders
from kontor.sales.operations.reverse_sales import reverse_sales
from kontor.sales.operations.ship_orders import ship_orders

__all__ = ["bill_orders", "cancel_orders", "confirm_orders", "place_orders", "reverse_sales", "ship_orders"]
