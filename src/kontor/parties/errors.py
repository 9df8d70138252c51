from __future__ import annotations

from kontor.kernel.errors import Conflict, InvalidInput, NotFound


class PartyInvalid(InvalidInput):
    code = "party_invalid"
    title = "This cannot be accepted as it is"


class CodeTaken(Conflict):
    code = "code_taken"
    title = "This code is in use"


class AreaTaken(Conflict):
    code = "area_taken"
    title = "There is such an area already"


class AreaNotFound(NotFound):
    code = "area_not_found"
    title = "There is no such area"


class ChannelNotFound(NotFound):
    code = "channel_not_found"
    title = "There is no such channel"


class SupplierNotFound(NotFound):
    code = "supplier_not_found"
    title = "There is no such supplier"


class ShipperNotFound(NotFound):
    code = "shipper_not_found"
    title = "No shipper serves this area"


class AddressNotFound(NotFound):
    code = "address_not_found"
    title = "There is no such address of this customer"


class CustomerErased(Conflict):
    code = "customer_erased"
    title = "Who this customer was has been erased"


class CustomerListed(Conflict):
    code = "customer_still_listed"
    title = "Delist the customer first"


class CustomerTwice(Conflict):
    code = "customer_registered_already"
    title = "A customer of this name is registered for this area and channel already"


class CustomerNotFound(NotFound):
    code = "customer_not_found"
    title = "There is no such customer"
