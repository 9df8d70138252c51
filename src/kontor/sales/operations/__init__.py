from kontor.sales.operations.amend_order import amend_order
from kontor.sales.operations.bill_orders import bill_orders
from kontor.sales.operations.cancel_orders import cancel_orders
from kontor.sales.operations.change_customers import change_customers
from kontor.sales.operations.confirm_orders import confirm_orders
from kontor.sales.operations.delist_customer import delist_customer
from kontor.sales.operations.erase_customer import erase_customer
from kontor.sales.operations.fill_backorders import fill_backorders
from kontor.sales.operations.hold_oversold import hold_oversold
from kontor.sales.operations.place_order import place_order
from kontor.sales.operations.place_orders import place_orders
from kontor.sales.operations.release_hold import release_hold
from kontor.sales.operations.reprice_order import reprice_order
from kontor.sales.operations.reverse_sales import reverse_sales
from kontor.sales.operations.ship_orders import ship_orders
from kontor.sales.operations.submit_orders import submit_orders

__all__ = [
    "amend_order",
    "bill_orders",
    "cancel_orders",
    "change_customers",
    "confirm_orders",
    "delist_customer",
    "erase_customer",
    "fill_backorders",
    "hold_oversold",
    "place_order",
    "place_orders",
    "release_hold",
    "reprice_order",
    "reverse_sales",
    "ship_orders",
    "submit_orders",
]
