from __future__ import annotations

from typing import Any

from kontor.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound


class OrderInvalid(InvalidInput):
    code = "order_invalid"


class CustomerUnknown(NotFound):
    code = "customer_unknown"
    title = "No such customer"


class CustomerInactive(Conflict):
    code = "customer_inactive"
    title = "This customer is delisted"


class CustomerNotRegistered(Conflict):
    """The location serves some areas, and the customer's is none of them, nor above or beneath one."""

    code = "customer_not_registered"
    title = "The customer is not registered for this location"


class CustomerHasOrders(Conflict):
    code = "customer_has_open_orders"
    title = "An order of this customer is still open"


class ProductUnknown(NotFound):
    code = "product_unknown"
    title = "No such product"


class ProductInactive(Conflict):
    code = "product_inactive"
    title = "This product is not for sale"


class PriceMissing(Conflict):
    code = "price_missing"
    title = "There is no price for this"


class PriceOverrideForbidden(Forbidden):
    code = "price_override_forbidden"
    title = "Prices come from the price list; changing one needs a right of its own"


class ConfirmForbidden(Forbidden):
    code = "confirm_forbidden"
    title = "Promising or handing over goods needs a right of its own"


class OrderNotFound(NotFound):
    code = "order_not_found"
    title = "There is no such order for you"


class TransitionRefused(Conflict):
    """The order's state does not allow this step; says which state it is in and what may be done."""

    code = "transition_refused"
    title = "The order's state does not allow this"

    def __init__(self, detail: str = "", *, error: str = "wrong_state", **data: Any) -> None:
        super().__init__(detail, error=error, **data)


class OrderHeld(Conflict):
    code = "order_held"
    title = "The order is on hold"

    def __init__(self, detail: str = "", **data: Any) -> None:
        super().__init__(detail, error="held", **data)
