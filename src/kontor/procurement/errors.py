from __future__ import annotations

from kontor.kernel.errors import InvalidInput, NotFound


class SupplierItemInvalid(InvalidInput):
    code = "supplier_item_invalid"
    title = "This cannot be accepted as it is"


class SupplierItemNotFound(NotFound):
    code = "supplier_item_not_found"
    title = "There is no such supplier item"
