from __future__ import annotations

from kontor.kernel.errors import Conflict, InvalidInput, NotFound


class EntryInvalid(InvalidInput):
    code = "supplier_entry_invalid"
    title = "This cannot be posted as it is"


class EntryNotFound(NotFound):
    code = "supplier_entry_not_found"
    title = "There is no such entry"


class EntryReversed(Conflict):
    code = "supplier_entry_reversed"
    title = "This entry is reversed already"


class ReferenceTaken(Conflict):
    code = "supplier_reference_taken"
    title = "This supplier's document is entered already, with another amount or day"


class CurrencyDiffers(Conflict):
    code = "supplier_currency_differs"
    title = "This supplier's account is kept in another currency"


class PeriodClosed(Conflict):
    code = "period_closed"
    title = "The books of that day are closed"
