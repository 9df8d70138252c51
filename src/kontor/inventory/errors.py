from __future__ import annotations

from collections.abc import Sequence

from kontor.inventory.types import Short
from kontor.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound


class StockShort(Conflict):
    """Names every short line, as `details` with product, available and requested."""

    code = "stock_short"
    title = "Not enough stock"

    def __init__(self, shorts: Sequence[Short]) -> None:
        lines = "; ".join(f"{short.sku}: {short.requested} asked, {short.available} available" for short in shorts)
        super().__init__(
            f"Not enough stock. {lines}.",
            error="stock_short",
            details=[
                {"product": short.sku, "available": short.available, "requested": short.requested} for short in shorts
            ],
        )


class PeriodClosed(Conflict):
    code = "period_closed"
    title = "The books of that day are closed"


class LocationUnknown(NotFound):
    code = "location_unknown"


class SkuUnknown(NotFound):
    code = "sku_unknown"


class LocationClosed(Conflict):
    code = "location_closed"
    title = "The location is closed"


class LocationInvalid(InvalidInput):
    code = "location_invalid"


class LocationNotEmpty(Conflict):
    code = "location_not_empty"
    title = "Only an empty location can be closed"


class CodeTaken(Conflict):
    code = "code_taken"
    title = "This code is in use"


class ReferenceTaken(Conflict):
    code = "external_reference_taken"
    title = "This external reference is in use"


class StockInvalid(InvalidInput):
    """A document of the desk that cannot be meant."""

    code = "stock_invalid"


class AlreadyOpened(Conflict):
    code = "already_opened"
    title = "The opening stock stands already, with something else"


class NotStocked(InvalidInput):
    code = "not_stocked"
    title = "A service moves no stock"


class TransitionRefused(Conflict):
    code = "transition_refused"


class MakerIsChecker(Forbidden):
    code = "maker_is_checker"
    title = "Somebody else must approve this"


class DocumentUnknown(NotFound):
    code = "document_unknown"
    title = "There is no such document for you"
